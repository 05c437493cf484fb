"""Term workload: fair shares and marginal rates above them."""

from collections.abc import Sequence

from solver.problem import Constants, Outcome, Problem, TicketStatus
from solver.rules.workload import fair_shares
from tests.builders import charges, costs, make_fact, make_plan, make_problem, make_shift, make_technician, make_ticket

TERM = "workload"
PEOPLE = [make_technician("wang"), make_technician("li")]


def loaded(*minutes: int, constants: Constants | None = None) -> Problem:
    """Return two technicians with equal shifts and one ticket of each length."""
    tickets = [make_ticket(f"T-{k}", minutes=length) for k, length in enumerate(minutes)]
    return make_problem(tickets, technicians=PEOPLE, constants=constants)


def all_by_first(problem: Problem) -> list[tuple[str, int, int]]:
    """Return the charges if technician 0 makes every visit."""
    stays: Sequence[tuple[str, int]] = [(visit.id, 10) for visit in problem.visits]
    return costs(TERM, problem, make_plan(problem, {0: stays}))


def test_equal_shares_cost_nothing() -> None:
    """60 minutes each of 120 are each one's share."""
    problem = loaded(60, 60)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-0:0:0", 10)], 1: [("T-1:0:0", 10)]})) == []


def test_first_hour_above_the_share_costs_one_a_minute() -> None:
    """120 minutes by one of two with a share of 60: 60 minutes at 1."""
    assert all_by_first(loaded(60, 60)) == [("over", 60, 60)]


def test_rates_rise_with_every_hour() -> None:
    """300 minutes by one of two with a share of 150: 60 at 1, 60 at 2, 30 at 4."""
    assert all_by_first(loaded(100, 200)) == [("over", 60, 60), ("over_60", 60, 120), ("over_120", 30, 120)]


def test_each_rate_can_be_changed_alone() -> None:
    """The rates are separate weights."""
    problem = make_problem(
        [make_ticket(minutes=300)], technicians=PEOPLE, weights={TERM: {"over": 0, "over_60": 7, "over_120": 0}}
    )

    assert all_by_first(problem) == [("over_60", 60, 420)]


def test_share_follows_shift_and_carried_minutes() -> None:
    """100 carried + 2 x 101 of service over shifts of 300 and 600 minutes: a third and two thirds, rounded down."""
    people = [make_technician("wang", carried_minutes=100), make_technician("li"), make_technician("off duty")]
    shifts = [make_shift(0, end=300), make_shift(1, end=600)]
    problem = make_problem([make_ticket(minutes=101, crew=2)], technicians=people, shifts=shifts)

    # 302 / 3 = 100.67, 604 / 3 = 201.33. Who has no shift has no share.
    assert fair_shares(problem) == {0: 100, 1: 201}


def test_carried_minutes_count_against_the_share() -> None:
    """Who has carried 150 of 180 minutes is above his share of 90 without a visit."""
    people = [make_technician("wang", carried_minutes=150), make_technician("li")]
    problem = make_problem(technicians=people)

    (charge,) = charges(TERM, problem, make_plan(problem, {1: [("T-1:0:0", 10)]}))

    assert (charge.name, charge.amount, charge.technician, charge.ticket, charge.fact) == ("over", 60, 0, None, True)


def test_service_counts_at_one_hundred_percent() -> None:
    """A fast technician's 60 minutes of work are 60, however short he is there."""
    people = [make_technician("wang", duration_percent=50), make_technician("li")]
    problem = make_problem([make_ticket(minutes=60)], technicians=people)

    # Share 30, 60 done.
    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10, 40)]})) == [("over", 30, 30)]


def test_closed_tickets_are_in_nobodys_share() -> None:
    """Only open tickets are shared out."""
    problem = make_problem([make_ticket(minutes=60, status=TicketStatus.CANCELLED)], technicians=PEOPLE)

    assert fair_shares(problem) == {0: 0, 1: 0}


def test_no_shift_minutes_no_shares() -> None:
    """Without shifts there is nothing to share."""
    problem = make_problem(technicians=PEOPLE, shifts=[])

    assert fair_shares(problem) == {}
    assert costs(TERM, problem, make_plan(problem, {})) == []


def test_shares_of_the_first_plan_are_kept() -> None:
    """Constants replace the computed share; who is missing there has the computed one."""
    problem = loaded(60, 60, constants=Constants({0: 100}, frozenset()))

    assert fair_shares(problem) == {0: 100, 1: 60}
    assert all_by_first(problem) == [("over", 20, 20)]


def test_facts_count_and_visits_in_vain_do_not() -> None:
    """A fact of 60 minutes counts against a share of 45; the same as a no-show counts 0. Facts alone are sunk."""
    tickets = [make_ticket("T-0", minutes=60), make_ticket("T-1", minutes=30)]
    served = make_problem(tickets, technicians=PEOPLE, published={"T-0:0:0": make_fact(10, 70)}, now=80)
    in_vain = make_problem(
        tickets, technicians=PEOPLE, published={"T-0:0:0": make_fact(10, 70, outcome=Outcome.NO_SHOW)}, now=80
    )
    route = {0: [("T-0:0:0", 10, 70)]}

    (charge,) = charges(TERM, served, make_plan(served, route))

    assert (charge.amount, charge.fact) == (15, True)
    assert costs(TERM, in_vain, make_plan(in_vain, route)) == []
