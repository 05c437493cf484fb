"""The routing peer of the benchmarks: modeled exactly, judged by the checker, refused what it cannot model."""

import time

import pytest

from benchmarks.compare import Judged, hopeless_cost, judge, run_peer
from benchmarks.peers.pieces import Piece, cut
from benchmarks.peers.retime import Retimer
from benchmarks.peers.routing import RoutingPeer
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.problem import Break, Problem, Urgency, Window
from solver.rules import RULES
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.search.reach import Reach, read_reach
from solver.status import Status
from solver.tables import Tables
from solver.weights import default_policy
from tests.builders import make_plan, make_problem, make_shift, make_technician, make_ticket
from tests.random_days import random_day


def compile_day(problem: Problem) -> tuple[Tables, Reach]:
    """Return tables and reach of a problem."""
    tables = build_tables(problem, RULES, read_heads(problem))
    return tables, read_reach(tables)


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

    retimed = Retimer(tables, reach).retime({0: {0: 10, 1: 135}})

    assert retimed.given_up == ()
    assert [(p.visit, p.start) for p in retimed.plan.routes[0].visits] == [(0, 10), (1, 140)]
    assert judge(problem, retimed.plan).cost == 30  # three rides


def test_a_visit_without_legal_times_is_given_up() -> None:
    """Two visits promised at minute 10 cannot both be kept by one person: the cheaper ticket is given up, and said."""
    promised = (Window(10, 10),)
    tickets = [make_ticket("T-1", promised=promised), make_ticket("T-2", promised=promised, urgency=Urgency.URGENT)]
    problem = make_problem(tickets)
    tables, reach = compile_day(problem)

    retimed = Retimer(tables, reach).retime({0: {0: 10, 1: 10}})

    assert retimed.given_up == (0,)
    assert [p.visit for p in retimed.plan.routes[0].visits] == [1]


def test_a_ticket_for_nobody_is_hopeless() -> None:
    """A trade nobody has costs what its ticket costs left out: 1500 for a normal one."""
    tables, reach = compile_day(make_problem([make_ticket(), make_ticket("T-2", trade="electric")]))

    assert hopeless_cost(tables, reach) == 1500


def test_no_plan_is_a_failure() -> None:
    """Neither no plan nor an illegal one has a cost."""
    problem = make_problem([make_ticket()])
    early = make_plan(problem, {0: [("T-1:0:0", 5)]})  # sets out at -5, before the shift

    assert judge(problem, None) == Judged(None, note="no plan")
    assert judge(problem, early).note == "illegal: working_hours"


def test_the_peer_refuses_links() -> None:
    """A day with crews and steps is refused by name."""
    problem = random_day(3, 60, 8, default_policy().weights)

    with pytest.raises(ValueError, match="tickets of several visits, linked visits"):
        RoutingPeer(*compile_day(problem))


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

    answer = RoutingPeer(tables, reach).solve(0.3)

    retimed = Retimer(tables, reach).retime({shift: dict(rows) for shift, rows in answer.solutions[0]})
    assert len(answer.solutions[0]) == 2  # both technicians
    assert answer.objective == judge(problem, retimed.plan).cost


@pytest.mark.parametrize("seed", range(3))
def test_the_peer_is_legal_and_never_below_the_optimum(seed: int) -> None:
    """On a tiny day the peer's plan is legal and costs no less than what is proved optimal."""
    problem = random_day(seed, 8, 2, default_policy().weights, linked=False)
    proved = search(problem, SearchLimits(seconds=20, workers=2), timer=time.monotonic)

    peer = run_peer(*compile_day(problem), seconds=0.5)

    assert proved.status is Status.OPTIMAL
    assert proved.cost is not None
    assert peer.cost is not None
    assert peer.cost >= proved.cost
