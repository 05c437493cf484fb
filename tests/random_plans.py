"""Random plans near a plan, legal or not, for tests that look for a legal plan nobody thought of."""

import random
from dataclasses import dataclass

from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Interval, Problem


@dataclass
class PlanDraw:
    """Draws plans near a plan: visits moved in time or to other shifts, tickets dropped or added, breaks moved."""

    problem: Problem
    rng: random.Random

    def _length(self, visit_idx: int, shift_idx: int) -> int:
        visit = self.problem.visits[visit_idx]
        percent = self.problem.technicians[self.problem.shifts[shift_idx].technician].duration_percent
        return visit.minutes if self.problem.crew_size(visit) > 1 else -(-visit.minutes * percent // 100)

    def _moved(self, spots: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
        """Move one ticket's visits by some minutes, to another shift, out of the plan or into it."""
        rng, problem = self.rng, self.problem
        open_tickets = [t for t, visits in enumerate(problem.open_visits_by_ticket) if visits]
        if not open_tickets:
            return spots
        ticket = rng.choice(open_tickets)
        own = problem.open_visits_by_ticket[ticket]
        rest = {v: spot for v, spot in spots.items() if v not in own}
        kind = rng.random()
        if kind < 0.15:
            return rest
        if kind < 0.6 and all(v in spots for v in own):
            by = rng.randint(-3, 3)
            return rest | {v: (spots[v][0], spots[v][1] + by) for v in own}
        start = rng.randint(problem.now, max(shift.overtime_until for shift in problem.shifts))
        return rest | {v: (rng.randrange(len(problem.shifts)), start + rng.choice((0, 0, 4))) for v in own}

    def _breaks(self, shift_idx: int, known: tuple[Interval, ...]) -> tuple[Interval, ...]:
        shift = self.problem.shifts[shift_idx]
        if known and self.rng.random() < 0.6:
            return known
        rows = (row for row in shift.breaks if self.rng.random() < 0.8)
        begun = [(self.rng.randint(row.earliest_start, row.latest_start), row.minutes) for row in rows]
        drawn = {Interval(start, start + minutes) for start, minutes in begun} | set(shift.past_breaks)
        return tuple(sorted(drawn, key=lambda interval: interval.start))

    def near(self, plan: Plan) -> Plan:
        """Return a plan one or two moves away."""
        problem = self.problem
        routes = {route.shift: route for route in plan.routes}
        spots = {p.visit: (route.shift, p.start) for route in plan.routes for p in route.visits}
        facts = {v: spot for v, spot in spots.items() if problem.visits[v].is_fact}
        for _ in range(self.rng.randint(1, 2)):
            spots = self._moved(spots) | facts
        rows: dict[int, list[PlannedVisit]] = {}
        for visit_idx, (s, start) in spots.items():
            record = problem.visits[visit_idx].published
            end = record.end if record is not None and visit_idx in facts else start + self._length(visit_idx, s)
            rows.setdefault(s, []).append(PlannedVisit(visit_idx, start, end))
        return Plan(
            tuple(
                Route(
                    s,
                    tuple(sorted(visits, key=lambda p: (p.start, p.end))),
                    self._breaks(s, routes[s].breaks if s in routes else ()),
                )
                for s, visits in sorted(rows.items())
            )
        )


def facts_alone(problem: Problem) -> Plan:
    """The plan that holds what has happened and nothing else."""
    rows: dict[int, list[PlannedVisit]] = {}
    for visit_idx, visit in enumerate(problem.visits):
        if visit.is_fact and visit.published is not None:
            row = PlannedVisit(visit_idx, visit.published.start, visit.published.end)
            rows.setdefault(visit.published.shift, []).append(row)
    return Plan(
        tuple(
            Route(s, tuple(sorted(visits, key=lambda p: (p.start, p.end))), problem.shifts[s].past_breaks)
            for s, visits in sorted(rows.items())
        )
    )
