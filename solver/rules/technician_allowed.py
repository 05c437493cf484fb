"""A ticket gets the technician it requires, never one it bans, and keeps the one it is locked to.

    banned  : technician(visit) not in banned                            amount: 1 per visit
    required: one visit of each step's crew is by the required one       amount: 1 per crew
    lock    : technician(visit) = published technician, if planned       amount: 1 per visit
Inactive for a ticket that requires, bans and locks nobody, and for a crew that is not wholly planned. A lock
without a published visit does nothing. A crew of nothing but facts, and a fact by a banned one: a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.fits import by_technician
from solver.problem import Problem, Visit
from solver.rows import OneBy
from solver.rules.base import HardRule, Text, Violation
from solver.sequence import ticket_crews
from solver.serving import crews
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _locked_to(problem: Problem, visit: Visit) -> int | None:
    """Return the technician the ticket's lock keeps the visit with, if any."""
    if visit.published is None or not problem.tickets[visit.ticket].lock.holds_technician:
        return None
    return problem.shifts[visit.published.shift].technician


def _is_by_another(problem: Problem, visit: Visit, technician: int) -> bool:
    """Whether a visit still to be made is given to somebody other than its published technician."""
    published = visit.published
    return published is not None and not visit.is_fact and problem.shifts[published.shift].technician != technician


class TechnicianAllowed(HardRule):
    """A ticket gets the technicians it requires, and none it refuses."""

    name = "technician_allowed"
    title = Text("Technician allowed", "指定或禁派人员")
    promise = Text(
        "A required technician comes, a banned one never does, and a locked ticket keeps its technician.",
        "指定人员必到，禁派人员不派，锁定人员的工单不换人。",
    )
    unit = "visits"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield visits by a banned or another than the locked technician, and crews without the required one."""
        for visit_idx, placed in schedule.placed.items():
            visit = problem.visits[visit_idx]
            ticket = problem.tickets[visit.ticket]
            people = {"tickets": (visit.ticket,), "technicians": (placed.technician,), "shifts": (placed.shift,)}
            if placed.technician in ticket.banned_technicians:
                yield Violation(self.name, 1, (visit_idx,), **people, by_fact=visit.is_fact)
            if ticket.lock.holds_technician and _is_by_another(problem, visit, placed.technician):
                yield Violation(self.name, 1, (visit_idx,), **people, by_fact=False)
        yield from self._required(problem, schedule)

    def _required(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        for (ticket_idx, _, _), crew in crews(problem).items():
            required = problem.tickets[ticket_idx].required_technician
            if required is None or any(visit not in schedule.placed for visit in crew):
                continue
            if all(schedule.placed[visit].technician != required for visit in crew):
                by_fact = all(problem.visits[visit].is_fact for visit in crew)
                yield Violation(self.name, 1, crew, (ticket_idx,), (required,), by_fact=by_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Forbid banned technicians, keep locked visits with theirs, and ask for the required one."""
        index = {technician.id: k for k, technician in enumerate(problem.technicians)}
        forbidden = by_technician(
            problem,
            lambda visit: (problem.tickets[visit.ticket].banned_technicians, _locked_to(problem, visit)),
            lambda key, technician: (
                index[technician.id] in key[0] or (key[1] is not None and key[1] != index[technician.id])
            ),
        )
        tables.ban(self.name, forbidden.astype(bool))
        for ticket_idx, ticket in enumerate(problem.tickets):
            if ticket.required_technician is not None and problem.open_visits_by_ticket[ticket_idx]:
                self._require(problem, tables, ticket_idx, ticket.required_technician)

    def _require(self, problem: Problem, tables: "TableBuilder", ticket: int, technician: int) -> None:
        """Ask that one of each crew still to come be the required technician."""
        for visits in ticket_crews(problem, ticket).values():
            facts = [problem.visits[v] for v in visits if problem.visits[v].is_fact]
            there = any(f.published and problem.shifts[f.published.shift].technician == technician for f in facts)
            if len(facts) < len(visits) and not there:
                still = tuple(v for v in visits if not problem.visits[v].is_fact)
                tables.one_by.append(OneBy(self.name, still, technician))
