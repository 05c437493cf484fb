"""Rule same_technician: one ticket's people among another's."""

from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_technician, make_ticket

RULE = "same_technician"
PEOPLE = [make_technician("wang"), make_technician("li"), make_technician("zhao")]
FOLLOWER = make_ticket("T-2", same_technician_as=0)


def test_ticket_without_another_takes_anybody() -> None:
    """Nothing asked, nothing broken."""
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2")], technicians=PEOPLE)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-2:0:0", 10)]})) == []


def test_same_person_is_allowed() -> None:
    """The other ticket's technician may come."""
    problem = make_problem([make_ticket("T-1"), FOLLOWER], technicians=PEOPLE)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 40)]})) == []


def test_another_person_is_a_breach() -> None:
    """A visit by somebody else is one visit off."""
    problem = make_problem([make_ticket("T-1"), FOLLOWER], technicians=PEOPLE)

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-2:0:0", 40)]}))

    assert (violation.amount, violation.visits, violation.tickets, violation.technicians) == (1, (1,), (1, 0), (1,))


def test_one_of_the_other_crew_is_enough() -> None:
    """Who was one of the other ticket's crew may come alone."""
    problem = make_problem([make_ticket("T-1", crew=2), FOLLOWER], technicians=PEOPLE)

    plan = make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 10), ("T-2:0:0", 40)]})

    assert amounts(RULE, problem, plan) == []


def test_unplanned_other_ticket_asks_for_nobody() -> None:
    """While the other ticket is not in the plan, anybody may come."""
    problem = make_problem([make_ticket("T-1"), FOLLOWER], technicians=PEOPLE)

    assert amounts(RULE, problem, make_plan(problem, {1: [("T-2:0:0", 40)]})) == []


def test_facts_of_the_other_ticket_count() -> None:
    """Who has served the other ticket is whom this one asks for."""
    problem = make_problem(
        [make_ticket("T-1"), FOLLOWER], technicians=PEOPLE, published={"T-1:0:0": make_fact(10, 40)}, now=50
    )

    def by(shift: int) -> list[tuple[int, bool]]:
        routes = {0: [("T-1:0:0", 10)], 1: []}
        routes[shift] = [*routes[shift], ("T-2:0:0", 60)]
        return amounts(RULE, problem, make_plan(problem, routes))

    assert by(0) == []
    assert by(1) == [(1, False)]
