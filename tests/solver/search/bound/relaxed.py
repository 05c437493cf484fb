"""Relaxed problems, and bounds that have been worked out to their end."""

import time
from typing import NamedTuple

import numpy as np

from solver.compilation import read_tables
from solver.problem import Problem
from solver.search.anytime import search
from solver.search.bound.generation import Generation
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.chains.chain import pack_day
from solver.search.limits import SearchLimits
from solver.search.reach import read_reach
from solver.status import Status

LONG = 60.0  # seconds: tiny problems end by themselves


class Proved(NamedTuple):
    """A bound and the cost it must not pass, both None where there is none."""

    bound: int | None
    cost: int | None


def relax(problem: Problem) -> Relaxation:
    """Return a relaxed problem."""
    tables = read_tables(problem)
    reach = read_reach(tables)
    return Relaxation(tables, reach, pack_day(tables, reach))


def generate(problem: Problem, seconds: float = LONG) -> Generation | None:
    """Return a run of column generation that has ended; None if the day has no visit, or none that is bounded."""
    relaxation = relax(problem)
    if not relaxation.graphs:
        return None
    generation = Generation(relaxation, time.monotonic)
    generation.run(seconds, lambda _: None, lambda: False)
    return generation


def bound_of(problem: Problem, seconds: float = LONG) -> int | None:
    """Return the bound of a problem; None if there is none."""
    generation = generate(problem, seconds)
    return None if generation is None else generation.bound


def optimum(problem: Problem) -> int | None:
    """Return the least cost, which the complete model proves; None if no plan is legal."""
    result = search(problem, SearchLimits(seconds=LONG, workers=1, engine="cp_sat"), timer=time.monotonic)
    assert result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    return result.cost


def no_prices(relaxation: Relaxation) -> Prices:
    """Return prices of nothing."""
    problem = relaxation.tables.problem
    sizes = len(problem.visits), len(problem.technicians), len(relaxation.rows)
    return Prices(*(np.zeros(size, dtype=np.int64) for size in sizes))
