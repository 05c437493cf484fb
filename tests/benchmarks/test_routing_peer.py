"""The routing peer: modeled exactly, its sequences timed anew."""

import pytest

from benchmarks.comparison.verdict import Verdict, judge, sunk_cost
from benchmarks.peers.answer import Answer
from benchmarks.peers.day import PeerDay
from benchmarks.peers.insertion import make_plan as plan_of
from benchmarks.peers.pieces import Piece, bands, cut
from benchmarks.peers.retime import Retimer
from benchmarks.peers.routing import WAYS, RoutingPeer, solve
from solver.problem import Absence, Break, Problem, Urgency, Window
from solver.weights import default_policy
from tests.benchmarks.days import compile_day
from tests.builders import make_plan, make_problem, make_shift, make_technician, make_ticket
from tests.random_days import random_day


def cut_first(problem: Problem) -> list[Piece]:
    """Return the pieces of the first visit."""
    tables, reach = compile_day(problem)
    return list(cut(tables, 0, reach.domains[0], int(tables.minutes[0, 0])))


def test_days_without_links_differ_only_in_steps() -> None:
    """Without links every ticket has one visit; sites, times and urgencies stay those of the same seed."""
    weights = default_policy().weights

    plain, linked = (random_day(3, 60, 8, weights, linked=flag) for flag in (False, True))

    assert len(plain.visits) == 60 < len(linked.visits)
    assert [(t.site, t.urgency, t.promised, t.respond_by) for t in plain.tickets] == [
        (t.site, t.urgency, t.promised, t.respond_by) for t in linked.tickets
    ]


def test_a_price_that_grows_steeper_is_cut_in_two() -> None:
    """Urgent, to respond by 100 and complete by 160: a slope from 100 on, a steeper one from 160 - 30 = 130 on."""
    rates = default_policy().weights
    respond, complete = rates["respond_late"]["urgent"], rates["complete_late"]["urgent"]
    problem = make_problem([make_ticket(urgency=Urgency.URGENT, respond_by=100, complete_by=160)])

    pieces = cut_first(problem)

    # A start lies between the ride of 10 minutes and 540 - 10 - 30.
    assert pieces == [
        Piece(0, 10, 129, 0, 100, respond),
        Piece(0, 130, 500, 30 * respond, 130, respond + complete),
    ]


def test_a_wished_window_is_a_piece_without_a_price() -> None:
    """Starts before and after the wished window 240-300 cost 15, those in it nothing."""
    pieces = cut_first(make_problem([make_ticket(preferred=(Window(240, 300),))]))

    assert [(p.low, p.high, p.constant, p.rate) for p in pieces] == [
        (10, 239, 15, 0),
        (240, 300, 0, 0),
        (301, 500, 15, 0),
    ]


def test_a_break_in_a_ride_is_timed_anew() -> None:
    """A ride 95-135 with a break 100-130 in it is illegal: the break comes first, and the ride ends at 140."""
    shift = make_shift(breaks=(Break(100, 100, 30),))
    tickets = [make_ticket("T-1", minutes=85), make_ticket("T-2", site=2)]
    problem = make_problem(tickets, shifts=[shift])
    tables, reach = compile_day(problem)

    retimed = Retimer(PeerDay(tables, reach)).retime({0: {0: 10, 1: 135}})

    assert retimed.given_up == ()
    plan = plan_of(tables, retimed.routes)
    assert [(p.visit, p.start) for p in plan.routes[0].visits] == [(0, 10), (1, 140)]
    assert judge(problem, plan).cost == 30  # three rides


def test_a_start_that_somebody_slower_cannot_keep_is_not_his() -> None:
    """Due to end by 100: a start at 60 would do for 30 minutes, not for the 60 that he takes; he starts at 10."""
    slow = make_technician(duration_percent=200)
    problem = make_problem([make_ticket(deadline=100)], technicians=[slow])

    retimed = Retimer(PeerDay(*compile_day(problem))).retime({0: {0: 60}})

    assert [(stop.start, stop.end) for stop in retimed.routes[0].stops] == [(10, 70)]


def test_a_visit_without_legal_times_is_given_up() -> None:
    """Two visits promised at minute 10 cannot both be kept by one person: the cheaper ticket is given up, and said."""
    promised = (Window(10, 10),)
    tickets = [make_ticket("T-1", promised=promised), make_ticket("T-2", promised=promised, urgency=Urgency.URGENT)]
    problem = make_problem(tickets)
    tables, reach = compile_day(problem)

    retimed = Retimer(PeerDay(tables, reach)).retime({0: {0: 10, 1: 10}})

    assert retimed.given_up == (0,)
    assert retimed.routes[0].visits == (1,)


def test_an_absence_with_a_place_is_kept_between_visits() -> None:
    """At site 2 from 100 to 160, asked for before at 50 and after at 161: before it, and 10 minutes after its end."""
    shift = make_shift(absences=(Absence(100, 160, 2),))
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2")], shifts=[shift])

    retimed = Retimer(PeerDay(*compile_day(problem))).retime({0: {0: 50, 1: 161}})

    assert [(stop.visit, stop.start) for stop in retimed.routes[0].stops] == [(0, 10), (None, 100), (1, 170)]


def test_a_slope_becomes_bands() -> None:
    """Due at 100 at 2 a minute: in time, 30 minutes at the price of 15 late, the other 10 at that of 35."""
    piece = Piece(0, 50, 140, 7, 100, 2)

    assert [(p.low, p.high, p.constant, p.rate) for p in bands([piece])] == [
        (50, 100, 7, 0),
        (101, 130, 7 + 2 * 15, 0),
        (131, 140, 7 + 2 * 35, 0),
    ]


def test_a_ticket_for_nobody_is_sunk() -> None:
    """A trade nobody has costs what its ticket costs left out: 1500 for a normal one."""
    tables, reach = compile_day(make_problem([make_ticket(), make_ticket("T-2", trade="electric")]))

    assert sunk_cost(tables, reach) == 1500


def test_no_plan_is_a_failure() -> None:
    """Neither no plan nor an illegal one has a cost."""
    problem = make_problem([make_ticket()])
    early = make_plan(problem, {0: [("T-1:0:0", 5)]})  # sets out at -5, before the shift

    assert judge(problem, None) == Verdict(None, note="no plan")
    assert judge(problem, early).note == "illegal: working_hours"


def test_the_peer_prices_as_the_checker() -> None:
    """Lateness, a wish, overtime, a contractor and fair shares: the peer's objective is the checker's total."""
    problem = make_problem(
        [
            make_ticket("T-1", urgency=Urgency.URGENT, respond_by=20, complete_by=60, site=2),
            make_ticket("T-2", urgency=Urgency.URGENT, respond_by=20, complete_by=60),
            make_ticket("T-3", preferred=(Window(300, 400),)),
        ],
        technicians=[make_technician(), make_technician("li", contractor=True)],
        shifts=[make_shift(), make_shift(1, end=35, overtime_until=90, end_site=None)],
    )
    tables, reach = compile_day(problem)

    answer = RoutingPeer(PeerDay(tables, reach)).solve(0.3)

    retimed = Retimer(PeerDay(tables, reach)).retime({shift: dict(rows) for shift, rows in answer.solutions[0]})
    assert len(answer.solutions[0]) == 2  # both technicians
    assert answer.objective == judge(problem, plan_of(tables, retimed.routes)).cost


@pytest.mark.parametrize("stops", [False, True])
def test_a_break_is_kept_however_it_is_told(stops: bool) -> None:
    """A break of 60 minutes from 60 at the latest and two visits of 30, ways of 10: 30 of travel."""
    shift = make_shift(breaks=(Break(30, 60, 60),))
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2", site=2)], shifts=[shift])
    day = PeerDay(*compile_day(problem))

    answer = RoutingPeer(day, breaks_are_stops=stops).solve(0.2)

    retimed = Retimer(day).retime({shift: dict(rows) for shift, rows in answer.solutions[0]})
    assert judge(problem, plan_of(day.tables, retimed.routes)).cost == 30


def test_the_library_is_asked_in_three_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds are shared out among three models of the day; few of them are for the first alone."""
    asked: list[tuple[str, bool, float]] = []

    def note(peer: RoutingPeer, seconds: float) -> Answer:
        asked.append((peer.strategy, peer.breaks_are_stops, seconds))
        return Answer((), 0.0, seconds)

    monkeypatch.setattr(RoutingPeer, "solve", note)
    day = PeerDay(*compile_day(make_problem([make_ticket()])))

    spent = [solve(day, seconds).search_seconds for seconds in (1.0, 30.0)]

    assert spent == [1.0, 30.0]
    assert asked == [(*WAYS[0], 1.0), *((*way, 10.0) for way in WAYS)]
