"""Rule crew_together: one start, different people, the length of a visit."""

import pytest

from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_technician, make_ticket

RULE = "crew_together"
TWO_PEOPLE = [make_technician("wang"), make_technician("li")]
CREW = make_ticket(crew=2)


def test_one_person_needs_nobody() -> None:
    """A step for one has no crew to keep together."""
    problem = make_problem()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


def test_crew_that_starts_together_is_together() -> None:
    """Same start, different people, right length."""
    problem = make_problem([CREW], technicians=TWO_PEOPLE)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 10)]})) == []


def test_crew_one_minute_apart_is_a_breach() -> None:
    """The amount is the latest start less the earliest."""
    problem = make_problem([CREW], technicians=TWO_PEOPLE)

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 11)]}))

    assert (violation.amount, violation.visits, violation.tickets, violation.by_fact) == (1, (0, 1), (0,), False)


def test_one_person_twice_in_a_crew_is_a_breach() -> None:
    """Two visits of a crew by the same person are one visit too many."""
    problem = make_problem([CREW], technicians=TWO_PEOPLE)

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-1:0:1", 10)]}))

    assert (violation.amount, violation.technicians) == (1, (0,))


@pytest.mark.parametrize(("percent", "minutes"), [(100, 30), (80, 24), (115, 35)])
def test_visit_takes_as_long_as_its_technician_needs(percent: int, minutes: int) -> None:
    """30 minutes at 80 % are 24, at 115 % 34.5, rounded up to 35; one minute off is a breach of one."""
    problem = make_problem(technicians=[make_technician(duration_percent=percent)])

    def lasting(length: int) -> list[tuple[int, bool]]:
        return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10, 10 + length)]}))

    assert lasting(minutes) == []
    assert lasting(minutes - 1) == lasting(minutes + 1) == [(1, False)]


def test_crew_takes_the_time_of_the_step_whoever_comes() -> None:
    """``duration_percent`` is for visits made alone."""
    people = [make_technician("wang", duration_percent=50), make_technician("li")]
    problem = make_problem([CREW], technicians=people)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 10)]})) == []


def test_fact_of_another_length_is_no_breach() -> None:
    """A visit took what it took."""
    problem = make_problem(published={"T-1:0:0": make_fact(10, 55)}, now=60)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10, 55)]})) == []


def test_facts_apart_are_a_warning() -> None:
    """A crew that did not start together has not."""
    published = {"T-1:0:0": make_fact(10, 40), "T-1:0:1": make_fact(15, 45, shift=1)}
    problem = make_problem([CREW], technicians=TWO_PEOPLE, published=published, now=50)

    plan = make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 15)]})

    assert amounts(RULE, problem, plan) == [(5, True)]


def test_who_comes_after_one_has_started_is_a_warning() -> None:
    """A crew one of whom has started waits for nobody: the rest come when they can."""
    problem = make_problem([CREW], technicians=TWO_PEOPLE, published={"T-1:0:0": make_fact(10, 40)}, now=20)

    plan = make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 30)]})

    assert amounts(RULE, problem, plan) == [(20, True)]


def test_the_rest_of_a_begun_crew_comes_together() -> None:
    """Of three, two are still to come: apart from each other they are a violation."""
    people = [make_technician("wang"), make_technician("li"), make_technician("zhao")]
    ticket = make_ticket(crew=3)
    problem = make_problem([ticket], technicians=people, published={"T-1:0:0": make_fact(10, 40)}, now=20)

    plan = make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 30)], 2: [("T-1:0:2", 33)]})

    # 33 - 30 among those to come, 33 - 10 against the one who has started.
    assert sorted(amounts(RULE, problem, plan)) == [(3, False), (23, True)]


def test_who_has_started_does_not_come_a_second_time() -> None:
    """The people still to come differ from those who have started."""
    problem = make_problem([CREW], technicians=TWO_PEOPLE, published={"T-1:0:0": make_fact(10, 40)}, now=20)

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-1:0:1", 40)]})

    assert (1, False) in amounts(RULE, problem, plan)
