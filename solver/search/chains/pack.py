"""From the tables to the arenas of the compiled search."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import numpy as np

from solver.curve import FAR_PAST, Curve
from solver.rows import ShiftRow
from solver.search.chains import layout as at
from solver.search.chains.arena import Builder
from solver.search.chains.compiled import Block
from solver.search.chains.links import Links, read_links
from solver.search.reach import Reach
from solver.tables import Ints, Tables

NEAREST = 100  # visits an iteration may look at around its seed
BLOCK_OF_ROWS = 512  # visits whose neighbors are sorted at once


class Pool:
    """Rows of a shared table, handed out as ranges."""

    def __init__(self) -> None:
        self.rows: list[Sequence[int]] = []

    def span(self, rows: Iterable[Sequence[int]]) -> tuple[int, int]:
        """Add rows; return the first of them and the one after the last."""
        first = len(self.rows)
        self.rows += rows
        return first, len(self.rows)


def pieces(curves: Sequence[Curve]) -> list[tuple[int, int, int]]:
    """Return the rows of a sum of curves; none if it is 0 everywhere."""
    if not curves:
        return []
    knots = sorted({FAR_PAST, *(point for curve in curves for point in curve.points)})
    if len(curves) == 1 and len(knots) == len(curves[0].points):
        rows = list(zip(knots, curves[0].values, curves[0].slopes, strict=True))
    else:
        rows = [(x, *_piece(curves, x)) for x in knots]
    return rows if any(value or slope for _, value, slope in rows) else []


def _piece(curves: Sequence[Curve], x: int) -> tuple[int, int]:
    """Return value and slope of a sum of curves at a point."""
    value = slope = 0
    for curve in curves:
        k = bisect_right(curve.points, x) - 1
        slope += curve.slopes[k]
        value += curve.values[k] + curve.slopes[k] * (x - curve.points[k])
    return value, slope


def halves(table: Ints) -> Ints:
    """Return a table of small numbers with two in each, rows of an even number of them."""
    return table[:, ::2] | (table[:, 1::2] << 32)


class Packer:
    """Packs one problem's tables into a day."""

    def __init__(self, tables: Tables, reach: Reach) -> None:
        self.tables = tables
        self.reach = reach
        self.links: Links = read_links(tables, reach)
        self.builder = Builder(at.DAY_HEADER)
        self.candidates: list[Ints] = []  # of each visit, the shifts it is possible on
        self.pools = {k: Pool() for k in (at.CURVE, at.RANGE, at.BREAK, at.BLOCK, at.MEMBER, at.ORDER)}
        self.pools |= {k: Pool() for k in (at.NEED, at.AMONG, at.OTHER, at.GROUP, at.UNIT_TICKET)}

    def day(self) -> Block:
        """Return the arena of what never changes."""
        builder, tables = self.builder, self.tables
        visits, shifts = tables.shape
        sites = np.pad(tables.travel, (0, 1 + (len(tables.travel) + 1) % 2))
        numbers = {at.VISITS: visits, at.SHIFTS: shifts, at.TICKETS: len(tables.problem.tickets)}
        numbers |= {at.TECHNICIANS: len(tables.problem.technicians), at.UNITS: len(self.links.units)}
        numbers |= {at.SITES: len(sites), at.RATE: int(tables.travel_rate)}
        for entry, number in numbers.items():
            builder.put(entry, number)
        builder.add(at.TRAVEL, halves(sites))
        builder.add(at.TRAVEL_TO, halves(sites.T))
        builder.add(at.PAIR, self._pairs())
        builder.add(at.NODE, self._nodes(), at.NODE_ROW)
        builder.add(at.SHIFT, self._shifts(), at.SHIFT_ROW)
        builder.add(at.OWNER, self._owners(), at.OWNER_ROW)
        builder.add(at.TICKET, self._tickets(), at.TICKET_ROW)
        builder.add(at.UNIT, self._units(), at.UNIT_ROW)
        self._people()
        builder.add(at.CAND, np.concatenate([np.zeros(0, dtype=np.int64), *self.candidates]))
        for entry, pool in self.pools.items():
            builder.add(entry, np.array(pool.rows, dtype=np.int64))
        self._near()
        return builder.block()

    def _pairs(self) -> Ints:
        """Minutes, cost, earliest and latest start; hulls of the ranges are already in the bounds."""
        tables, reach = self.tables, self.reach
        hulls = np.array([(d[0][0], d[-1][1]) if d else (0, at.LONG_AGO) for d in reach.domains], dtype=np.int64)
        hulls = hulls.reshape(-1, 2)
        earliest = np.maximum(np.maximum(reach.earliest, hulls[:, :1]), at.LONG_AGO)
        latest = np.where(reach.possible, np.minimum(reach.latest, hulls[:, 1:]), at.LONG_AGO)
        return np.stack([tables.minutes, tables.fit, earliest, latest], axis=2)

    def _nodes(self) -> list[list[int]]:
        tables, problem, links = self.tables, self.tables.problem, self.links
        starts: dict[int, list[Curve]] = {}
        ends: dict[int, list[Curve]] = {}
        for rows, costs in ((starts, tables.start_costs), (ends, tables.end_costs)):
            for row in costs:
                rows.setdefault(row.visit, []).append(row.curve)
        unit = {ticket: u for u, tickets in enumerate(links.units) for ticket in tickets}
        possible = self.reach.possible
        ranked = np.argsort(np.where(possible, tables.fit, np.iinfo(np.int64).max), axis=1, kind="stable")
        counts = possible.sum(axis=1).tolist()
        set_out = np.maximum(tables.set_out, at.LONG_AGO).tolist()
        work = tables.work.tolist()
        nodes, number = [], 0
        for v, visit in enumerate(problem.visits):
            domain = self.reach.domains[v]
            self.candidates.append(ranked[v, : counts[v]])
            nodes.append(
                [
                    problem.tickets[visit.ticket].site,
                    set_out[v],
                    *self.pools[at.CURVE].span(pieces(starts.get(v, ()))),
                    *self.pools[at.CURVE].span(pieces(ends.get(v, ()))),
                    *self.pools[at.RANGE].span(domain if len(domain) > 1 else ()),
                    visit.ticket,
                    unit.get(visit.ticket, -1),
                    work[v],
                    int(v in links.linked),
                    number,
                    number := number + counts[v],
                    *self.pools[at.ORDER].span(links.orders.get(v, ())),
                    *self.pools[at.AMONG].span(self._bond(k, other) for k, other in links.among.get(v, ())),
                    0,
                    0,
                ]
            )
        absences = [absence for row in tables.shifts for absence in row.absences]
        return nodes + [[int(a.site or 0), *([0] * (at.NODE_ROW - 3)), a.start, a.end] for a in absences]

    def _bond(self, k: int, other: int) -> tuple[int, int, int, int]:
        return (k, other, *self.pools[at.OTHER].span((v,) for v in self.tables.among[k].others))

    def _people(self) -> None:
        people = np.zeros((len(self.tables.among), len(self.tables.problem.technicians)), dtype=np.int64)
        for k, bond in enumerate(self.tables.among):
            people[k, list(bond.people)] = 1
        self.builder.add(at.PEOPLE, people)

    def _shifts(self) -> list[list[int]]:
        tables = self.tables
        first = {row.shift: row.visit for row in tables.nexts}
        absent = len(tables.problem.visits)
        rows = []
        for s, row in enumerate(tables.shifts):
            returns = [cost.curve for cost in tables.return_costs if cost.shift == s]
            breaks = sorted((max(b.earliest, row.head.free), b.latest, b.minutes) for b in row.breaks)
            breaks.sort(key=lambda rest: rest[1])
            blocks = sorted((away.start, away.end) for away in row.blocked)
            rows.append(
                [
                    row.head.site,
                    max(row.head.free, row.departure, at.LONG_AGO),
                    tables.travel.shape[0] if row.end_site is None else row.end_site,
                    row.latest_return,
                    at.NEVER if row.capacity is None else row.capacity,
                    sum(row.use_cost.values()),
                    idle_cost(tables, row, returns),
                    first.get(s, -1),
                    row.technician,
                    *self.pools[at.BREAK].span(breaks),
                    *self.pools[at.BLOCK].span(blocks),
                    *self.pools[at.CURVE].span(pieces(returns)),
                    len(row.absences),
                    absent,
                    (1 << len(breaks)) - 1,
                ]
            )
            absent += len(row.absences)
        return rows

    def _owners(self) -> list[list[int]]:
        rows = []
        for k in range(len(self.tables.problem.technicians)):
            shares = [row for row in self.tables.technician_costs if row.technician == k]
            curve = pieces([share.curve for share in shares])
            rows.append([shares[-1].base if shares else 0, *self.pools[at.CURVE].span(curve)])
        return rows

    def _tickets(self) -> list[list[int]]:
        drop = self.tables.drop_price.tolist()
        for limit in self.tables.musts:
            drop[limit.index] = at.MUST
        unit = {ticket: u for u, tickets in enumerate(self.links.units) for ticket in tickets}
        rows = []
        for ticket, own in enumerate(self.tables.problem.open_visits_by_ticket):
            groups = [
                (*self.pools[at.MEMBER].span((v,) for v in members), by) for members, by in self.links.groups[ticket]
            ]
            needs = self.pools[at.NEED].span((other,) for other in self.links.needs[ticket])
            span = self.pools[at.GROUP].span(groups)
            rows.append([drop[ticket], unit.get(ticket, -1), *span, *needs, own[0] if own else -1])
        return rows

    def _units(self) -> list[list[int]]:
        own = self.tables.problem.open_visits_by_ticket
        drop, choice = self.tables.drop_price, self.reach.possible.sum(axis=1)
        musts = {limit.index for limit in self.tables.musts}
        rows = []
        for unit in self.links.units:
            visits = [v for ticket in unit for v in own[ticket]]
            rows.append(
                [
                    *self.pools[at.UNIT_TICKET].span((ticket,) for ticket in unit),
                    max(at.MUST if ticket in musts else int(drop[ticket]) for ticket in unit),
                    min(self.reach.domains[v][0][0] for v in visits),
                    min(int(choice[v]) for v in visits),
                    sum(self.tables.problem.visits[v].minutes for v in visits),
                    self.links.single(unit),
                ]
            )
        return rows

    def _near(self) -> None:
        """Sort the neighbors of each visit that can be planned by the way there and back."""
        own = self.tables.problem.open_visits_by_ticket
        visits = np.array([v for unit in self.links.units for t in unit for v in own[t]], dtype=np.int64)
        site = np.array([self.tables.problem.tickets[v.ticket].site for v in self.tables.problem.visits])
        width = max(1, min(NEAREST, len(visits)))
        rows = np.full((self.tables.shape[0], width), -1, dtype=np.int64)
        both = self.tables.travel + self.tables.travel.T
        rng = np.random.default_rng(0)
        for low in range(0, len(visits), BLOCK_OF_ROWS):
            some = visits[low : low + BLOCK_OF_ROWS]
            distance = both[np.ix_(site[some], site[visits])] + rng.random((len(some), len(visits)))
            distance[np.arange(len(some)), np.arange(low, low + len(some))] = -1.0
            nearest = np.argpartition(distance, width - 1, axis=1)[:, :width]
            order = np.argsort(np.take_along_axis(distance, nearest, axis=1), axis=1)
            rows[some] = visits[np.take_along_axis(nearest, order, axis=1)]
        self.builder.put(at.NEAREST, width)
        self.builder.add(at.NEAR, rows)
        self.builder.put(at.PLACEABLES, len(visits))
        self.builder.add(at.PLACEABLE, visits)


def idle_cost(tables: Tables, row: ShiftRow, returns: Sequence[Curve]) -> int:
    """Return what a shift costs on which nothing new is planned: the way home from its facts, if it has any."""
    if not row.head.used:
        return 0
    place, leave, travel = row.head.site, row.head.last_end or 0, 0
    for absence in row.absences:
        travel += int(tables.travel[place, absence.site or 0])
        place, leave = int(absence.site or 0), max(leave, absence.end)
    home = 0 if row.end_site is None else int(tables.travel[place, row.end_site])
    return (travel + home) * tables.travel_rate + sum(curve.at(leave + home) for curve in returns)
