"""What ends CP-SAT: the clock where seconds are the limit, its own count of work where iterations are."""

import math

import pytest

from solver.search.exact.solve import parameters, proof_parameters
from solver.search.limits import SearchLimits


@pytest.mark.parametrize(
    ("limits", "work", "proof_work"),
    [
        # An iteration is a thousandth of CP-SAT's unit of work; a proof has 5 units whatever the search has.
        (SearchLimits(iterations=300, workers=4), 0.3, 5.0),
        (SearchLimits(iterations=1_000_000), 1000.0, 5.0),
    ],
)
def test_no_clock_ends_a_solve_limited_by_iterations(limits: SearchLimits, work: float, proof_work: float) -> None:
    """One worker, a limit of work and none of wall time, in the search and in the proofs beside it."""
    search, proof = parameters(limits, None).parameters, proof_parameters(limits).parameters

    assert (search.num_workers, proof.num_workers) == (1, 1)
    assert (search.max_deterministic_time, proof.max_deterministic_time) == pytest.approx((work, proof_work))
    assert search.max_time_in_seconds == proof.max_time_in_seconds == math.inf


def test_a_clock_ends_a_solve_limited_by_seconds() -> None:
    """Seconds left end the search, 5 seconds a proof; work is not counted."""
    limits = SearchLimits(seconds=20.0, workers=2)

    search, proof = parameters(limits, 3.0).parameters, proof_parameters(limits).parameters

    assert (search.max_time_in_seconds, proof.max_time_in_seconds) == (3.0, 5.0)
    assert (search.max_deterministic_time, proof.max_deterministic_time) == (math.inf, math.inf)
    assert search.num_workers == 2
