"""The solver's explanations become wire data: ids, times, and what a technician has against what is needed."""

from collections.abc import Iterable

from pydantic import JsonValue

from dispatcher.convert.clock import Clock
from dispatcher.schemas.change import Change, Placement
from dispatcher.schemas.explanation import (
    Bottleneck,
    Hiring,
    ShiftMinutes,
    SupplyHour,
    TechnicianAnswer,
    TicketExplanation,
)
from dispatcher.schemas.figures import Cost
from solver.checker import Report
from solver.explain.alternatives import NO_ROOM, Alternative
from solver.explain.hiring import Hiring as Hired
from solver.explain.supply import Bottleneck as Stretch
from solver.explain.supply import SupplyHour as Hour
from solver.problem import Problem
from solver.timeline import Placed


class ExplanationWriter:
    """Writes what is explained of one plan."""

    def __init__(self, problem: Problem, clock: Clock, report: Report) -> None:
        self.problem = problem
        self.clock = clock
        self.report = report

    def shifts(self) -> list[ShiftMinutes]:
        """Return where the minutes of each used shift go."""
        rows = sorted(self.report.kpis.shifts, key=lambda row: self.problem.shifts[row.shift_idx].id)
        return [
            ShiftMinutes(
                technician_id=self._person(self.problem.shifts[row.shift_idx].technician),
                shift_id=self.problem.shifts[row.shift_idx].id,
                service_minutes=row.service,
                travel_minutes=row.travel,
                break_minutes=row.breaks,
                absence_minutes=row.absence,
                waiting_minutes=row.waiting,
                idle_minutes=row.idle,
                shift_minutes=row.shift,
                overtime_minutes=row.overtime,
            )
            for row in rows
        ]

    def empty_shifts(self) -> list[str]:
        """Return the shifts without a visit."""
        used = {row.shift_idx for row in self.report.kpis.shifts}
        return sorted(shift.id for s, shift in enumerate(self.problem.shifts) if s not in used)

    def supply(self, rows: Iterable[Hour]) -> list[SupplyHour]:
        """Return needed and able, hour by hour."""
        return [
            SupplyHour(
                trade=row.trade,
                level=row.level,
                start=self.clock.time(row.start),
                able_minutes=row.able,
                elsewhere_minutes=row.elsewhere,
                planned_minutes=row.planned,
                left_out_minutes=row.left_out,
                short_minutes=row.short,
            )
            for row in rows
        ]

    def bottlenecks(self, rows: Iterable[Stretch]) -> list[Bottleneck]:
        """Return where people are short."""
        time = self.clock.time
        return [
            Bottleneck(trade=r.trade, level=r.level, start=time(r.start), end=time(r.end), short_minutes=r.short)
            for r in rows
        ]

    def hirings(self, rows: Iterable[Hired]) -> list[Hiring]:
        """Return what one more technician of each trade would change."""
        return [
            Hiring(trade=r.trade, level=r.level, cost_change=r.cost_change, unassigned_change=r.unassigned_change)
            for r in rows
        ]

    def ticket(self, ticket: int, rows: Iterable[Alternative], why_not: Alternative | None) -> TicketExplanation:
        """Return why one ticket is planned as it is, or left out."""
        placed = self.report.schedule.placed
        terms = dict(self.report.ticket_costs.get(ticket, {}))
        return TicketExplanation(
            ticket_id=self.problem.tickets[ticket].id,
            planned=ticket in self.report.schedule.planned_tickets,
            visit_ids=[self.problem.visits[v].id for v in self.problem.visits_by_ticket[ticket] if v in placed],
            cost=Cost(total=sum(terms.values()), terms=terms),
            technicians=[self.answer(ticket, row) for row in rows],
            why_not=None if why_not is None else self.answer(ticket, why_not),
        )

    def answer(self, ticket: int, row: Alternative) -> TechnicianAnswer:
        """Return what is to be said of one technician and a ticket."""
        if row.serves:
            return TechnicianAnswer(technician_id=self._person(row.technician), verdict="serves")
        if row.rule == NO_ROOM:
            return TechnicianAnswer(technician_id=self._person(row.technician), verdict="no_room_found")
        if row.rule is not None:
            return TechnicianAnswer(
                technician_id=self._person(row.technician),
                verdict="excluded",
                rule=row.rule,
                detail=self._detail(ticket, row.technician, row.rule),
            )
        return TechnicianAnswer(
            technician_id=self._person(row.technician),
            verdict="possible",
            cost_change=row.total,
            terms=dict(row.change or {}),
            moves=[] if row.report is None else self._moves(row.report),
        )

    def _person(self, technician: int) -> str:
        return self.problem.technicians[technician].id

    def _detail(self, ticket: int, technician: int, rule: str) -> dict[str, JsonValue]:
        """Return what is needed and what a technician has, where one rule keeps him from a ticket."""
        person, row = self.problem.technicians[technician], self.problem.tickets[ticket]
        needs = [self.problem.need(self.problem.visits[v]) for v in self.problem.open_visits_by_ticket[ticket]]
        if rule == "skill_match":
            need = needs[0]
            return {"trade": need.trade, "needed_level": need.min_level, "level": person.skills.get(need.trade)}
        if rule == "certificate_valid":
            codes = sorted({code for need in needs for code in need.certificates})
            return {"certificates": list(codes), "held": [*sorted(person.certificates)]}
        if rule == "estate_allowed":
            return {"estate_id": self.problem.sites[row.site].estate, "estates": [*sorted(person.estates)]}
        if rule == "urgency_served":
            served = {u.value for s in person.shifts for u in self.problem.shifts[s].serves_urgencies}
            return {"urgency": row.urgency.value, "serves_urgencies": [*sorted(served)]}
        if rule == "technician_allowed" and row.required_technician is not None:
            return {"required_technician": self._person(row.required_technician)}
        return {}

    def _moves(self, after: Report) -> list[Change]:
        """Return what is different in another plan: the visits that come, go or move."""
        old, new = self.report.schedule.placed, after.schedule.placed
        rows = []
        for v in sorted({*old, *new}, key=lambda v: self.problem.visits[v].id):
            before, then = old.get(v), new.get(v)
            if before == then:
                continue
            if before is None or then is None:
                kind = "added" if before is None else "dropped"
            elif before.technician != then.technician:
                kind = "both" if before.start != then.start else "technician"
            else:
                kind = "time"
            change = {"visit_id": self.problem.visits[v].id, "kind": kind}
            placements = {"before": self._placement(before), "after": self._placement(then)}
            rows.append(Change.model_validate({**change, **{k: row for k, row in placements.items() if row}}))
        return rows

    def _placement(self, placed: Placed | None) -> Placement | None:
        if placed is None:
            return None
        return Placement(
            technician_id=self._person(placed.technician),
            shift_id=self.problem.shifts[placed.shift].id,
            start=self.clock.time(placed.start),
            end=self.clock.time(placed.end),
        )
