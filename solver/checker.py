"""The verdict on a plan: every hard rule and every term of the cost, in plain Python over problem and plan.

Knows no search, no tables and no model, so that a plan can be judged wherever it comes from.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from solver.commitment import released_visits
from solver.errors import PlanError
from solver.kpis import Kpis, measure
from solver.plan import Plan
from solver.problem import Constants, Problem
from solver.rules import HARD_RULES, SOFT_RULES
from solver.rules.base import Charge, Violation
from solver.rules.skill_waste import scarce_trades
from solver.rules.workload import fair_shares
from solver.timeline import Schedule

Costs = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True)
class Report:
    """What is to be said of a plan.

    Attributes
    ----------
    schedule
        The plan laid out in time.
    violations
        Breaches of hard rules, in the contract's order; a plan without any is legal.
    warnings
        Breaches that only facts commit.
    charges
        What the plan costs, in the contract's order.
    """

    schedule: Schedule
    violations: tuple[Violation, ...]
    warnings: tuple[Violation, ...]
    charges: tuple[Charge, ...]

    @property
    def is_legal(self) -> bool:
        """Whether the plan breaks no hard rule."""
        return not self.violations

    @cached_property
    def total(self) -> int:
        """The cost of the plan, in minutes of travel."""
        return sum(charge.cost for charge in self.charges)

    @cached_property
    def terms(self) -> Mapping[str, int]:
        """The cost by term: every term, 0 included, in the contract's order."""
        terms = {rule.name: 0 for rule in SOFT_RULES}
        for charge in self.charges:
            terms[charge.term] += charge.cost
        return terms

    @cached_property
    def ticket_costs(self) -> Costs:
        """The cost by ticket and term; what belongs to no ticket (the way home, say) is left out."""
        return self._costs(lambda charge: charge.ticket)

    @cached_property
    def technician_costs(self) -> Costs:
        """The cost by technician and term; what belongs to no technician (a ticket left out) is left out."""
        return self._costs(lambda charge: charge.technician)

    @cached_property
    def sunk_facts(self) -> int:
        """The part of the total that no plan can change any more."""
        return sum(charge.cost for charge in self.charges if charge.fact)

    @cached_property
    def kpis(self) -> Kpis:
        """The measures of the plan."""
        return measure(self.schedule.problem, self.schedule)

    @cached_property
    def released(self) -> frozenset[int]:
        """Visits whose freeze or time lock the clock or facts have made impossible."""
        return released_visits(self.schedule.problem)

    @cached_property
    def constants(self) -> Constants:
        """The figures derived from the problem that re-plans keep."""
        problem = self.schedule.problem
        return Constants(fair_shares(problem), scarce_trades(problem))

    def _costs(self, owner: Callable[[Charge], int | None]) -> Costs:
        costs: dict[int, dict[str, int]] = defaultdict(dict)
        for charge in self.charges:
            index = owner(charge)
            if index is not None:
                costs[index][charge.term] = costs[index].get(charge.term, 0) + charge.cost
        return {index: costs[index] for index in sorted(costs)}


def check(problem: Problem, plan: Plan) -> Report:
    """Judge a plan by every rule.

    Raises
    ------
    PlanError
        If the plan does not fit the problem: it names a visit or a shift the problem does not have, a visit or
        a shift twice, or an end before its start. All faults are named.
    """
    if faults := _faults(problem, plan):
        raise PlanError("; ".join(faults))
    schedule = Schedule(problem, plan)
    breaches = [violation for rule in HARD_RULES for violation in rule.judge(problem, schedule)]
    return Report(
        schedule=schedule,
        violations=tuple(violation for violation in breaches if not violation.by_fact),
        warnings=tuple(violation for violation in breaches if violation.by_fact),
        charges=tuple(charge for rule in SOFT_RULES for charge in rule.judge(problem, schedule)),
    )


def _faults(problem: Problem, plan: Plan) -> list[str]:
    """Return why the plan is not one of this problem."""
    shifts = [route.shift for route in plan.routes]
    visits = [planned.visit for route in plan.routes for planned in route.visits]
    faults = [
        *_index_faults("shift", shifts, len(problem.shifts)),
        *_index_faults("visit", visits, len(problem.visits)),
    ]
    for route in plan.routes:
        stays = [(f"visit {planned.visit}", planned.start, planned.end) for planned in route.visits]
        stays += [("a break", interval.start, interval.end) for interval in route.breaks]
        faults += [
            f"{what} on shift {route.shift} ends at {end}, before its start {start}"
            for what, start, end in stays
            if end < start
        ]
    return faults


def _index_faults(kind: str, indexes: list[int], number: int) -> list[str]:
    unknown = sorted({index for index in indexes if not 0 <= index < number})
    twice = sorted({index for index in indexes if indexes.count(index) > 1}) if len(set(indexes)) < len(indexes) else []
    faults = [f"{kind} {index} is unknown, expected 0 to {number - 1}" for index in unknown]
    return faults + [f"{kind} {index} stands in the plan twice" for index in twice]
