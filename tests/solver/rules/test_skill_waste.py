"""Term skill_waste: spare levels, and scarce trades tied up."""

from solver.problem import Constants, TicketStatus
from solver.rules.skill_waste import scarce_trades
from tests.builders import charges, costs, make_fact, make_plan, make_problem, make_shift, make_technician, make_ticket

TERM = "skill_waste"
BOTH = make_technician(skills={"water": 1, "electric": 1})


def test_exact_level_wastes_nothing() -> None:
    """A technician at the level needed, with no other trade, costs nothing."""
    problem = make_problem()

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


def test_each_spare_level_costs_three() -> None:
    """Level 3 for a visit that needs 1: two levels at 3."""
    problem = make_problem(technicians=[make_technician(skills={"water": 3})])

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))

    assert (charge.name, charge.amount, charge.cost, charge.ticket, charge.technician) == ("level", 2, 6, 0, 0)


def test_trade_is_scarce_above_four_fifths_of_its_supply() -> None:
    """540 minutes of shift: 432 minutes of demand are 0.8 of it and not scarce, 433 are."""

    def scarce(minutes: int) -> frozenset[str]:
        return scarce_trades(make_problem([make_ticket(minutes=minutes)]))

    assert scarce(432) == frozenset()
    assert scarce(433) == {"water"}


def test_demand_counts_people_and_open_tickets_only() -> None:
    """A crew of two needs twice the minutes (2 x 217 = 434); a ticket that is done needs none."""
    crew = make_problem([make_ticket(minutes=217, crew=2)])
    done = make_problem([make_ticket(minutes=433, status=TicketStatus.DONE)])

    assert scarce_trades(crew) == {"water"}
    assert scarce_trades(done) == frozenset()


def test_supply_counts_every_shift_of_whoever_has_the_trade() -> None:
    """Two technicians of 540 minutes: 864 minutes are 0.8 of 1080, 865 are scarce; overtime does not count."""
    people = [make_technician("wang"), BOTH]
    shifts = [make_shift(k, overtime_until=700) for k in range(2)]

    def scarce(minutes: int) -> frozenset[str]:
        return scarce_trades(make_problem([make_ticket(minutes=minutes)], technicians=people, shifts=shifts))

    assert scarce(864) == frozenset()
    assert scarce(865) == {"water"}


def test_scarce_trade_that_is_not_needed_costs_five_per_visit() -> None:
    """Electric is scarce (500 of 540 minutes): a water visit by the electrician costs 5, an electric one nothing."""
    tickets = [make_ticket("T-1"), make_ticket("T-2", trade="electric", minutes=500)]
    problem = make_problem(tickets, technicians=[BOTH, make_technician()])

    def by(shift: int, visit: str) -> list[tuple[str, int, int]]:
        return costs(TERM, problem, make_plan(problem, {shift: [(visit, 10)]}))

    assert by(0, "T-1:0:0") == [("scarce", 1, 5)]
    assert by(1, "T-1:0:0") == by(0, "T-2:0:0") == []


def test_scarce_trades_of_the_first_plan_are_kept() -> None:
    """Constants replace what would be worked out."""
    problem = make_problem(technicians=[BOTH], constants=Constants({}, frozenset({"electric"})))

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == [("scarce", 1, 5)]


def test_facts_waste_nothing() -> None:
    """Who has come has come."""
    problem = make_problem(
        technicians=[make_technician(skills={"water": 3})], published={"T-1:0:0": make_fact(10, 40)}, now=50
    )

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []
