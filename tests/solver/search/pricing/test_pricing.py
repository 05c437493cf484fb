"""The pricing of one shift against the enumeration of all its routes."""

import numpy as np
import pytest

from solver.problem import Absence, Break, Constants, Need, Problem, Step
from solver.search.bound import graphs, lookout
from solver.search.bound.graph import Graph
from solver.search.bound.listed import Boundaries, Lister
from solver.search.bound.pricer import Pricer
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column, Row, Threshold
from solver.search.chains.pool import Pool
from solver.search.chains.rewalk import Rewalk
from solver.search.pricing import layout as at
from tests.builders import make_problem, make_shift, make_step, make_technician, make_ticket, windows
from tests.random_problems import problem_of_seed
from tests.solver.search.bound.relaxed import no_prices, relax
from tests.solver.search.pricing.enumeration import Enumeration

QUICK = range(0, 60, 2)
SLOW = range(200, 500)
NO_EXTRAS = {"workload": 0, "skill_waste": 0}


@pytest.fixture(autouse=True)
def whole_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every visit remembered at every other, every minute its own row, and little memory used."""
    monkeypatch.setattr(graphs, "MEMORY", 60)
    monkeypatch.setattr(lookout, "MOST_STEPS", 1 << 60)
    monkeypatch.setattr("solver.search.bound.pricer.MOST_LABELS", 1 << 16)
    monkeypatch.setattr("solver.search.bound.pricer.DESK_SIZE", 1 << 16)


def draw_prices(relaxation: Relaxation, rng: np.random.Generator) -> Prices:
    """Random prices: of visits up to 60, of rows up to 10, of minutes of technicians with several shifts up to 2."""
    prices = no_prices(relaxation)
    prices.visits[:] = rng.integers(0, 60 * at.SCALE, len(prices.visits))
    prices.rows[:] = rng.integers(0, 10 * at.SCALE, len(prices.rows))
    several = list(relaxation.loads)
    prices.minutes[several] = rng.integers(0, 2 * at.SCALE, len(several))
    return prices


def tie_starts(relaxation: Relaxation, rng: np.random.Generator) -> None:
    """Add a row about the starts of two visits that are tied."""
    for order in relaxation.tables.orders[:2]:
        minute = int(rng.integers(1, 40))
        parts = (Threshold(order.before, minute, True, True), 1), (Threshold(order.after, minute, True, False), -1)
        relaxation.rows.append(Row(0, starts=parts))


def cut_off(relaxation: Relaxation, rng: np.random.Generator) -> None:
    """Add two cuts of three visits each, where there are so many."""
    visits = relaxation.visits
    for _ in range(2 if len(visits) > 2 else 0):
        relaxation.rows.append(Row(-1, cut=frozenset(rng.choice(visits, 3, replace=False).tolist())))


def look_ahead_of(relaxation: Relaxation, graph: Graph, prices: Prices) -> int:
    """What the look ahead alone says, with all its lines."""
    worth = relaxation.worth(graph, prices)
    graph.set_prizes(worth[graph.visits], relaxation.worth_by_start(graph, prices))
    return look_ahead_by(Pricer(relaxation), graph)


def look_ahead_by(pricer: Pricer, graph: Graph) -> int:
    """What the look ahead of a pricer says, at the prices that have been set."""
    graph.use_all_lines()
    return pricer.look_ahead(graph, pricer.skip(graph))


def price(problem: Problem, worth: int | list[int], shift: int = 0) -> tuple[int, list[Column], Enumeration, Prices]:
    """Price a shift exactly, each visit being worth so much."""
    relaxation = relax(problem)
    prices = no_prices(relaxation)
    prices.visits[:] = np.array(worth) * at.SCALE
    graph = next(graph for graph in relaxation.graphs or () if graph.shift == shift)
    value, columns = Pricer(relaxation).price(graph, prices, exact=True)
    return value, columns, Enumeration(relaxation, shift), prices


def assert_least(problem: Problem, worth: int | list[int], least: int) -> list[Column]:
    """Whether pricing and enumeration both find a least value, in minutes of travel; return the routes."""
    value, columns, enumeration, prices = price(problem, worth)

    assert value == enumeration.least(prices) == least * at.SCALE
    return columns


# --- against enumeration ------------------------------------------------------------------------------------------


def assert_priced_exactly(seed: int) -> None:
    """Whether of each shift the exact value is enumeration's, and the look ahead's no more.

    Nothing is remembered beyond an absence with a place: there the value may be lower.
    """
    rng = np.random.default_rng(seed)
    relaxation = relax(problem_of_seed(seed))
    tie_starts(relaxation, rng)
    cut_off(relaxation, rng)
    pricer = Pricer(relaxation)
    for graph in relaxation.graphs or ():
        enumeration, prices = Enumeration(relaxation, graph.shift), draw_prices(relaxation, rng)
        if not enumeration.is_plain():
            continue
        least = enumeration.least(prices)

        floor = look_ahead_of(relaxation, graph, prices)
        value, columns = pricer.price(graph, prices, exact=True)

        assert floor <= value <= least
        assert value == least or enumeration.row.absences
        assert_routes_are_theirs(columns, enumeration, prices, relaxation)


def assert_routes_are_theirs(
    columns: list[Column], enumeration: Enumeration, prices: Prices, relaxation: Relaxation
) -> None:
    """Whether each route is one of the shift's, at what it costs (rounded down where prices make up for the rest)."""
    for column in columns:
        if len(set(column.visits)) < len(column.visits) and enumeration.row.absences:
            continue
        value = enumeration.value(column.visits, column.starts, prices)
        free = enumeration.value(column.visits, column.starts, no_prices(relaxation))
        assert value is not None
        assert free == column.cost * at.SCALE


@pytest.mark.parametrize("seed", QUICK)
def test_the_exact_value_is_the_least_of_all_routes(seed: int) -> None:
    """On random tiny shifts with every rule and at random prices, labels find what enumeration finds."""
    assert_priced_exactly(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SLOW)
def test_the_exact_value_is_the_least_of_all_routes_at_length(seed: int) -> None:
    """The same on 300 more problems."""
    assert_priced_exactly(seed)


def test_coarser_rows_say_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """With as many minutes in a row as the shortest service has, the look ahead is no higher, the exact value equal."""
    for seed in range(1, 41, 4):
        fine = relax(problem_of_seed(seed))
        with monkeypatch.context() as patch:
            patch.setattr(lookout, "MOST_STEPS", 1)
            coarse = relax(problem_of_seed(seed))
        prices = draw_prices(fine, np.random.default_rng(seed))
        for one, other in zip(fine.graphs or (), coarse.graphs or (), strict=True):
            assert look_ahead_of(coarse, other, prices) <= look_ahead_of(fine, one, prices)
            exact = [Pricer(fine).price(one, prices, exact=True)[0], Pricer(coarse).price(other, prices, exact=True)[0]]
            assert exact[0] == exact[1]


def test_less_memory_says_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remembering at each visit itself alone, routes may come back to others: the value is no higher."""
    for seed in range(1, 41, 4):
        whole = relax(problem_of_seed(seed))
        with monkeypatch.context() as patch:
            patch.setattr(graphs, "MEMORY", 1)
            loose = relax(problem_of_seed(seed))
        prices = draw_prices(whole, np.random.default_rng(seed))
        for one, other in zip(whole.graphs or (), loose.graphs or (), strict=True):
            value, _ = Pricer(whole).price(one, prices, exact=True)
            assert Pricer(loose).price(other, prices, exact=True)[0] <= value


@pytest.mark.parametrize("by_span", [False, True])
def test_all_routes_below_a_value_are_listed(by_span: bool) -> None:
    """Of each set of visits, in the same spans if asked so, the cheapest route below a value is listed, and no other.

    Spans of a start are what thresholds of rows part; the enumeration lets tied visits start at every minute.
    """
    listed = spans = 0
    for seed in range(60):
        relaxation, rng = relax(problem_of_seed(seed)), np.random.default_rng(seed)
        tie_starts(relaxation, rng)
        cut_off(relaxation, rng)
        prices, below = draw_prices(relaxation, rng), int(rng.integers(-20, 40)) * at.SCALE
        prices.visits[rng.random(len(prices.visits)) < 0.3] = 0
        lister = Lister(Pricer(relaxation), prices)
        lister.by_span = by_span
        for graph in relaxation.graphs or ():
            enumeration = Enumeration(relaxation, graph.shift)
            boundaries = lister.boundaries(graph, graph.wanted)
            routes = lister.routes(graph, below, 10_000)
            if routes is None or not enumeration.is_plain():
                continue
            least: dict[object, int] = {}
            for trip in enumeration.routes:
                value, key = enumeration.value_of(trip, prices), identity(trip.visits, trip.starts, boundaries)
                if value < below:
                    least[key] = min(value, least.get(key, value))
            columns = [routes.column(k) for k in range(routes.size)]
            values = routes.values.tolist()
            found = {identity(r.visits, r.starts, boundaries): value for r, value in zip(columns, values, strict=True)}
            assert len(found) == routes.size
            assert found == least, seed
            listed, spans = listed + len(found), spans + len(boundaries)
    assert listed > 50
    assert (spans > 0) == by_span


def identity(visits: tuple[int, ...], starts: tuple[int, ...], boundaries: Boundaries) -> object:
    """Return the visits of a route, each with how many boundaries it does not start before."""
    spans = [sum(start >= minute for minute in boundaries.get(v, ())) for v, start in zip(visits, starts, strict=True)]
    return frozenset(zip(visits, spans, strict=True))


def test_cuts_that_are_not_paid_for_say_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shift that pays for one cut of two finds no dearer least value, and routes at what they cost."""
    lower = 0
    for seed in range(60):
        relaxation, rng = relax(problem_of_seed(seed)), np.random.default_rng(seed)
        cut_off(relaxation, rng)
        prices = draw_prices(relaxation, rng)
        for graph in relaxation.graphs or ():
            enumeration = Enumeration(relaxation, graph.shift)
            if enumeration.is_plain():
                with monkeypatch.context() as patch:
                    patch.setattr(at, "MOST_CUTS", 1)
                    value, columns = Pricer(relaxation).price(graph, prices, exact=True)
                assert value <= enumeration.least(prices)
                assert_routes_are_theirs(columns, enumeration, prices, relaxation)
                lower += value < Pricer(relaxation).price(graph, prices, exact=True)[0]
    assert lower > 0


@pytest.mark.parametrize(("wait", "visits"), [("break", (0, 1)), ("blocked", (0, 1)), ("nothing", (1,))])
def test_a_visit_worth_nothing_may_pay_as_a_place_to_wait(wait: str, visits: tuple[int, ...]) -> None:
    """B, worth 100, must start at 240, 14 minutes away at the site of A, worth nothing: 100 less twice 14.

    From 210 to 240 there is a break, or nobody works: only who has been at A before is at B in time. Where nothing
    keeps him, B is had alone, for the same.
    """
    shift = make_shift(
        breaks=(Break(210, 210, 30),) if wait == "break" else (),
        absences=(Absence(210, 240),) if wait == "blocked" else (),
    )
    tickets = [make_ticket("A", minutes=60), make_ticket("B", minutes=60, promised=windows((240, 240)))]
    relaxation = relax(make_problem(tickets, shifts=[shift], weights=NO_EXTRAS, travel=[[0, 14], [14, 0]]))
    prices = no_prices(relaxation)
    prices.visits[1] = 100 * at.SCALE

    value, columns = Pricer(relaxation).price((relaxation.graphs or [])[0], prices, exact=True)

    assert value == -72 * at.SCALE
    assert columns[0].visits == visits


def test_dives_are_routes_that_cost_what_they_say() -> None:
    """Quick routes visit nobody twice, are routes of the shift and have its costs, and none is below the floor."""
    found = 0
    for seed in range(40):
        relaxation, rng = relax(problem_of_seed(seed)), np.random.default_rng(seed)
        cut_off(relaxation, rng)
        pricer, prices = Pricer(relaxation), draw_prices(relaxation, rng)
        for graph in relaxation.graphs or ():
            enumeration = Enumeration(relaxation, graph.shift)
            floor = look_ahead_of(relaxation, graph, prices)
            if floor >= 0 or not enumeration.is_plain():
                continue
            asked = pricer.ask(graph, prices)
            look_ahead_by(pricer, graph)
            value, columns = pricer._dive(asked)
            found += len(columns)

            assert value >= floor
            assert all(len(set(column.visits)) == len(column.visits) for column in columns)
            assert_routes_are_theirs(columns, enumeration, prices, relaxation)
    assert found > 20


def test_dives_leave_it_to_others_when_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten visits at one site, worth 30 each: with quick routes before, the exact value is the same, 20 less 300.

    Who has asked to stop before gets no exact value, quick routes or not.
    """
    tickets = [make_ticket(f"T-{k}") for k in range(10)]
    relaxation = relax(make_problem(tickets, weights=NO_EXTRAS))
    prices = no_prices(relaxation)
    prices.visits[:] = 30 * at.SCALE
    (graph,) = relaxation.graphs or []
    monkeypatch.setattr("solver.search.bound.pricer.MANY", 0)
    pricer = Pricer(relaxation)

    value, _ = pricer.price(graph, prices, exact=True)
    pricer.stop()
    pricer._dive(pricer.ask(graph, prices))

    assert value == -280 * at.SCALE
    assert pricer._find(pricer.ask(graph, prices), 0, loose=at.EXACT)[0] is None


def test_too_many_labels_leave_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room for labels the value is what the look ahead said, and routes may be found all the same."""
    monkeypatch.setattr("solver.search.bound.pricer.MOST_LABELS", 1)
    monkeypatch.setattr("solver.search.bound.pricer.DESK_SIZE", 1 << 10)
    relaxation = relax(make_problem([make_ticket("A"), make_ticket("B", site=2)], weights=NO_EXTRAS))
    prices = no_prices(relaxation)
    prices.visits[:] = 100 * at.SCALE
    pricer, (graph,) = Pricer(relaxation), relaxation.graphs or []
    floor = look_ahead_of(relaxation, graph, prices)

    value, _ = pricer.price(graph, prices, exact=True)

    assert pricer._find(pricer.ask(graph, prices), 0, loose=at.EXACT)[0] is None
    assert value == floor <= -170 * at.SCALE


# --- by hand ------------------------------------------------------------------------------------------------------


def test_a_visit_worth_less_than_its_way_is_left() -> None:
    """10 there and 10 back: worth 20 it makes no route, worth 21 one of value -1."""
    problem = make_problem(weights=NO_EXTRAS)

    assert assert_least(problem, 20, 0) == []
    assert [column.visits for column in assert_least(problem, 21, -1)] == [(0,)]


def test_two_visits_share_the_way() -> None:
    """10 to each of two sites and 10 home are 30: worth 20 each they make a route of value -10."""
    (column, *_) = assert_least(make_problem([make_ticket("A"), make_ticket("B", site=2)], weights=NO_EXTRAS), 20, -10)

    assert sorted(column.visits) == [0, 1]
    assert column.cost == 30


def test_a_break_takes_its_time() -> None:
    """Two visits of 235 minutes and 30 of travel leave 40 of 540 for a break: 40 minutes fit, 41 do not."""
    tickets = [make_ticket("A", minutes=235), make_ticket("B", site=2, minutes=235)]

    for minutes, least in ((40, -70), (41, -30)):
        shift = make_shift(breaks=(Break(200, 300, minutes),))
        assert_least(make_problem(tickets, shifts=[shift], weights=NO_EXTRAS), 50, least)


def test_a_break_is_not_due_to_who_is_back_by_then() -> None:
    """Back at 50 by the latest start of a break, 50: the route needs none; with 49 and no time for it there is none."""
    for latest, least in ((50, -5), (49, 0)):
        shift = make_shift(end=50, breaks=(Break(40, latest, 10),))
        assert_least(make_problem(shifts=[shift], weights=NO_EXTRAS), 25, least)


def test_an_absence_with_a_place_is_on_the_way() -> None:
    """From site 0 to the ticket, to the appointment at site 2 and home are 30 minutes of travel."""
    shift = make_shift(absences=(Absence(200, 260, 2),))
    ticket = make_ticket(promised=windows((0, 100)))

    assert_least(make_problem([ticket], shifts=[shift], weights=NO_EXTRAS), 31, -1)


def test_no_more_visits_than_a_shift_may_have() -> None:
    """Of three visits at one site, worth 30 each, a shift with two makes two: 20 of travel less 60."""
    tickets = [make_ticket(f"T-{k}") for k in range(3)]

    for most, least in ((1, -10), (2, -40), (3, -70)):
        assert_least(make_problem(tickets, shifts=[make_shift(max_visits=most)], weights=NO_EXTRAS), 30, least)


def test_a_mate_makes_only_one_part() -> None:
    """Of a crew of two, worth 30 each, one technician makes one visit: 20 less 30."""
    people = [make_technician("wang"), make_technician("li")]
    problem = make_problem([make_ticket(crew=2)], technicians=people, weights=NO_EXTRAS)

    columns = assert_least(problem, 30, -10)

    assert {len(column.visits) for column in columns} == {1}


def test_minutes_above_a_share_cost() -> None:
    """Two tickets of 60, one of two technicians: his share is 60, so that both cost 60 more: 20 + 60 less 100."""
    tickets = [make_ticket(f"T-{k}", minutes=60) for k in range(2)]
    people = [make_technician("wang"), make_technician("li")]
    problem = make_problem(tickets, technicians=people, weights={"skill_waste": 0})

    assert_least(problem, [50, 50], -30)  # one: 20 less 50, better than both: 80 less 100
    assert_least(problem, [90, 90], -100)  # both: 80 less 180, better than one: -70


def test_who_is_paid_for_a_later_start_waits() -> None:
    """A second step may start from 50 on; worth 5 more from minute 60, it is made at 60."""
    steps = [make_step(), make_step(min_gap=10)]
    problem = make_problem([make_ticket(steps=steps)], shifts=[make_shift(end=120)], weights=NO_EXTRAS)
    relaxation = relax(problem)
    relaxation.rows.append(Row(0, starts=((Threshold(1, 60, False, False), 1),)))
    prices = no_prices(relaxation)
    prices.visits[:] = [0, 18 * at.SCALE]
    prices.rows[-1] = 5 * at.SCALE
    (graph,) = relaxation.graphs or []

    value, columns = Pricer(relaxation).price(graph, prices, exact=True)

    assert value == Enumeration(relaxation, 0).least(prices) == -3 * at.SCALE
    assert (columns[0].visits[-1], columns[0].starts[-1], columns[0].cost) == (1, 60, 20)


def test_priced_routes_are_those_that_chains_walk() -> None:
    """A route of three visits costs what walking it costs."""
    tickets = [make_ticket(f"T-{k}", site=k + 1, preferred=windows((100, 200))) for k in range(3)]
    value, columns, enumeration, _ = price(make_problem(tickets, weights=NO_EXTRAS), 60)
    rewalk = Rewalk(Pool(enumeration.relaxation.day), 10)

    walked = [rewalk.column(0, c.visits, dict(zip(c.visits, c.starts, strict=True))) for c in columns]

    assert value < 0
    assert all(found is not None and found.cost >= column.cost for found, column in zip(walked, columns, strict=True))


def test_two_visits_of_a_cut_cost_its_price_once() -> None:
    """Three visits worth 20 each, 5 minutes apart and from the base, are worth 40 more than their four ways.

    A cut at 7 takes 7 of it; one at 31 makes a single visit, worth 10 more than its ways, the best there is.
    """
    tickets = [make_ticket(name, site=k + 1, minutes=10) for k, name in enumerate("ABC")]
    travel = [[0 if a == b else 5 for b in range(4)] for a in range(4)]
    relaxation = relax(make_problem(tickets, travel=travel, weights=NO_EXTRAS))
    relaxation.rows.append(Row(-1, cut=frozenset(relaxation.visits)))
    prices, (graph, *_) = no_prices(relaxation), relaxation.graphs or []
    prices.visits[:] = 20 * at.SCALE
    pricer = Pricer(relaxation)

    free, _ = pricer.price(graph, prices, exact=True)
    prices.rows[-1] = 7 * at.SCALE
    cut, columns = pricer.price(graph, prices, exact=True)
    prices.rows[-1] = 31 * at.SCALE
    dear, _ = pricer.price(graph, prices, exact=True)

    assert (free, cut, dear) == (-40 * at.SCALE, -33 * at.SCALE, -10 * at.SCALE)
    assert max(len(column.visits) for column in columns) == 3


def test_whoever_must_come_first_does_so_after_an_absence_too() -> None:
    """Nobody comes to the appointment more cheaply than by A, but only who makes it later can make B, the first."""
    shift = make_shift(absences=(Absence(60, 70, 1),))
    tickets = [make_ticket("A"), make_ticket("B", site=2, promised=windows((100, 300)))]
    relaxation = relax(make_problem(tickets, shifts=[shift], weights=NO_EXTRAS))
    prices = no_prices(relaxation)
    prices.visits[:] = [30 * at.SCALE, 100 * at.SCALE]
    (graph,) = relaxation.graphs or []
    graph._parts[at.G_FIRST][0] = 1
    graph.renew()

    value, _ = Pricer(relaxation).price(graph, prices, exact=True)
    enumeration = Enumeration(relaxation, 0)
    enumeration.first = 1

    assert value == enumeration.least(prices) == -90 * at.SCALE  # 40 for the appointment, B, A and home, less 130


def test_minutes_at_a_rate_that_falls_bound_no_less() -> None:
    """Nobody comes to the appointment more cheaply than by A, but only who has not made it makes B for nothing.

    Of minutes above a share of 60 the first 60 cost 9 each, all others nothing. With 30 of travel, A alone is 50 below
    its worth of 80, B alone 300 below its 330; both cost 540 more.
    """
    shift = make_shift(absences=(Absence(200, 260, 2),))
    tickets = [
        make_ticket(str(k), minutes=60, promised=windows((begin, begin + 50))) for k, begin in ((0, 20), (1, 300))
    ]
    weights = {"workload": {"over": 9, "over_60": 0, "over_120": 0}, "skill_waste": 0}
    constants = Constants(share={0: 60}, scarce_trades=frozenset())
    problem = make_problem(tickets, shifts=[shift], weights=weights, constants=constants)

    value, _, enumeration, prices = price(problem, [80, 330])

    assert value <= enumeration.least(prices) == -300 * at.SCALE


def test_a_crew_of_different_needs_is_no_route() -> None:
    """A crew of a plumber and an electrician: somebody with both trades makes one of the two."""
    both = make_technician("wang", skills={"water": 1, "electric": 1})
    other = make_technician("li", skills={"water": 1, "electric": 1})
    step = Step((Need("water"), Need("electric")), 30)
    problem = make_problem([make_ticket(steps=[step])], technicians=[both, other], weights=NO_EXTRAS)

    assert_least(problem, [30, 40], -20)
