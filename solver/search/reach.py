"""When each visit can be on each shift at all: simple bounds every search starts from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.rows import FAR_FUTURE
from solver.tables import Bools, Ints, Tables

_KEPT = "_reach"
NOTHING = (FAR_FUTURE, -FAR_FUTURE)  # a range without a start


@dataclass(frozen=True, eq=False)
class Reach:
    """Bounds on starts.

    Attributes
    ----------
    earliest, latest
        Arrays (V, S): a start of the visit on the shift lies between them.
    possible
        Array (V, S): the pair is allowed and has a start.
    domains
        Per visit, the ascending closed ranges of starts on any shift; empty: it cannot be planned.
    """

    earliest: Ints
    latest: Ints
    possible: Bools
    domains: tuple[tuple[tuple[int, int], ...], ...]


def read_reach(tables: Tables) -> Reach:
    """Return the bounds of finished tables, derived once and kept with them; their arrays cannot be written to."""
    owner, kept = vars(tables).get(_KEPT, (None, None))
    if owner is tables and isinstance(kept, Reach):  # a copy of tables, made to be changed, has copied this too
        return kept
    reach = _derive(tables)
    for array in (reach.earliest, reach.latest, reach.possible):
        array.setflags(write=False)
    vars(tables)[_KEPT] = tables, reach
    return reach


def _derive(tables: Tables) -> Reach:
    """Derive the bounds from fit, time and shift tables."""
    problem = tables.problem
    sites = np.array([problem.tickets[v.ticket].site for v in problem.visits], dtype=np.int64)
    leaves = np.array([max(row.head.free, row.departure) for row in tables.shifts], dtype=np.int64)
    reached = shortest_ways(tables.travel.T, [row.head.site for row in tables.shifts])[:, sites]
    home = shortest_ways(tables.travel, [row.end_site for row in tables.shifts])[:, sites]
    returns = np.array([row.latest_return for row in tables.shifts], dtype=np.int64)
    last_leg = tables.travel.min(axis=0)[sites] if len(sites) else sites
    earliest = np.maximum(leaves[None, :] + reached.T, (tables.set_out + last_leg)[:, None])
    earliest = np.maximum(earliest, tables.first_start)
    latest = np.minimum(returns[None, :] - home.T, tables.latest_end[:, None]) - tables.minutes
    open_rows = np.zeros(tables.shape, dtype=np.bool_)
    open_rows[[v for visits in problem.open_visits_by_ticket for v in visits], :] = True
    possible = open_rows & ~tables.banned & (earliest <= latest)
    domains = _domains(tables, earliest, latest, possible)
    # Most domains are one range: they are cut together, the others one by one.
    hulls = np.array([(d[0][0], d[-1][1]) if d else NOTHING for d in domains], dtype=np.int64).reshape(-1, 2)
    possible &= np.maximum(earliest, hulls[:, :1]) <= np.minimum(latest, hulls[:, 1:])
    for visit, domain in ((v, d) for v, d in enumerate(domains) if len(d) > 1):
        some = np.zeros(tables.shape[1], dtype=np.bool_)
        for low, high in domain:
            some |= np.maximum(earliest[visit], low) <= np.minimum(latest[visit], high)
        possible[visit] &= some
    return Reach(earliest, latest, possible, domains)


def shortest_ways(travel: Ints, ends: Sequence[int | None]) -> Ints:
    """Return the array (ends, sites) of the least minutes from each site to each end, over any other sites.

    Travel need not keep the triangle inequality, so the direct leg is no bound. An end of None is everywhere.
    """
    known: dict[int | None, Ints] = {None: np.zeros(len(travel), dtype=np.int64)}
    for end in ends:
        if end not in known:
            best = travel[:, end].copy()
            best[end] = 0
            while True:
                nearer = np.minimum(best, (travel + best[None, :]).min(axis=1))
                if (nearer == best).all():
                    break
                best = nearer
            known[end] = best
    return np.array([known[end] for end in ends], dtype=np.int64).reshape(len(ends), len(travel))


def _domains(tables: Tables, earliest: Ints, latest: Ints, possible: Bools) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return each visit's allowed starts, cut to what some shift can offer."""
    lows = earliest.min(axis=1, initial=2 * FAR_FUTURE, where=possible).tolist()
    highs = latest.max(axis=1, initial=-2 * FAR_FUTURE, where=possible).tolist()
    some = possible.sum(axis=1).tolist()
    return tuple(
        tuple((max(a, low), min(b, high)) for a, b in ranges if a <= high and b >= low and min(b, high) > -FAR_FUTURE)
        if offered
        else ()
        for ranges, offered, low, high in zip(tables.start_domain, some, lows, highs, strict=True)
    )
