"""Term preference: preferred windows and people."""

from tests.builders import charges, costs, make_fact, make_plan, make_problem, make_technician, make_ticket, windows

TERM = "preference"
PEOPLE = [make_technician("wang"), make_technician("li"), make_technician("zhao")]


def test_ticket_without_preferences_costs_nothing() -> None:
    """Nothing wished, nothing missed."""
    problem = make_problem()

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


def test_start_inside_any_preferred_window_is_as_wished() -> None:
    """Both ends count; one minute outside costs 15, whole."""
    problem = make_problem([make_ticket(preferred=windows((50, 60), (100, 110)))])

    def at(start: int) -> list[tuple[str, int, int]]:
        return costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", start)]}))

    assert at(50) == at(60) == at(100) == at(110) == []
    assert at(49) == at(61) == at(300) == [("window", 1, 15)]


def test_each_visit_by_nobody_preferred_costs() -> None:
    """Of a crew of two, one is preferred: 15 for the other."""
    problem = make_problem([make_ticket(crew=2, preferred_technicians=frozenset({0, 2}))], technicians=PEOPLE)

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 10)]}))

    assert (charge.name, charge.cost, charge.technician, charge.visit) == ("technician", 15, 1, 1)


def test_weights_are_separate() -> None:
    """Each of the two names can be changed alone."""
    ticket = make_ticket(preferred=windows((50, 60)), preferred_technicians=frozenset({1}))
    problem = make_problem([ticket], technicians=PEOPLE, weights={TERM: {"window": 4, "technician": 0}})

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == [("window", 1, 4)]


def test_unplanned_ticket_pays_no_preference() -> None:
    """A wish is not missed by a ticket that pays for being left out."""
    problem = make_problem([make_ticket(preferred=windows((50, 60)))])

    assert costs(TERM, problem, make_plan(problem, {})) == []


def test_facts_pay_no_preference() -> None:
    """Neither the time nor the person of a fact is charged."""
    ticket = make_ticket(preferred=windows((50, 60)), preferred_technicians=frozenset({1}))
    problem = make_problem([ticket], technicians=PEOPLE, published={"T-1:0:0": make_fact(10, 40)}, now=50)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []
