"""Bundles shared out among parts by cutting them in two, again and again: compact ground, even load.

Each cut puts the bundles in the order in which they lean from one pole to the other, cuts where there is a gap near
the share wanted, moves the poles to the centers of the two sides (a balanced 2-medoid clustering), and then evens
out each kind of work between the sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.partition.ability import Ability, brings
from solver.partition.balance import SQUARED_MINUTES, Bools, Ints, Scales
from solver.partition.bundles import Bundle
from solver.partition.ground import Ground, read_ground
from solver.problem import Need, Problem

ROUNDS = 5  # cuts with poles at the centers of the last sides
OFF = 0.2  # of the load by which a side may differ from its share, for a gap between estates
GAP_WORTH = 40  # minutes of gap, there and back, that outweigh being off by the whole load
# Weight of equal sizes: at a tenth of the load too much, a minute of work on the other side is worth a tenth of travel.
SIZE_WORTH = SQUARED_MINUTES / 2
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Load:
    """Minutes of work and of people; a row per bundle, a column per kind of work (distinct need), the last for all."""

    demand: Ints
    supply: Ints

    def of(self, members: Ints) -> "Load":
        """Return the load of some bundles."""
        return Load(self.demand[members], self.supply[members])

    def tilt(self) -> Ints:
        """Return each bundle's work less its people's even share of all; 0 for work that nobody can do."""
        demand, supply = self.demand.sum(axis=0), self.supply.sum(axis=0)
        shares = (self.supply * demand + supply // 2) // np.maximum(supply, 1)
        return np.where(supply > 0, self.demand - shares, 0)

    def bulk(self) -> Ints:
        """Return each bundle's work (people's minutes, if there is none), scaled to what equal sizes are worth."""
        size = self.demand[:, -1] if self.demand[:, -1].any() else self.supply[:, -1]
        scaled: Ints = np.rint(size * np.sqrt(SIZE_WORTH / max(1, int(size.sum())))).astype(np.int64)
        return scaled


def allot(problem: Problem, ability: Ability, bundles: Sequence[Bundle], parts: int) -> Ints:
    """Return the part of each bundle, 0 to ``parts`` - 1; each part gets a bundle with working minutes."""
    load, ground = _read_load(problem, ability, bundles), read_ground(problem, bundles)
    bound = np.array([_is_bound(problem, bundle) for bundle in bundles], dtype=np.bool_)
    part = np.zeros(len(bundles), dtype=np.int64)
    ahead = [(np.arange(len(bundles)), parts, 0)]
    while ahead:
        members, count, first = ahead.pop()
        part[members] = first
        if count > 1:
            least = (count - count // 2, count // 2)
            side = _cut_in_two(ground.of(members), load.of(members), bound[members], least)
            ahead += [(members[~side], least[0], first), (members[side], least[1], first + least[0])]
    return part


def _cut_in_two(ground: Ground, load: Load, bound: Bools, least: tuple[int, int]) -> Bools:
    """Return which bundles go to the second side."""
    share = least[1] / sum(least)
    minutes, poles = load.supply[:, -1], ground.poles()
    lean, side = np.zeros(ground.size, dtype=np.int64), np.zeros(ground.size, dtype=np.bool_)
    for _ in range(ROUNDS):
        if poles is not None:
            lean = ground.lean(poles)
        side = _first_cut(lean / np.maximum(ground.mass(), 1), load.demand[:, -1], minutes, bound, share)
        centers = (ground.center(np.flatnonzero(bound & ~side)), ground.center(np.flatnonzero(bound & side)))
        if poles is None or centers[0] is None or centers[1] is None or centers in (poles, (centers[0],) * 2):
            break
        poles = (centers[0], centers[1])
    tilt, bulk = load.tilt(), load.bulk()
    wanted = np.append(np.zeros(tilt.shape[1], dtype=np.int64), least[1] * bulk.sum() // sum(least))
    return Scales(lean, np.column_stack((tilt, bulk)), wanted, minutes > 0, least).even_out(side)


def _first_cut(lean: Floats, work: Ints, minutes: Ints, bound: Bools, share: float) -> Bools:
    """Cut what is bound to a place by its work, then the people who are not by the share of work so found."""
    side = np.zeros(len(lean), dtype=np.bool_)
    placed = np.flatnonzero(bound)
    if work.sum():
        side[placed] = _cut(lean[placed], work[placed], share, OFF)
        share = float(work[side].sum() / work.sum())
    else:
        placed = placed[:0]
    free = np.setdiff1d(np.arange(len(lean)), placed)
    total = int(minutes.sum())
    if total and len(free):
        left = (share * total - minutes[side].sum()) / max(1, int(minutes[free].sum()))
        side[free] = _cut(lean[free], minutes[free], min(1.0, max(0.0, left)), 0.0)
    return side


def _cut(lean: Floats, size: Ints, share: float, off: float) -> Bools:
    """Return which rows make up about a share of the size, those with the least lean; gaps draw the cut."""
    order = np.argsort(lean, kind="stable")
    taken = np.concatenate(([0], np.cumsum(size[order]))) / max(1, int(size.sum()))
    ordered = lean[order]
    gaps = np.concatenate(([0.0], np.diff(ordered), [0.0]))[: len(order) + 1] if len(order) else np.zeros(1)
    away = np.abs(taken - share)
    worth = np.where(away <= off, gaps, 0.0) - GAP_WORTH * away
    side = np.zeros(len(lean), dtype=np.bool_)
    side[order[: int(np.argmax(worth))]] = True
    return side


def _is_bound(problem: Problem, bundle: Bundle) -> bool:
    """Whether a bundle belongs to a place: by work to do there, or by the estates of its people."""
    return any(problem.open_visits_by_ticket[ticket] for ticket in bundle.tickets) or any(
        problem.technicians[k].estates for k in bundle.technicians
    )


def _read_load(problem: Problem, ability: Ability, bundles: Sequence[Bundle]) -> Load:
    """Return the work still to be made and the working minutes, by kind of work."""
    column: dict[Need, int] = {}
    rows: list[tuple[int, int, int]] = []
    for b, bundle in enumerate(bundles):
        for ticket in bundle.tickets:
            for visit in (problem.visits[v] for v in problem.open_visits_by_ticket[ticket]):
                rows.append((b, column.setdefault(problem.need(visit), len(column)), visit.minutes))
    demand, supply = (np.zeros((len(bundles), len(column) + 1), dtype=np.int64) for _ in range(2))
    for b, kind, minutes in rows:
        demand[b, [kind, -1]] += minutes
    for b, bundle in enumerate(bundles):
        for technician in (problem.technicians[k] for k in bundle.technicians):
            kinds = [kind for need, kind in column.items() if brings(technician, need)]
            minutes = sum(problem.shifts[s].end - problem.shifts[s].start for s in technician.shifts)
            supply[b, [*kinds, -1]] += minutes
    return Load(demand, supply)
