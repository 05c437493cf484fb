"""One shift as the pricing of its routes reads it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from solver.search.bound.lookout import Lookout, line_rows
from solver.search.chains.compiled import Block
from solver.search.pricing import layout as at
from solver.search.pricing.arrivals import MOST_COST
from solver.tables import Bools, Ints

FEW_LINES = 1  # used between the calls for which all are
NUMBERS = frozenset(
    {
        at.G_SHIFT, at.G_VISITS, at.G_STOPS, at.G_MEMORY, at.G_UNTIL, at.G_BREAKS, at.G_STATES, at.G_CAPACITY,
        at.G_COUNTS, at.G_FIRST, at.G_READY, at.G_RATE, at.G_RATIO, at.G_LINES, at.G_ALIVE, at.G_GRID, at.G_CELLS,
        at.G_BLOCK,
    }
)  # fmt: skip


class Graph:
    """One shift as the pricing reads it.

    Attributes
    ----------
    visits
        Array (n): the visits that can be on it.
    fit
        Array (n): what each costs there whenever it is.
    same
        Array (n): the first of the visits, by number on the shift, of which a route has one at most.
    near
        Of each stop, by number on the shift, the visits that are remembered at it (their ``same``), itself first.
    block
        See ``pricing.layout``.
    lookout
        Chooses how closely it looks ahead.
    calls
        How often its routes have been priced.
    margin
        How much its least value was above what the look ahead said, the last time that it was searched for.
    is_heavy
        Whether its exact pricing has needed many labels.
    wanted
        Array (n): the visits that the next routes may have.
    promising
        Array (n): those that good routes may have at prices like the last ones; None: all of them.
    """

    def __init__(
        self,
        shift: int,
        visits: Ints,
        fit: Ints,
        near: list[list[int]],
        same: Ints,
        parts: Mapping[int, Ints],
        coarsest: int = 1,
    ) -> None:
        self.shift = shift
        self.visits = visits
        self.number = {visit: k for k, visit in enumerate(visits.tolist())}
        self.fit = fit
        self.near = near
        self.same = same
        self.promising: Bools | None = None
        self.wanted: Bools = np.ones(len(visits), dtype=np.bool_)
        self._parts = parts
        self.lookout = Lookout(coarsest, len(parts[at.G_LINE]) // 2)
        self.calls = 0
        self.margin = at.SCALE
        self.is_heavy = False
        self.block = self._packed()
        self.want(None)

    def _packed(self) -> Block:
        stops, width = len(self.near), max(len(row) for row in self.near)
        near = np.full((stops, width), -1, dtype=np.int64)
        place = np.full((stops, len(self.visits)), -1, dtype=np.int64)
        for stop, row in enumerate(self.near):
            near[stop, : len(row)] = row
            place[stop, row] = np.arange(len(row))
        place = place[:, self.same]
        header, size = np.zeros(at.GRAPH_HEADER, dtype=np.int64), at.GRAPH_HEADER
        tables = []
        for entry, part in (*self._parts.items(), (at.G_NEAR, near.ravel()), (at.G_PLACE, place.ravel())):
            header[entry] = part[0] if entry in NUMBERS else size
            if entry not in NUMBERS:
                tables.append(part)
                size += len(part)
        header[at.G_MEMORY] = width
        return np.concatenate([header, *tables]).astype(np.int64)

    @property
    def only_travels(self) -> bool:
        """Whether a route without one of its visits is everywhere as early.

        Not with breaks, stretches that are blocked, or minutes before which nobody sets out: who waits for them where a
        visit is has less of the way left than who waits where he was before.
        """
        rows = self._parts[at.G_VISIT].reshape(-1, at.VISIT_ROW)
        waits = rows[:, at.VISIT_HARD].any() or (rows[:, at.VISIT_SET_OUT] > 0).any()
        return bool(self.block[at.G_BREAKS] == 1 and not waits)

    def want(self, visits: Bools | None, closely: float = 1.0) -> None:
        """Let the next routes have only some of the visits, whose times are looked at all the more closely.

        Parameters
        ----------
        visits
            Array (n); None: all of them.
        closely
            How many times as many steps a look ahead may take.
        """
        self.wanted = np.ones(len(self.visits), dtype=np.bool_) if visits is None else visits
        table = int(self.block[at.G_WANTED])
        self.block[table : table + len(self.wanted)] = self.wanted
        self.lookout.look(self.block, int(self.wanted.sum()), closely)

    def adds_up(self) -> bool:
        """Whether no route can cost or be worth so much, at the prices that have been told, that no number holds it."""
        first, size = int(self.block[at.G_VISIT]), len(self.visits) * at.VISIT_ROW
        rows, least = self.block[first : first + size].reshape(-1, at.VISIT_ROW), int(self.block[at.G_LEAST])
        stop = (
            np.abs(rows[:, at.VISIT_PRIZE]).max()
            + np.abs(self.block[least : least + len(self._parts[at.G_LEAST])]).max()
        )
        stop += self._parts[at.G_RATE][0] * self._parts[at.G_LEG].max()
        stop += np.abs(self._parts[at.G_LINE][1::2]).max() * rows[:, at.VISIT_WORK].max()
        stops = int(self.block[at.G_UNTIL]) // int(rows[:, at.VISIT_MINUTES].min()) + 2
        once = np.abs(self._parts[at.G_BACK]).max() + np.abs(self._parts[at.G_LOAD]).max()
        return int(stop) * stops + int(once) < MOST_COST

    def use_all_lines(self) -> None:
        """Use every line below the cost of minutes."""
        self._use(self._parts[at.G_LINE].reshape(-1, 2))

    def use_best_lines(self, later: Ints) -> None:
        """Use from now on the few lines that say most of the whole shift, of all that have just been used."""
        lines = self._parts[at.G_LINE].reshape(-1, 2)
        if len(lines) > FEW_LINES:
            head, size = int(self.block[at.G_STOPS] * self.block[at.G_CELLS]), len(lines) * line_rows(self.block)
            rows = later[: size * at.LATER_ROW].reshape(-1, at.LATER_ROW)
            roots = rows[head :: line_rows(self.block), at.LATER_BEST] + lines[:, 0]
            self._use(lines[np.sort(np.argsort(-roots, kind="stable")[:FEW_LINES])])

    def _use(self, lines: Ints) -> None:
        first = int(self.block[at.G_LINE])
        self.block[first : first + lines.size] = lines.ravel()
        self.block[at.G_LINES] = len(lines)

    def remember(self, visit: int, others: Iterable[int]) -> bool:
        """Remember a visit at other stops, all by number on the shift; return whether that is new anywhere."""
        visit = int(self.same[visit])
        new = {other for other in others if visit not in self.near[other] and len(self.near[other]) < at.MOST_BITS}
        for other in new:
            self.near[other].append(visit)
        return bool(new)

    def remember_all(self, some: Bools) -> None:
        """Remember every one of some visits (n) at every other stop."""
        others = list(dict.fromkeys(self.same[some].tolist()))
        for stop, row in enumerate(self.near):
            own = row[:1] if stop < len(self.visits) else []
            self.near[stop] = [*own, *(other for other in others if other not in own)]
        self.renew()

    def absences_between(self, before: int, after: int) -> list[int]:
        """Return the absences with a place, by number on the shift, that begin between two minutes of the horizon."""
        begins = self._parts[at.G_BOUNDARY][:-2:2] + int(self.block[at.G_READY])
        count = len(self.visits)
        return [count + k for k, begin in enumerate(begins.tolist()) if before < begin <= after]

    def renew(self) -> None:
        """Let the pricing see what has come to be remembered."""
        first, count = int(self.block[at.G_LINE]), int(self.block[at.G_LINES])
        lines = self.block[first : first + 2 * count].reshape(-1, 2).copy()
        self.block = self._packed()
        self._use(lines)
        self.want(self.wanted)

    def least_costs(self) -> Ints:
        """Return what each visit costs a route at the least, wherever one comes from and whenever: an array (n)."""
        count, rows = len(self.visits), self._parts[at.G_VISIT].reshape(-1, at.VISIT_ROW)
        legs = self._parts[at.G_LEG].reshape(-1, len(self.near))[:, :count].copy()
        legs[:count][self.same[:, None] == self.same[None, :]] = at.FAR >> 20  # not from itself
        begins = rows[:, at.VISIT_TIMES] + rows[:, at.VISIT_EARLIEST]
        counts = rows[:, at.VISIT_LATEST] - rows[:, at.VISIT_EARLIEST] + 1
        least = [
            self._parts[at.G_LEAST][begin : begin + size].min()
            for begin, size in zip(begins.tolist(), counts.tolist(), strict=True)
        ]
        ways = self._parts[at.G_RATE][0] * legs.min(axis=0)
        total: Ints = at.SCALE * self.fit + ways + np.array(least, dtype=np.int64)
        return total

    def set_cuts(self, cuts: Sequence[tuple[frozenset[int], int]]) -> None:
        """Say what every second visit in each of some sets costs: at most ``MOST_CUTS``."""
        sets, prices = int(self.block[at.G_CUT_SETS]), int(self.block[at.G_CUT_PRICES])
        self.block[sets : sets + len(self.visits)] = 0
        for bit, (visits, price) in enumerate(cuts):
            self.block[prices + bit] = price
            for visit in visits & self.number.keys():
                self.block[sets + self.number[visit]] |= 1 << bit

    def set_stamps(self, stamps: Mapping[int, Ints]) -> None:
        """Say by which bits starts are told apart: by visit an array, from its earliest to its latest start."""
        table, size = int(self.block[at.G_STAMPS]), len(self._parts[at.G_STAMPS])
        self.block[table : table + size] = 0
        for visit, own in stamps.items():
            begin = table + self._first_entry(visit)
            self.block[begin : begin + len(own)] = own

    def earliest(self, visit: int) -> int:
        """Return the earliest start of a visit, in minutes of the horizon."""
        row = self._parts[at.G_VISIT].reshape(-1, at.VISIT_ROW)[self.number[visit]]
        return int(row[at.VISIT_EARLIEST] + self.block[at.G_READY])

    def starts(self, visit: int) -> int:
        """Return how many minutes there are from the earliest start of a visit to its latest."""
        row = self._parts[at.G_VISIT].reshape(-1, at.VISIT_ROW)[self.number[visit]]
        return int(row[at.VISIT_LATEST] - row[at.VISIT_EARLIEST] + 1)

    def _first_entry(self, visit: int) -> int:
        """Return where in ``LEAST`` the earliest start of a visit is."""
        row = self._parts[at.G_VISIT].reshape(-1, at.VISIT_ROW)[self.number[visit]]
        return int(row[at.VISIT_TIMES] + row[at.VISIT_EARLIEST])

    def set_prizes(self, worth: Ints, timed: Mapping[int, Ints]) -> None:
        """Say what the visits are worth, in 1/1024 of a minute of travel.

        Parameters
        ----------
        worth
            Array (n).
        timed
            By visit that is timed, what it is worth besides at each start from the earliest to the latest.
        """
        first, least = int(self.block[at.G_VISIT]), int(self.block[at.G_LEAST])
        rows = self.block[first : first + len(self.visits) * at.VISIT_ROW].reshape(-1, at.VISIT_ROW)
        rows[:, at.VISIT_PRIZE] = worth - at.SCALE * self.fit
        # What was said the last time of a start that has no price of its own now must not stay.
        self.block[least : least + len(self._parts[at.G_LEAST])] = self._parts[at.G_LEAST]
        for visit, more in timed.items():
            begin = self._first_entry(visit)
            own = self._parts[at.G_LEAST][begin : begin + len(more)]
            self.block[least + begin : least + begin + len(more)] = own - more
