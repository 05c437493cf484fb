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
PROOF_UP_TO = 120  # visits; of larger days nothing useful is proved in a minute, and their plans get worse
PROOF_SECONDS = 3.0  # of a search, at least, for a bound beside it


def make_prover(
    team: Team, reach: Reach, incumbent: Incumbent, visits: int, left: Callable[[], float | None], timer: Timer
) -> Prover | None:
    """Return what works out the bound; None where there is none to be had.

    Parameters
    ----------
    visits
        Number of those that can be planned.
    left
        Gives the seconds left; None: iterations are the limit.
    """
    seconds = left()
    if seconds is None or seconds < PROOF_SECONDS or incumbent.change_price:
        return None
    if not PROOF_FROM <= visits <= PROOF_UP_TO:
        return None
    rewalk = Rewalk(Pool(team.day), longest_route(team.day))
    return Prover(team.tables, reach, team.day, rewalk, timer, lambda: incumbent.cost, left)
