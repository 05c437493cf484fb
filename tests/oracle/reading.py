"""What the oracle reads off a problem once: facts, what must stay, who may do what and when a visit may start."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from solver.problem import Lock, Problem, Published, TicketStatus, Visit, VisitState, Window


@dataclass(frozen=True, slots=True)
class FixedStop:
    """A stop whose time no plan chooses: a fact, or a located absence (``visit`` None)."""

    start: int
    end: int
    site: int
    visit: int | None


class Reading:
    """The problem in the words the enumeration needs; nothing depends on a plan."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def published(self, visit_idx: int) -> Published | None:
        """Return what is published of a visit."""
        return self.problem.visits[visit_idx].published

    @cached_property
    def open_tickets(self) -> tuple[int, ...]:
        """Tickets with visits still to be made."""
        return tuple(t for t, visits in enumerate(self.problem.open_visits_by_ticket) if visits)

    @cached_property
    def facts(self) -> tuple[tuple[int, Published], ...]:
        """Every fact with what is published of it."""
        return tuple(
            (v, visit.published)
            for v, visit in enumerate(self.problem.visits)
            if visit.published is not None and visit.published.state in (VisitState.STARTED, VisitState.DONE)
        )

    @cached_property
    def fact_set(self) -> frozenset[int]:
        """Indexes of the facts."""
        return frozenset(v for v, _ in self.facts)

    @cached_property
    def fixed_stops(self) -> tuple[tuple[FixedStop, ...], ...]:
        """Per shift its facts and located absences, by time."""
        rows: list[list[FixedStop]] = [[] for _ in self.problem.shifts]
        for v, published in self.facts:
            rows[published.shift].append(FixedStop(published.start, published.end, self.site(v), v))
        for s, shift in enumerate(self.problem.shifts):
            rows[s] += [FixedStop(a.start, a.end, a.site, None) for a in shift.absences if a.site is not None]
        return tuple(tuple(sorted(stops, key=lambda f: (f.start, f.end))) for stops in rows)

    @cached_property
    def settled(self) -> tuple[int, ...]:
        """Per shift, ``now`` or the end of its last fact if that is later."""
        return tuple(
            max([self.problem.now, *(f.end for f in stops if f.visit is not None)]) for stops in self.fixed_stops
        )

    def site(self, visit_idx: int) -> int:
        """Return where a visit takes place."""
        return self.problem.tickets[self.problem.visits[visit_idx].ticket].site

    def technician(self, shift_idx: int) -> int:
        """Return whose shift it is."""
        return self.problem.shifts[shift_idx].technician

    def same_group(self, visit_idx: int) -> tuple[int, ...]:
        """Return the visits of the same ticket, step and part, facts and itself included."""
        visit = self.problem.visits[visit_idx]
        return tuple(
            v
            for v in self.problem.visits_by_ticket[visit.ticket]
            if (self.problem.visits[v].step, self.problem.visits[v].part) == (visit.step, visit.part)
        )

    def length(self, visit_idx: int, shift_idx: int) -> int:
        """Return the minutes of service; a crew works at 100 %, one alone at his own pace, rounded up."""
        visit = self.problem.visits[visit_idx]
        if len(self.problem.tickets[visit.ticket].steps[visit.step].crew) > 1:
            return visit.minutes
        percent = self.problem.technicians[self.technician(shift_idx)].duration_percent
        return (visit.minutes * percent + 99) // 100

    # --- what must stay -------------------------------------------------------------------------------------

    def is_travelling(self, visit_idx: int) -> bool:
        """Whether the technician is on his way already."""
        published = self.published(visit_idx)
        return published is not None and published.state is VisitState.TRAVELLING

    def _is_in_freeze(self, visit_idx: int) -> bool:
        published, until = self.published(visit_idx), self.problem.freeze_until
        if published is None or until is None or published.state is not VisitState.PLANNED:
            return False
        return published.start < until

    def _lock(self, visit_idx: int) -> Lock:
        if self.published(visit_idx) is None:
            return Lock.NONE
        return self.problem.tickets[self.problem.visits[visit_idx].ticket].lock

    def _settled_place(self, shift_idx: int) -> int:
        """Where the facts of a shift leave its technician; the start of the route when it has none."""
        shift, stops = self.problem.shifts[shift_idx], self.fixed_stops[shift_idx]
        facts = [k for k, stop in enumerate(stops) if stop.visit is not None]
        if facts:
            return stops[max(facts)].site
        return stops[0].site if stops and stops[0].start <= shift.start else shift.start_site

    def _is_released(self, visit_idx: int) -> bool:
        """Whether the clock or the shift's facts make the published start impossible (reading 13)."""
        published = self.published(visit_idx)
        if published is None:
            return False
        if published.released_by is not None:
            return True
        if not self._is_in_freeze(visit_idx) and self._lock(visit_idx) is not Lock.BOTH:
            return published.start < self.problem.now
        leg = int(self.problem.travel[self._settled_place(published.shift), self.site(visit_idx)])
        return published.start - leg < self.settled[published.shift]

    def is_frozen(self, visit_idx: int) -> bool:
        """Whether the freeze holds the visit's technician and start."""
        return self._is_in_freeze(visit_idx) and not self._is_released(visit_idx)

    def is_time_locked(self, visit_idx: int) -> bool:
        """Whether a lock holds the visit's start."""
        return self._lock(visit_idx) in (Lock.TIME, Lock.BOTH) and not self._is_released(visit_idx)

    def must_be_planned(self, ticket_idx: int) -> bool:
        """Whether something holds one of the ticket's visits in the plan."""
        return any(
            self.is_travelling(v) or self.is_frozen(v) or self.is_time_locked(v)
            for v in self.problem.open_visits_by_ticket[ticket_idx]
        )

    # --- who --------------------------------------------------------------------------------------------------

    def may_serve(self, visit_idx: int, shift_idx: int) -> bool:
        """Whether the rules that need only the pair allow it."""
        technician = self.technician(shift_idx)
        published = self.published(visit_idx)
        if published is not None:
            keeps_person = self.is_frozen(visit_idx) or self._lock(visit_idx) in (Lock.TECHNICIAN, Lock.BOTH)
            if keeps_person and technician != self.technician(published.shift):
                return False
            if self.is_travelling(visit_idx) and shift_idx != published.shift:
                return False
        return self._is_qualified(self.problem.visits[visit_idx], shift_idx)

    def _is_qualified(self, visit: Visit, shift_idx: int) -> bool:
        shift, ticket = self.problem.shifts[shift_idx], self.problem.tickets[visit.ticket]
        person = self.problem.technicians[shift.technician]
        need = ticket.steps[visit.step].crew[visit.crew_position]
        estate = self.problem.sites[ticket.site].estate
        if need.trade not in person.skills or person.skills[need.trade] < need.min_level:
            return False
        for code in need.certificates:
            if code not in person.certificates:
                return False
            until = person.certificates[code]
            if until is not None and shift.day > until:
                return False
        if person.estates and estate is not None and estate not in person.estates:
            return False
        if shift.serves_urgencies and ticket.urgency not in shift.serves_urgencies:
            return False
        return shift.technician not in ticket.banned_technicians

    # --- when -------------------------------------------------------------------------------------------------

    @cached_property
    def responded_at(self) -> tuple[int | None, ...]:
        """Per ticket, the first start of its first step that was not a no-show, if a fact has made it."""
        starts: list[int | None] = [None] * len(self.problem.tickets)
        for v, published in self.facts:
            visit = self.problem.visits[v]
            if visit.step == 0 and not visit.is_no_show:
                known = starts[visit.ticket]
                starts[visit.ticket] = published.start if known is None else min(known, published.start)
        return tuple(starts)

    def first_visits(self, ticket_idx: int) -> tuple[int, ...]:
        """Return the visits that will make the first start; none when a fact has."""
        if self.responded_at[ticket_idx] is not None:
            return ()
        return tuple(v for v in self.problem.open_visits_by_ticket[ticket_idx] if self.problem.visits[v].step == 0)

    def last_visits(self, ticket_idx: int) -> tuple[int, ...]:
        """Return the visits of the last step still to be made."""
        last = len(self.problem.tickets[ticket_idx].steps) - 1
        return tuple(v for v in self.problem.open_visits_by_ticket[ticket_idx] if self.problem.visits[v].step == last)

    def served_ends(self, ticket_idx: int) -> list[int]:
        """Return the ends of the facts that served the last step."""
        last = len(self.problem.tickets[ticket_idx].steps) - 1
        rows = [(self.problem.visits[v], published) for v, published in self.facts]
        return [p.end for visit, p in rows if (visit.ticket, visit.step) == (ticket_idx, last) and not visit.is_no_show]

    def starts(self, visit_idx: int, shift_idx: int) -> list[int]:
        """Return every minute at which the visit may start on the shift, the route left aside."""
        shift = self.problem.shifts[shift_idx]
        first = min(shift.start, self.problem.now)
        return [t for t in range(first, shift.overtime_until + 1) if self._may_start(visit_idx, shift_idx, t)]

    def _may_start(self, visit_idx: int, shift_idx: int, start: int) -> bool:
        visit = self.problem.visits[visit_idx]
        ticket = self.problem.tickets[visit.ticket]
        still_on_the_way = self.problem.now if self.is_travelling(visit_idx) else None
        limits = (ticket.reported_at, ticket.ready_at, still_on_the_way)
        if any(limit is not None and start < limit for limit in limits):
            return False
        if visit_idx in self.first_visits(visit.ticket) and not self._keeps_promise(ticket.promised, start):
            return False
        end = start + self.length(visit_idx, shift_idx)
        if ticket.deadline is not None and visit_idx in self.last_visits(visit.ticket) and end > ticket.deadline:
            return False
        return self._respects_published(visit_idx, shift_idx, start)

    def _keeps_promise(self, windows: Sequence[Window], start: int) -> bool:
        """Hard: in a window; soft: in one or after the last."""
        if not windows or any(w.start <= start <= w.end for w in windows):
            return True
        return not self.problem.policy.promised_hard and start > max(w.end for w in windows)

    def _respects_published(self, visit_idx: int, shift_idx: int, start: int) -> bool:
        published = self.published(visit_idx)
        if published is None:
            return True
        if (self.is_frozen(visit_idx) or self.is_time_locked(visit_idx)) and start != published.start:
            return False
        same_person = self.technician(shift_idx) == self.technician(published.shift)
        told = published.told and published.window is not None and same_person
        return not (told and published.window is not None and start < published.window.start)

    def earliest_departure(self, visit_idx: int) -> int:
        """Return the minute before which nobody sets out for the visit, whatever the shift."""
        published = self.published(visit_idx)
        if published is None or not self.is_travelling(visit_idx):
            return self.problem.now
        return published.depart if published.depart is not None else published.start - self._published_leg(visit_idx)

    def _published_leg(self, visit_idx: int) -> int:
        """Travel from the stop before the visit in the published route, or from where that shift starts."""
        own = self.published(visit_idx)
        assert own is not None
        shift = self.problem.shifts[own.shift]
        stops = [(p.start, p.end, self.site(v)) for v, p in self._published_on(own.shift) if v != visit_idx]
        stops += [(f.start, f.end, f.site) for f in self.fixed_stops[own.shift] if f.visit is None]
        before = [stop for stop in stops if stop[:2] < (own.start, own.end)]
        place = max(before)[2] if before else shift.start_site
        return int(self.problem.travel[place, self.site(visit_idx)])

    def _published_on(self, shift_idx: int) -> list[tuple[int, Published]]:
        return [
            (v, visit.published)
            for v, visit in enumerate(self.problem.visits)
            if visit.published is not None and visit.published.shift == shift_idx
        ]

    def is_ticket_held(self, ticket_idx: int) -> bool:
        """Whether the ticket is on hold."""
        return self.problem.tickets[ticket_idx].status is TicketStatus.ON_HOLD
