"""The tables every rule compiles to: all that search, bound and the exact model ever see.

A contribution carries the name of its rule, so that what a model says can be told in the contract's words;
no reader of the tables asks which rule it was. Shapes: V visits (facts included), S shifts, T tickets;
times in minutes from the horizon's start; costs in minutes of travel.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from solver.curve import Curve
from solver.heads import Head
from solver.problem import Break, Minute, Problem
from solver.rows import (
    FAR_FUTURE,
    Among,
    Group,
    Limit,
    Next,
    OneBy,
    Order,
    PlannedBreak,
    Requires,
    ShiftCost,
    ShiftRow,
    StartRange,
    TechnicianCost,
    TimeCost,
)

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class TableBuilder:
    """Collects what the rules contribute; ``build_tables`` is the only caller of the rules."""

    def __init__(self, problem: Problem, heads: Sequence[Head]) -> None:
        visits, shifts, tickets = len(problem.visits), len(problem.shifts), len(problem.tickets)
        self.problem = problem
        self.heads = tuple(heads)
        self.bans: dict[str, Bools] = {}
        self.fit_costs: dict[str, Ints] = {}
        self.earliest: dict[str, Ints] = {}
        self.travel: Ints = np.zeros_like(problem.travel)
        self.minutes: Ints = np.zeros((visits, shifts), dtype=np.int64)
        self.work: Ints = np.zeros(visits, dtype=np.int64)
        self.drops: dict[str, Ints] = {}
        self.constants: dict[str, int] = {}
        self.start_ranges: list[StartRange] = []
        self.latest_ends: list[Limit] = []
        self.set_outs: list[Limit] = []
        self.start_costs: list[TimeCost] = []
        self.end_costs: list[TimeCost] = []
        self.return_costs: list[ShiftCost] = []
        self.technician_costs: list[TechnicianCost] = []
        self.travel_rates: dict[str, int] = {}
        self.same_start: list[Group] = []
        self.different_people: list[Group] = []
        self.orders: list[Order] = []
        self.requires: list[Requires] = []
        self.among: list[Among] = []
        self.one_by: list[OneBy] = []
        self.nexts: list[Next] = []
        self.musts: list[Limit] = []
        self.closed: list[Limit] = []
        self.shape = (visits, shifts)
        self.tickets = tickets
        self.shifts = [
            ShiftRow(head=head, technician=shift.technician, end_site=shift.end_site)
            for head, shift in zip(self.heads, problem.shifts, strict=True)
        ]

    def ban(self, rule: str, mask: Bools) -> None:
        """Forbid (visit, shift) pairs: ``mask`` is True where forbidden."""
        if mask.any():
            self.bans[rule] = self.bans[rule] | mask if rule in self.bans else mask

    def fit_cost(self, rule: str, cost: Ints) -> None:
        """Charge (visit, shift) pairs."""
        if cost.any():
            self.fit_costs[rule] = self.fit_costs[rule] + cost if rule in self.fit_costs else cost

    def start_from(self, rule: str, earliest: Ints) -> None:
        """Bound starts from below per (visit, shift); entries far in the past say nothing."""
        self.earliest[rule] = np.maximum(self.earliest[rule], earliest) if rule in self.earliest else earliest

    def start_in(self, rule: str, visit: int, ranges: Iterable[tuple[Minute, Minute]]) -> None:
        """Confine a visit's start to closed ranges."""
        self.start_ranges.append(StartRange(rule, visit, tuple(ranges)))

    def start_cost(self, rule: str, visit: int, curve: Curve) -> None:
        """Charge a visit's start."""
        if not curve.is_zero:
            self.start_costs.append(TimeCost(rule, visit, curve))

    def end_cost(self, rule: str, visit: int, curve: Curve) -> None:
        """Charge a visit's end."""
        if not curve.is_zero:
            self.end_costs.append(TimeCost(rule, visit, curve))

    def drop(self, rule: str, ticket: int, cost: int) -> None:
        """Charge a ticket for being left out."""
        self.drops.setdefault(rule, np.zeros(self.tickets, dtype=np.int64))[ticket] += cost

    def constant(self, rule: str, cost: int) -> None:
        """Add what facts cost whatever is planned."""
        self.constants[rule] = self.constants.get(rule, 0) + cost

    def must(self, rule: str, ticket: int, visit: int) -> None:
        """Require a ticket to be planned because of one of its visits."""
        self.musts.append(Limit(rule, ticket, visit))

    def close(self, rule: str, ticket: int) -> None:
        """Forbid a ticket to be planned."""
        self.closed.append(Limit(rule, ticket, 0))

    def break_row(self, rule: str, shift: int, row: Break, earliest: Minute) -> None:
        """Add a break still to be planned on a shift."""
        self.shifts[shift].breaks.append(PlannedBreak(rule, earliest, row.latest_start, row.minutes))


class Tables(TableBuilder):
    """The finished tables with the sums the searches read."""

    @cached_property
    def banned(self) -> Bools:
        """(V, S) True where some rule forbids the pair."""
        mask = np.zeros(self.shape, dtype=np.bool_)
        for rows in self.bans.values():
            mask |= rows
        return mask

    @cached_property
    def fit(self) -> Ints:
        """(V, S) cost of the pair, all rules together."""
        return sum(self.fit_costs.values(), np.zeros(self.shape, dtype=np.int64))

    @cached_property
    def first_start(self) -> Ints:
        """(V, S) earliest start of the pair by rules that know both; far in the past where none does."""
        lowest = np.full(self.shape, -FAR_FUTURE, dtype=np.int64)
        for rows in self.earliest.values():
            lowest = np.maximum(lowest, rows)
        return lowest

    @cached_property
    def drop_price(self) -> Ints:
        """(T) cost of leaving the ticket out, all rules together."""
        return sum(self.drops.values(), np.zeros(self.tickets, dtype=np.int64))

    @cached_property
    def constant_cost(self) -> int:
        """What facts cost whatever is planned."""
        return sum(self.constants.values())

    @cached_property
    def travel_rate(self) -> int:
        """Cost of one minute of travel."""
        return sum(self.travel_rates.values())

    @cached_property
    def set_out(self) -> Ints:
        """(V) earliest departure to the visit, whatever the shift."""
        lowest = np.full(self.shape[0], -FAR_FUTURE, dtype=np.int64)
        for limit in self.set_outs:
            lowest[limit.index] = max(lowest[limit.index], limit.value)
        return lowest

    @cached_property
    def latest_end(self) -> Ints:
        """(V) latest end of service."""
        highest = np.full(self.shape[0], FAR_FUTURE, dtype=np.int64)
        for limit in self.latest_ends:
            highest[limit.index] = min(highest[limit.index], limit.value)
        return highest

    @cached_property
    def start_domain(self) -> tuple[tuple[tuple[Minute, Minute], ...], ...]:
        """Per visit, the closed ranges all rules leave for its start; empty: it can never start."""
        domains: list[tuple[tuple[Minute, Minute], ...]] = [((-FAR_FUTURE, FAR_FUTURE),)] * self.shape[0]
        for row in self.start_ranges:
            domains[row.visit] = _intersect(domains[row.visit], row.ranges)
        return tuple(domains)


def _intersect(
    left: tuple[tuple[Minute, Minute], ...], right: tuple[tuple[Minute, Minute], ...]
) -> tuple[tuple[Minute, Minute], ...]:
    """Return the ranges common to two ascending lists of closed ranges."""
    common = ((max(a, c), min(b, d)) for a, b in left for c, d in right)
    return tuple(sorted((low, high) for low, high in common if low <= high))
