"""CP-SAT's choice among the routes the chains have seen: of the whole day at once, or of one group of shifts at a time.

A large day has more routes than one model can choose among. Then the shifts are parted into groups that lie together,
and each group chooses while the others keep their routes: every link between groups stays in the model.
"""

from collections.abc import Sequence
from dataclasses import replace

from solver.plan import Plan
from solver.search.chains import layout as at
from solver.search.chains.chain import read_plan
from solver.search.chains.compiled import Block
from solver.search.chains.pool import MOST_COLUMNS, Column, Pool
from solver.search.limits import SearchLimits, Stop, Timer
from solver.search.selection import Selection, select
from solver.tables import Tables

ITERATIONS = 2000  # of CP-SAT, at most, where iterations are the limit
PER_SECOND = 2500  # columns that are read, presolved and chosen among in a second
SHORTEST = 0.1  # seconds below which no choice is begun


class Choice:
    """Chooses a route per shift from a pool.

    Attributes
    ----------
    seconds
        What choosing has taken so far.
    """

    def __init__(self, tables: Tables, pool: Pool, limits: SearchLimits, timer: Timer, stop: Stop) -> None:
        self.tables = tables
        self.pool = pool
        self.limits = limits
        if limits.iterations is not None:
            self.limits = replace(limits, iterations=min(limits.iterations, ITERATIONS))
        self.timer = timer
        self.stop = stop
        self.seconds = 0.0

    def improve(self, routes: Block, seconds: float | None) -> Plan | None:
        """Return the plan of the chosen routes; None if nothing was chosen.

        Parameters
        ----------
        routes
            Where choosing starts: the result is no dearer.
        seconds
            Time for it; None: only the iterations end it.
        """
        began = self.timer()
        known, chosen = self.pool.of(routes), None
        for shifts in self._groups(known):
            left = None if seconds is None else seconds - (self.timer() - began)
            if self.stop() or (left is not None and left < SHORTEST):
                break
            better = self._choose(known, shifts, left)
            if better is not None:
                known = chosen = better
        self.seconds += self.timer() - began
        return None if chosen is None else read_plan(self.tables, self.pool.day, self.pool.routes_of(chosen))

    def _choose(self, known: Sequence[Column], shifts: Sequence[int], seconds: float | None) -> list[Column] | None:
        """Let some shifts choose while the others keep what they have."""
        selection = Selection(self.tables, self.pool.around(known, shifts, self._most(seconds)))
        selection.hint(set(range(len(known))))
        return select(selection, self.limits, seconds, self.timer, self.stop)

    def _most(self, seconds: float | None) -> int:
        """Return among how many columns there is time to choose."""
        return MOST_COLUMNS if seconds is None else min(MOST_COLUMNS, int(PER_SECOND * seconds))

    def _groups(self, known: Sequence[Column]) -> list[list[int]]:
        """Part the shifts into groups of few enough columns: the nearest to one that is left, again and again."""
        sizes = [len(own) for own in self.pool.columns]
        left = [shift for shift, size in enumerate(sizes) if size]
        if sum(sizes) <= MOST_COLUMNS:
            return [left]
        places, groups = self._places(known), []
        while left:
            here = places[left[0]]
            left.sort(key=lambda s: int(self.tables.travel[here, places[s]] + self.tables.travel[places[s], here]))
            taken, number = 0, 0
            while taken < len(left) and number + sizes[left[taken]] <= MOST_COLUMNS:
                number += sizes[left[taken]]
                taken += 1
            groups.append(sorted(left[: max(1, taken)]))
            left = sorted(left[max(1, taken) :])
        return groups

    def _places(self, known: Sequence[Column]) -> list[int]:
        """Return a site for each shift: that of the visit in the middle of its route, else where it starts."""
        problem, visits = self.tables.problem, int(self.pool.day[at.VISITS])
        places = [row.head.site for row in self.tables.shifts]
        for column in known:
            middle = [node for node in column.nodes if node < visits][len(column.starts) // 2]
            places[column.shift] = problem.tickets[problem.visits[middle].ticket].site
        return places
