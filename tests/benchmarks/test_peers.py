"""Every engine of the comparison on tiny days: optima by hand, and what each is known to fall short of."""

import time

import pytest

from benchmarks.comparison.engines import ENGINES
from benchmarks.peers.day import FixedStop, PeerDay
from benchmarks.peers.insertion import Completion
from solver.problem import Absence, After, Break, Lock, Problem, Urgency, Window
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.status import Status
from solver.weights import default_policy
from tests.benchmarks.days import NEAR_FIRST, ask, compile_day, due_day
from tests.builders import (
    make_problem,
    make_published,
    make_shift,
    make_step,
    make_technician,
    make_ticket,
    only_weights,
)
from tests.random_days import random_day

LIBRARIES = [name for name in ENGINES if name not in ("dispatcher", "dispatcher_1", "cp_sat")]
PLANNERS = [name for name in LIBRARIES if name not in ("greedy", "score")]


@pytest.fixture(scope="module")
def proved_day() -> tuple[Problem, int]:
    """A random day of eight tickets with breaks, windows and trades, and its proved optimum."""
    problem = random_day(0, 8, 2, default_policy().weights, linked=False)
    proved = search(problem, SearchLimits(seconds=20, workers=2), timer=time.monotonic)
    assert proved.status is Status.OPTIMAL
    assert proved.cost is not None
    return problem, proved.cost


@pytest.mark.parametrize("engine", LIBRARIES)
def test_the_short_round_is_found(engine: str) -> None:
    """Two visits, the round 0-1-2-0 of 30 minutes against 60 the other way: every engine finds 30."""
    problem = make_problem(
        [make_ticket("T-1"), make_ticket("T-2", site=2)],
        travel=NEAR_FIRST,
        weights=only_weights("travel", "unassigned"),
    )

    assert ask(problem, engine).verdict.cost == 30


@pytest.mark.parametrize(
    ("engine", "cost"),
    [
        ("routing", 60),
        ("pyvrp_hard", 60),
        ("pyvrp_late", 60),
        ("vroom_hard", 60),
        ("greedy", 60),
        # Who is not told of due times takes the short round: 30 minutes of travel, and at site 2 only at 10 + 30 + 10
        # = 50: 30 minutes late at 10 each.
        ("vroom_free", 330),
    ],
)
def test_a_due_time_is_kept_by_those_who_know_it(engine: str, cost: int) -> None:
    """The urgent ticket first costs 60 minutes of travel and nothing else; VROOM without due times pays 330."""
    assert ask(due_day(), engine).verdict.cost == cost


@pytest.mark.parametrize(("engine", "cost"), [("vroom_hard", 10_870), ("pyvrp_hard", 10_870), ("pyvrp_late", 380)])
def test_a_due_time_that_two_share_drops_one_where_it_is_hard(engine: str, cost: int) -> None:
    """Two urgent tickets next door to each other, both due at 15, one person.

    In time for one and 35 minutes late for the other, at 10 + 30 + 10 = 50, costs 30 of travel and 350; a hard window
    leaves the other out: 20 of travel, 5000, and 585 minutes until the horizon ends at 600, at 10 each.
    """
    tickets = [make_ticket(f"T-{k}", site=k, urgency=Urgency.URGENT, respond_by=15) for k in (1, 2)]
    problem = make_problem(tickets, weights=only_weights("travel", "unassigned", "respond_late"))

    assert ask(problem, engine).verdict.cost == cost


@pytest.mark.parametrize("engine", LIBRARIES)
def test_every_engine_is_legal_and_never_below_the_optimum(engine: str, proved_day: tuple[Problem, int]) -> None:
    """On a random day every plan is legal and costs no less than what is proved optimal."""
    problem, optimum = proved_day

    verdict = ask(problem, engine).verdict

    assert verdict.cost is not None, verdict.note
    assert verdict.cost >= optimum


@pytest.mark.parametrize("engine", LIBRARIES)
def test_an_absence_with_a_place_is_a_stop(engine: str) -> None:
    """Somebody is at site 2 from 100 to 160, whatever is planned: a visit of 30 minutes at site 1 goes before or after.

    Ways of 10 each: 0-1-2-0 or 0-2-1-0, 30 minutes of travel.
    """
    shift = make_shift(absences=(Absence(100, 160, 2),))
    problem = make_problem([make_ticket()], shifts=[shift], weights=only_weights("travel", "unassigned"))

    assert PeerDay(*compile_day(problem)).fixed_stops == (FixedStop(0, 2, 100, 160),)
    assert ask(problem, engine).verdict.cost == 30


@pytest.mark.parametrize("engine", LIBRARIES)
def test_a_required_technician_is_kept(engine: str) -> None:
    """Li is asked for and starts 25 minutes away, wang 10: li goes, 50 minutes of travel."""
    shifts = [make_shift(0), make_shift(1, start_site=2, end_site=2)]
    travel = [[0, 10, 30], [10, 0, 25], [30, 25, 0]]
    problem = make_problem(
        [make_ticket(required_technician=1)],
        technicians=[make_technician(), make_technician("li")],
        shifts=shifts,
        travel=travel,
        weights=only_weights("travel", "unassigned"),
    )

    assert ask(problem, engine).verdict.cost == 50


@pytest.mark.parametrize("engine", PLANNERS)
def test_linked_tickets_are_placed_by_us(engine: str) -> None:
    """A crew of two is beyond the peers: it is placed and said to be, and they plan the other ticket around it."""
    tickets = [make_ticket("T-1"), make_ticket("T-2", steps=[make_step(crew=2)])]
    problem = make_problem(tickets, technicians=[make_technician(), make_technician("li")])

    asked = ask(problem, engine)

    assert asked.finding.note == "1 linked tickets placed by us"
    assert sum(asked.verdict.left_out.values()) == 0


def test_completion_leaves_other_tickets_out() -> None:
    """Only the tickets named are inserted: what a peer leaves out stays out."""
    tables, reach = compile_day(make_problem([make_ticket("T-1"), make_ticket("T-2")]))

    routes = Completion(tables, reach, {}).complete({1})

    assert {shift: route.visits for shift, route in routes.items()} == {0: (1,)}


def test_placed_visits_are_fixed_stops_and_take_room() -> None:
    """A crew's two visits stand from 10 to 40; wang, who may make two, has room for one more, li for any."""
    crew = make_ticket("T-2", steps=[make_step(crew=2)])
    technicians = [make_technician(), make_technician("li")]
    shifts = [make_shift(max_visits=2), make_shift(1)]
    tables, reach = compile_day(make_problem([make_ticket(), crew], technicians=technicians, shifts=shifts))

    day = PeerDay(tables, reach, Completion(tables, reach, {}).complete({1}))

    assert [(stop.shift, stop.start, stop.end) for stop in day.fixed_stops] == [(0, 10, 40), (1, 10, 40)]
    assert [day.room(shift) for shift in (0, 1)] == [1, None]


def test_a_plan_in_force_is_not_for_peers() -> None:
    """What has been published, and locks of it, are refused by name."""
    problem = make_problem([make_ticket(lock=Lock.BOTH)], published={"T-1:0:0": make_published(10, 40)})

    with pytest.raises(ValueError, match="not supported: a plan in force"):
        PeerDay(*compile_day(problem))


def test_due_times_end_windows() -> None:
    """Urgent, to respond by 100 and complete by 120 with 30 minutes of work: no start after 90 is in time."""
    ticket = make_ticket(urgency=Urgency.URGENT, respond_by=100, complete_by=120)
    day = PeerDay(*compile_day(make_problem([ticket])))

    assert day.due(0) == 90
    assert day.windows(0, in_time=True) == ((10, 90),)
    assert day.windows(0, in_time=False) == ((10, 500),)


def test_a_visit_that_can_only_be_late_keeps_its_starts() -> None:
    """Due before anybody can be there, hard due times would make a ticket impossible: its windows stay."""
    day = PeerDay(*compile_day(make_problem([make_ticket(urgency=Urgency.URGENT, respond_by=5)])))

    assert day.windows(0, in_time=True) == ((10, 500),)


def test_a_break_after_the_day_is_none() -> None:
    """A break that may begin as late as the shift must be back is never due; what is left comes by time."""
    shift = make_shift(end=200, breaks=(Break(100, 200, 30), Break(90, 120, 15)), absences=(Absence(20, 50),))
    day = PeerDay(*compile_day(make_problem(shifts=[shift])))

    assert [(rest.earliest, rest.minutes) for rest in day.rests(0)] == [(20, 30), (90, 15)]


@pytest.mark.parametrize("engine", LIBRARIES)
def test_a_break_and_an_absence_go_together(engine: str) -> None:
    """Away from 20 to 50, a break of 15 from 90 on: a visit of 30 minutes is made all the same, 20 of travel."""
    shift = make_shift(breaks=(Break(90, 120, 15),), absences=(Absence(20, 50),))
    problem = make_problem([make_ticket()], shifts=[shift], weights=only_weights("travel", "unassigned"))

    assert ask(problem, engine).verdict.cost == 20


@pytest.mark.parametrize("engine", LIBRARIES)
def test_overtime_serves_what_would_be_left_out(engine: str) -> None:
    """Regular time ends at 40, and 10 + 30 + 10 take until 50: 20 of travel and 10 minutes of overtime at 3 each."""
    shift = make_shift(end=40, overtime_until=90)
    problem = make_problem([make_ticket()], shifts=[shift], weights=only_weights("travel", "unassigned", "overtime"))

    assert ask(problem, engine).verdict.cost == 50


@pytest.mark.parametrize("engine", ["vroom_free", "vroom_hard"])
def test_overtime_is_not_taken_where_it_need_not(engine: str) -> None:
    """Wang next door would need overtime to 50, li, 15 away, has time: 30 of travel against 20 and 30 of overtime."""
    shifts = [make_shift(end=40, overtime_until=90), make_shift(1, start_site=2, end_site=2)]
    problem = make_problem(
        [make_ticket()],
        technicians=[make_technician(), make_technician("li")],
        shifts=shifts,
        travel=[[0, 10, 30], [10, 0, 15], [30, 15, 0]],
        weights=only_weights("travel", "unassigned", "overtime"),
    )

    assert ask(problem, engine).verdict.cost == 30


def test_a_break_as_a_stop_is_as_far_as_the_nearest_visits() -> None:
    """From a break it is 5 minutes to site 1, where the other visit is 5 away, and 5 to site 2: the only other ways."""
    travel = [[0, 10, 20], [10, 0, 5], [20, 5, 0]]
    day = PeerDay(*compile_day(make_problem([make_ticket("T-1"), make_ticket("T-2", site=2)], travel=travel)))

    assert day.ways_after_rest().tolist() == [5, 5]


def test_what_is_tied_goes_together() -> None:
    """T-3 comes after T-2, which wants the people of T-1: whoever takes one of them takes all three."""
    tickets = [
        make_ticket("T-1"),
        make_ticket("T-2", same_technician_as=0),
        make_ticket("T-3", after=(After(1),)),
        make_ticket("T-4"),
    ]
    day = PeerDay(*compile_day(make_problem(tickets)))

    assert day.linked == day.tied_to({2}) == {0, 1, 2}
    assert day.tied_to({3}) == {3}


@pytest.mark.parametrize("engine", PLANNERS)
def test_a_break_is_kept(engine: str) -> None:
    """A break of 60 minutes from 40 on and a visit of 30 promised for 50 to 60: nobody can do both.

    The break could begin at 40 at the latest, so the ticket is left out for 1500.
    """
    shift = make_shift(breaks=(Break(40, 40, 60),))
    ticket = make_ticket(promised=(Window(50, 60),))
    problem = make_problem([ticket], shifts=[shift], weights=only_weights("travel", "unassigned"))

    asked = ask(problem, engine)

    assert asked.verdict.cost == 1500
