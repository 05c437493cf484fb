"""Work beyond a technician's fair share costs, the more the further beyond.

    minutes = carried + service of his visits at 100 %, no travel, no-shows 0
    share   = floor(his shift minutes * (sum carried + sum service * crew of open tickets) / sum shift minutes)
    above   = max(0, minutes - share)
    cost    = over * min(above, 60) + over_60 * min(max(above - 60, 0), 60) + over_120 * max(above - 120, 0)
Sums run over technicians with a shift, contractors included. Inactive when there are no shift minutes. The
shares of a first plan are kept by its re-plans. Who has nothing but facts pays for facts.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from solver.curve import above
from solver.problem import Minutes, Problem, TicketStatus
from solver.rows import TechnicianCost
from solver.rules.base import Charge, SoftRule, Text
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder

TIER = 60  # minutes above the share until the next rate


def fair_shares(problem: Problem) -> Mapping[int, Minutes]:
    """Return the fair share of every technician with a shift; empty when there are no shift minutes."""
    own = {
        technician_idx: sum(problem.shifts[k].end - problem.shifts[k].start for k in technician.shifts)
        for technician_idx, technician in enumerate(problem.technicians)
        if technician.shifts
    }
    carried = sum(problem.technicians[technician_idx].carried_minutes for technician_idx in own)
    service = sum(
        step.service_minutes * len(step.crew)
        for ticket in problem.tickets
        if ticket.status is TicketStatus.OPEN
        for step in ticket.steps
    )
    total = sum(own.values())
    if total == 0:
        return {}
    kept = {} if problem.constants is None else problem.constants.share
    return {k: kept.get(k, minutes * (carried + service) // total) for k, minutes in own.items()}


def _tiers(above: Minutes) -> tuple[tuple[str, Minutes], ...]:
    """Split the minutes above a share by the rate they are charged at."""
    first, second = min(above, TIER), min(max(above - TIER, 0), TIER)
    return ("over", first), ("over_60", second), ("over_120", max(above - 2 * TIER, 0))


class Workload(SoftRule):
    """Unfair shares cost."""

    name = "workload"
    title = Text("Workload", "工作量均衡")
    promise = Text(
        "Work is shared fairly, by the hours people are there and what they have already done.",
        "按出勤时长和已完成工作量公平分配工作。",
    )
    unit = "minutes"
    weights: ClassVar[Mapping[str, int]] = {"over": 1, "over_60": 2, "over_120": 4}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of each technician's minutes above his share, by rate."""
        minutes, settled = [t.carried_minutes for t in problem.technicians], [True] * len(problem.technicians)
        for visit_idx, placed in schedule.placed.items():
            visit = problem.visits[visit_idx]
            minutes[placed.technician] += 0 if visit.is_no_show else visit.minutes
            settled[placed.technician] = settled[placed.technician] and visit.is_fact
        for technician_idx, share in fair_shares(problem).items():
            for name, amount in _tiers(max(0, minutes[technician_idx] - share)):
                cost = amount * problem.policy.weight(self.name, name)
                if cost:
                    fact = settled[technician_idx]
                    yield Charge(self.name, name, amount, cost, technician=technician_idx, fact=fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price each technician's minutes above his share, ever more steeply."""
        rates = [problem.policy.weight(self.name, name) for name in ("over", "over_60", "over_120")]
        served: dict[int, int] = {}
        for visit in problem.visits:
            if visit.is_fact and visit.published is not None and not visit.is_no_show:
                owner = problem.shifts[visit.published.shift].technician
                served[owner] = served.get(owner, 0) + visit.minutes
        if not any(rates):
            return
        for technician, share in fair_shares(problem).items():
            base = problem.technicians[technician].carried_minutes + served.get(technician, 0)
            curve = above(zip((share, share + 60, share + 120), rates, strict=True))
            tables.technician_costs.append(TechnicianCost(self.name, technician, base, curve))
