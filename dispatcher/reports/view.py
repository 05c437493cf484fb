"""A plan beside the request it was made for, with the look-ups that reports need."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property

from dispatcher.convert.clock import make_clock
from dispatcher.reports.words import Lang, clean, word
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.technician import Shift, Technician
from dispatcher.schemas.ticket import Ticket
from dispatcher.schemas.verdict import Breach
from dispatcher.schemas.visit import StateName, Visit
from solver.commitment import is_kept_by_freeze
from solver.problem import Lock, Problem
from solver.problem import Ticket as SolverTicket
from solver.problem import Visit as SolverVisit
from solver.rules.base import Charge


@dataclass(frozen=True)
class PlanView:
    """What a report shows.

    Attributes
    ----------
    problem
        The request as the solver sees it; ``charges`` refer to it.
    charges
        Every cost of the plan, one by one; empty when there is no plan.
    breaches
        Hard rules the plan breaks; empty: none, as always for plans of ours.
    """

    request: Request
    plan: Plan
    problem: Problem
    charges: tuple[Charge, ...]
    breaches: tuple[Breach, ...] = ()

    @cached_property
    def technicians(self) -> dict[str, Technician]:
        """Technicians by id."""
        return {technician.id: technician for technician in self.request.technicians}

    @cached_property
    def shifts(self) -> dict[str, Shift]:
        """Shifts by id."""
        return {shift.id: shift for technician in self.request.technicians for shift in technician.shifts}

    @cached_property
    def tickets(self) -> dict[str, Ticket]:
        """Tickets by id."""
        return {ticket.id: ticket for ticket in self.request.tickets}

    @cached_property
    def sites(self) -> dict[str, str]:
        """Names of sites by id; a site without a name is called by its id."""
        return {site.id: clean(site.name or site.id) for site in self.request.sites}

    @cached_property
    def crews(self) -> dict[tuple[str, int, int], list[str]]:
        """Technician ids by (ticket id, step, part): who serves it together."""
        crews: dict[tuple[str, int, int], list[str]] = {}
        for route in self.plan.routes:
            for visit in route.visits:
                crews.setdefault((visit.ticket_id, visit.step, visit.part or 0), []).append(route.technician_id)
        return crews

    @cached_property
    def _solver_tickets(self) -> dict[str, SolverTicket]:
        return {ticket.id: ticket for ticket in self.problem.tickets}

    @cached_property
    def _solver_visits(self) -> dict[str | None, SolverVisit]:
        return {visit.id: visit for visit in self.problem.visits}

    def urgency(self, ticket_id: str) -> str:
        """Return the effective urgency of a ticket."""
        return self._solver_tickets[ticket_id].urgency.value

    def due(self, ticket_id: str, term: str) -> datetime | None:
        """Return when a ticket is late for a term, limits filled in; None if it cannot be.

        Parameters
        ----------
        term
            ``respond_late``, ``complete_late`` or ``promise_late``.
        """
        ticket = self._solver_tickets[ticket_id]
        minutes = {
            "respond_late": ticket.respond_by,
            "complete_late": ticket.complete_by,
            "promise_late": max((window.end for window in ticket.promised), default=None),
        }[term]
        return None if minutes is None else make_clock(self.request).time(minutes)

    @cached_property
    def kept_visits(self) -> frozenset[str]:
        """Ids of planned visits that a lock or the freeze keeps with their technician, at their time, or both."""
        problem = self.problem
        return frozenset(
            visit.id
            for visit in problem.visits
            if visit.published is not None
            and not visit.is_fact
            and visit.published.released_by is None
            and (problem.tickets[visit.ticket].lock is not Lock.NONE or is_kept_by_freeze(problem, visit))
        )

    def latest_departure(self, visit: Visit) -> datetime | None:
        """Return when a technician must have left the place before for the arrival window to hold.

        None where there is no window, where the visit has begun, or where even its planned departure is later.
        """
        if visit.arrival_window is None or visit.depart is None or visit.travel_minutes is None:
            return None
        latest = visit.arrival_window.end - timedelta(minutes=visit.travel_minutes)
        return None if self.progress(visit) in ("started", "done") or latest < visit.depart else latest

    def progress(self, visit: Visit) -> StateName:
        """Return how far a visit has come, the clock taken into account."""
        published = self._solver_visits[visit.visit_id].published if visit.visit_id in self._solver_visits else None
        return "planned" if published is None or published.released_by is not None else published.state.value

    @cached_property
    def days(self) -> list[date]:
        """The days on which shifts start, in the plan's zone; without a shift, the horizon's first."""
        starts = [shift.start for shift in self.shifts.values()] or [self.request.horizon.start]
        return sorted({moment.astimezone(self.zone).date() for moment in starts})

    def day(self, moment: datetime) -> date:
        """Return the date of a time in the plan's zone."""
        return moment.astimezone(self.zone).date()

    def technician_name(self, technician_id: str) -> str:
        """Return what people call a technician."""
        technician = self.technicians.get(technician_id)
        return clean(technician.name or technician_id) if technician else clean(technician_id)

    def clock(self, moment: datetime, beside: datetime | None = None) -> str:
        """Return a time of day in the plan's zone, with its date where that is not plain.

        Parameters
        ----------
        beside
            A time whose date the reader sees; None: only the plan's days stand above.
        """
        local = moment.astimezone(self.zone)
        seen = self.days if beside is None else [beside.astimezone(self.zone).date()]
        return local.strftime("%H:%M" if seen == [local.date()] else "%m-%d %H:%M")

    def span(self, start: datetime, end: datetime, beside: datetime | None = None) -> str:
        """Return a window, with dates where they are not plain."""
        return f"{self.clock(start, beside)}–{self.clock(end, start)}"

    @cached_property
    def zone(self) -> tzinfo:
        """The zone in which times are shown: the request's, else the offset of its horizon."""
        return make_clock(self.request).zone

    def work(self, ticket_id: str, step: int, position: int, lang: Lang) -> str:
        """Return what a visit is for: the trade, and what the owner says."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None:
            return ""
        part = ticket.all_steps[step]
        trade = part.crew[position].trade if part.crew else part.trade or ""
        description = clean(ticket.description or "")
        # Chinese has no blanks to break at: one before it would leave the trade alone on its line.
        dot = " · " if description.isascii() else "·"
        return dot.join(text for text in (word(trade, lang), description) if text)
