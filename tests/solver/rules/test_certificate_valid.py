"""Rule certificate_valid: certificates on the day the shift starts."""

from collections.abc import Mapping

from solver.problem import Problem
from tests.builders import amounts, make_fact, make_plan, make_problem, make_shift, make_technician, make_ticket

RULE = "certificate_valid"


def day_20(certificates: Mapping[str, int | None], *needed: str) -> Problem:
    """Return a problem whose shift starts on day 20."""
    return make_problem(
        [make_ticket(certificates=needed)],
        technicians=[make_technician(certificates=certificates)],
        shifts=[make_shift(day=20)],
    )


def judge(problem: Problem) -> list[tuple[int, bool]]:
    """Return what the rule says of the only visit."""
    return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))


def test_visit_without_certificates_suits_everybody() -> None:
    """Nothing needed, nothing missing."""
    assert judge(day_20({})) == []


def test_certificate_is_valid_on_its_last_day() -> None:
    """The last day counts; for ever is for ever."""
    assert judge(day_20({"lift": 20, "gas": None}, "lift", "gas")) == []


def test_certificate_is_not_valid_the_day_after() -> None:
    """One day after its last day a certificate is missing."""
    assert judge(day_20({"lift": 19}, "lift")) == [(1, False)]


def test_each_missing_certificate_counts() -> None:
    """The amount is the number of certificates that are missing or expired."""
    assert judge(day_20({"lift": 19}, "lift", "gas")) == [(2, False)]


def test_fact_without_certificate_is_a_warning() -> None:
    """Who has made a visit without a certificate has made it."""
    problem = make_problem([make_ticket(certificates=["gas"])], published={"T-1:0:0": make_fact(10, 40)}, now=50)

    assert judge(problem) == [(1, True)]
