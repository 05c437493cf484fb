"""Answers about a plan as they go over the wire: indexes become ids, minutes become times."""

from collections.abc import Iterable, Mapping

from dispatcher.convert.clock import Clock
from dispatcher.convert.exclusions import exclusion
from dispatcher.convert.verdict import wire_breaches
from dispatcher.faults.fault import Fault
from dispatcher.schemas import whatif as wire
from dispatcher.schemas.change import Change, Placement
from dispatcher.schemas.unassigned import Reason
from solver import candidates as solved
from solver import move as moved
from solver import slots as offered
from solver.displaced import Displaced
from solver.problem import Problem
from solver.timeline import Placed


class Writer:
    """Writes answers about one problem.

    Parameters
    ----------
    warnings
        What to look at whatever is asked.
    """

    def __init__(self, problem: Problem, clock: Clock, warnings: Iterable[Fault] = ()) -> None:
        self.problem = problem
        self.clock = clock
        self.warnings = list(warnings)

    def candidates(self, found: solved.Candidates) -> wire.Candidates:
        """Return who could take a ticket."""
        problem = self.problem
        visit = problem.open_visits_by_ticket[found.ticket][0]
        excluded = [
            wire.Excluded(
                technician_id=self._technician(row.technician),
                rule=row.rule,
                detail=exclusion(problem, self.clock, visit, row.technician, row.rule),
            )
            for row in found.excluded
        ]
        return wire.Candidates(
            ticket_id=problem.tickets[found.ticket].id,
            candidates=[self._candidate(row) for row in found.candidates],
            excluded=excluded,
            warnings=self.warnings,
        )

    def slots(self, found: offered.Slots) -> wire.Slots:
        """Return when a ticket could start."""
        time = self.clock.time
        return wire.Slots(
            ticket_id=self.problem.tickets[found.ticket].id,
            slots=[self._slot(row) for row in found.slots],
            full=[
                wire.FullWindow(start=time(row.window.start), end=time(row.window.end), reasons=self._grouped(row))
                for row in found.full
            ],
            warnings=self.warnings,
        )

    def move(self, idea: moved.Idea, found: moved.Move) -> wire.Move:
        """Return what a move comes to."""
        problem, placed = self.problem, found.placed
        start = idea.start if placed is None else placed.start
        return wire.Move(
            visit_id=problem.visits[idea.visit].id,
            technician_id=self._technician(idea.technician),
            shift_id=None if placed is None else problem.shifts[placed.shift].id,
            start=None if start is None else self.clock.time(start),
            possible=found.plan is not None,
            cost_change=None if found.plan is None else _cost_change(found.terms),
            displaced=self._changes(found.displaced),
            pushed=[
                wire.PushedVisit(visit_id=problem.visits[row.visit].id, minutes=row.minutes) for row in found.pushed
            ],
            meets_time_limits=found.meets_limits,
            violations=wire_breaches(problem, found.violations),
            warnings=self.warnings,
        )

    def _candidate(self, row: solved.Candidate) -> wire.Candidate:
        option = row.option
        return wire.Candidate(
            technician_id=self._technician(row.technician),
            shift_id=self.problem.shifts[option.placed.shift].id,
            start=self.clock.time(option.placed.start),
            after_visit_id=None if option.after is None else self.problem.visits[option.after].id,
            cost_change=_cost_change(option.terms),
            displaced=self._changes(option.displaced),
            meets_time_limits=option.meets_limits,
            grade=row.grade,
        )

    def _slot(self, row: offered.Slot) -> wire.Slot:
        option, time = row.option, self.clock.time
        return wire.Slot(
            start=time(row.window.start),
            end=time(row.window.end),
            technician_id=self._technician(option.placed.technician),
            shift_id=self.problem.shifts[option.placed.shift].id,
            visit_start=time(option.placed.start),
            cost_change=_cost_change(option.terms),
            displaced=self._changes(option.displaced),
            meets_time_limits=option.meets_limits,
        )

    def _grouped(self, row: offered.Full) -> list[Reason]:
        codes = dict.fromkeys(code for _, code in row.reasons)
        return [
            Reason(code=code, technician_ids=sorted(self._technician(k) for k, own in row.reasons if own == code))
            for code in codes
        ]

    def _changes(self, rows: Iterable[Displaced]) -> list[Change]:
        return [
            Change.model_validate(
                {
                    "visit_id": self.problem.visits[row.visit].id,
                    "kind": row.kind,
                    "before": self._placement(row.before),
                    "after": self._placement(row.after),
                }
            )
            for row in rows
        ]

    def _placement(self, placed: Placed | None) -> Placement | None:
        if placed is None:
            return None
        return Placement(
            technician_id=self._technician(placed.technician),
            shift_id=self.problem.shifts[placed.shift].id,
            start=self.clock.time(placed.start),
            end=self.clock.time(placed.end),
        )

    def _technician(self, index: int) -> str:
        return self.problem.technicians[index].id


def _cost_change(terms: Mapping[str, int]) -> wire.CostChange:
    return wire.CostChange(total=sum(terms.values()), terms=dict(terms))
