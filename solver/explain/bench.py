"""A day set up for quick questions: its tables, and the same in the memory of the compiled search."""

from dataclasses import dataclass

import numpy as np

from solver.compilation import read_tables
from solver.plan import Plan
from solver.problem import Problem
from solver.search.chains.compiled import Block
from solver.search.chains.links import Links
from solver.search.chains.pack import Packer
from solver.search.chains.reorder import DESK_SIZE
from solver.search.reach import Reach, read_reach
from solver.search.whatif import WhatIf
from solver.tables import Tables


@dataclass(frozen=True, slots=True)
class Bench:
    """One day; ``desk`` is memory that days set up from each other share, for one question at a time."""

    problem: Problem
    tables: Tables
    reach: Reach
    links: Links
    day: Block
    desk: Block

    def asked(self, plan: Plan) -> WhatIf:
        """Return a plan of the day, held ready for what-if questions."""
        return WhatIf(self.tables, self.reach, plan, self.day)


def set_up(problem: Problem, like: Bench | None = None) -> Bench:
    """Set up a day, with the working memory of another one if there is one."""
    tables = read_tables(problem)
    reach = read_reach(tables)
    packer = Packer(tables, reach)
    desk = np.zeros(DESK_SIZE, dtype=np.int64) if like is None else like.desk
    return Bench(problem, tables, reach, packer.links, packer.day(), desk)
