"""Whether a search has a bound worked out beside it."""

from collections.abc import Callable

from solver.search.bound.prover import Prover
from solver.search.chains.chain import longest_route
from solver.search.chains.pool import Pool
from solver.search.chains.rewalk import Rewalk
from solver.search.chains.team import Team
from solver.search.incumbent import Incumbent
from solver.search.limits import Timer
from solver.search.reach import Reach

PROOF_FROM = 21  # visits; the complete model proves smaller days faster
PROOF_UP_TO = 120  # visits; plans of larger days get worse by it, so that it has to be asked for by a target gap
PROOF_SECONDS = 3.0  # of a search, at least, for a bound beside it
PROOF_SECONDS_LARGE = 25.0  # the same of larger days: of 30 s some are spent by then, and of fewer little is proved


def make_prover(
    team: Team,
    reach: Reach,
    incumbent: Incumbent,
    visits: int,
    left: Callable[[], float | None],
    timer: Timer,
    *,
    target_gap: float = 0.0,
) -> Prover | None:
    """Return what works out the bound; None where there is none to be had.

    Parameters
    ----------
    visits
        Number of those that can be planned.
    left
        Gives the seconds left; None: iterations are the limit.
    target_gap
        At which the search may end; above 0 a bound is worth having of days of any size.
    """
    seconds = left()
    if seconds is None or seconds < PROOF_SECONDS or incumbent.change_price:
        return None
    is_large = visits > PROOF_UP_TO
    if visits < PROOF_FROM or (is_large and (not target_gap or seconds < PROOF_SECONDS_LARGE)):
        return None
    rewalk = Rewalk(Pool(team.day), longest_route(team.day))
    return Prover(team.tables, reach, team.day, rewalk, timer, lambda: incumbent.cost, left)
