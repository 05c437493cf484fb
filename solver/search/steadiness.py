"""A price on every visit that a plan changes, written into tables, so that a search sees what it disturbs.

Terms of the contract price what a change does to an owner; this price is a supervisor's wish for few changes and no
part of any plan's cost. A visit that changes both its technician and its time pays twice here; the incumbent counts
exactly.
"""

import copy
from functools import cached_property

import numpy as np

from solver.changes import kept_window
from solver.curve import outside
from solver.problem import Problem
from solver.rows import TimeCost
from solver.tables import Ints, Tables

NAME = "steadiness"


def with_change_price(tables: Tables, price: int) -> Tables:
    """Return the tables with a price on each changed visit; the tables given stay as they are."""
    if not price or not tables.problem.has_published:
        return tables
    priced = copy.copy(tables)
    for name in [name for name in vars(priced) if isinstance(getattr(Tables, name, None), cached_property)]:
        del priced.__dict__[name]  # sums of what is about to change
    priced.fit_costs = {**tables.fit_costs, NAME: _people(tables, price)}
    priced.drops = {**tables.drops, NAME: _drops(tables.problem, price)}
    priced.start_costs = [*tables.start_costs, *_times(tables.problem, price)]
    return priced


def _people(tables: Tables, price: int) -> Ints:
    """Price a visit that is added anywhere, and one that was published with another technician."""
    cost = np.zeros(tables.shape, dtype=np.int64)
    owners = np.array([row.technician for row in tables.shifts], dtype=np.int64)
    for k, visit in enumerate(tables.problem.visits):
        if not visit.is_fact:
            before = None if visit.published is None else tables.shifts[visit.published.shift].technician
            cost[k] = price if before is None else np.where(owners == before, 0, price)
    return cost


def _drops(problem: Problem, price: int) -> Ints:
    """Price the published visits of a ticket that is left out."""
    lost = [sum(problem.visits[v].published is not None for v in own) for own in problem.open_visits_by_ticket]
    return np.array(lost, dtype=np.int64) * price


def _times(problem: Problem, price: int) -> list[TimeCost]:
    """Price a start outside the window in which a published visit counts as unchanged."""
    kept = [(k, visit.published) for k, visit in enumerate(problem.visits) if visit.published and not visit.is_fact]
    return [TimeCost(NAME, k, outside([kept_window(problem, published)], price)) for k, published in kept]
