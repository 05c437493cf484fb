"""Plans from listed routes: the program's fractional choice, made whole one route at a time.

Diving (Sadykov, Vanderbeck, Pessoa, Tahiri, Uchoa 2019, doi:10.1287/ijoc.2018.0822). As all routes that matter are
listed, each step finds the best of the routes left, not of those some prices once asked for. A visit may be made by two
routes on the way, as the program allows: one of them then does without it.
"""

from copy import copy
from dataclasses import replace

import numpy as np

from solver.search.bound.inspection import Inspection
from solver.search.bound.rows import Column
from solver.search.bound.sifting import Sifted
from solver.search.bound.timing import Timing
from solver.search.limits import Stop

NOISE = 0.3  # of a route: by how much it may seem to be used more than it is, from the second dive on
WHOLE = 0.999  # of a route
LEAST_BROKEN = 0.5  # of a visit


class Diving:
    """Dives into the routes of plans below a cost, each time another way.

    Where the starts of a choice break a link, a row forbids that from the next dive on. It may forbid more than that: a
    listed route stands for others that start elsewhere in their spans. So nothing is proved here.

    Parameters
    ----------
    timing
        Finds what starts break.
    """

    def __init__(self, known: Sifted, timing: Timing) -> None:
        self.known = known._replace(relaxation=copy(known.relaxation))
        self._timing = Timing(timing.tables, timing.together)
        self._rng = np.random.default_rng(0)
        self._noise = 0.0

    def dive(self, over: Stop) -> list[Column]:
        """Return a choice of routes, each visit on one of them at most; nothing if it leads nowhere, or is over."""
        program, chosen = Inspection(self.known.relaxation, self.known.routes), dict[int, Column]()
        noise, self._noise = self._noise, NOISE
        while program.solve(over):
            used = [(column, share) for column, share in program.master.used() if column.shift not in chosen]
            if not used:
                columns = _each_once(list(chosen.values()))
                broken = self._timing.broken([(column, 1.0) for column in columns], LEAST_BROKEN)
                self.known.relaxation.rows = [*self.known.relaxation.rows, *broken]
                return columns
            whole = [column for column, share in used if share > WHOLE]
            seeming = [share + noise * self._rng.random() for _, share in used]
            for column in whole or [used[int(np.argmax(seeming))][0]]:
                chosen[column.shift] = column
                program.choose(column)
        return []


def _each_once(columns: list[Column]) -> list[Column]:
    """Return routes of which only the first makes a visit."""
    made, found = set[int](), list[Column]()
    for column in columns:
        own = [(v, s) for v, s in zip(column.visits, column.starts, strict=True) if v not in made]
        made |= {visit for visit, _ in own}
        if own:
            visits, starts = zip(*own, strict=True)
            found.append(replace(column, visits=visits, starts=starts))
    return found
