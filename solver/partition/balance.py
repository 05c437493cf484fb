"""Two sides of a split evened out: as much work of each kind on a side as its people can bear there.

Whole numbers throughout, so that every machine makes the same split.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Squared minutes of imbalance that one minute of travel outweighs: a wrong ticket of an hour costs about five minutes.
SQUARED_MINUTES = 750
EXCHANGED = 400  # bundles, at most, that are tried in pairs


@dataclass(frozen=True, slots=True)
class Scales:
    """What is weighed when bundles are put on two sides; a row per bundle.

    Attributes
    ----------
    lean
        Minutes of travel, there and back, that the second side costs more than the first.
    tilt
        Per kind of work, its minutes less what the bundle's people would bear of it if the whole were evenly
        spread; the sum over a side, less ``wanted``, is its imbalance.
    wanted
        What the second side is to have of each column of ``tilt``.
    staffed
        Whether the bundle has people with working minutes.
    least
        How many staffed bundles each side needs.
    """

    lean: Ints
    tilt: Ints
    wanted: Ints
    staffed: Bools
    least: tuple[int, int]

    def even_out(self, side: Bools) -> Bools:
        """Move and exchange bundles while that lowers travel plus squared imbalance; True is the second side."""
        side = self._manned(side.copy())
        squares = (self.tilt * self.tilt).sum(axis=1)
        while True:
            change = self._change(side, squares)
            best = int(np.argmin(np.where(self._movable(side), change, 0))) if len(change) else 0
            if len(change) and self._movable(side)[best] and change[best] < 0:
                side[best] = not side[best]
                continue
            pair = self._pair(side, change)
            if pair is None:
                return side
            side[list(pair)] = ~side[list(pair)]

    def _change(self, side: Bools, squares: Ints) -> Ints:
        """Return what moving each bundle alone to the other side would change."""
        sign = np.where(side, -1, 1)
        imbalance = self.tilt[side].sum(axis=0) - self.wanted
        change: Ints = sign * (SQUARED_MINUTES * self.lean + 2 * (self.tilt @ imbalance)) + squares
        return change

    def _movable(self, side: Bools) -> Bools:
        """Return which bundles a side can give away without being short of people."""
        movable = np.ones(len(side), dtype=np.bool_)
        for here, least in zip((~side, side), self.least, strict=True):
            if (here & self.staffed).sum() <= least:
                movable &= ~(here & self.staffed)
        return movable

    def _pair(self, side: Bools, change: Ints) -> tuple[int, int] | None:
        """Return the best exchange of two bundles of opposite sides; None if none lowers the sum."""
        order = np.argsort(change, kind="stable")
        first = order[~side[order]][:EXCHANGED]
        second = order[side[order]][:EXCHANGED]
        if not len(first) or not len(second):
            return None
        together = change[first][:, None] + change[second][None, :] - 2 * (self.tilt[first] @ self.tilt[second].T)
        # An exchange of a staffed bundle for an unstaffed one moves people: only where the side can spare them.
        movable = self._movable(side)
        both = self.staffed[first][:, None] & self.staffed[second][None, :]
        allowed = both | (movable[first][:, None] & movable[second][None, :])
        row, column = np.unravel_index(int(np.argmin(np.where(allowed, together, 0))), together.shape)
        if not allowed[row, column] or together[row, column] >= 0:
            return None
        return int(first[row]), int(second[column])

    def _manned(self, side: Bools) -> Bools:
        """Give each side the staffed bundles it needs, those that lean to it most."""
        for target, least in ((False, self.least[0]), (True, self.least[1])):
            missing = least - int((self.staffed & (side == target)).sum())
            others = np.flatnonzero(self.staffed & (side != target))
            towards = self.lean[others] if target else -self.lean[others]
            side[others[np.argsort(towards, kind="stable")][: max(0, missing)]] = target
        return side
