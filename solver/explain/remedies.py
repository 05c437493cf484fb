"""Which smallest changes of the day would let a ticket in, each solved again from the plan in hand.

A change is found by letting go of one limit altogether, reading off how far a plan then goes beyond it, and cutting
that down for as long as a plan is still found. What is given is always a change that has been tried.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from solver.checker import Report, check
from solver.clock import Minutes, Window
from solver.explain.bench import set_up
from solver.explain.crowding import Crowd
from solver.explain.fixes import Action, Fix, apply_fix
from solver.explain.resolving import Resolver
from solver.problem import Lock, Need, Problem
from solver.search.whatif import Wish
from solver.serving import first_service, last_service

MOST_OVERTIME = 180  # minutes that anybody is asked to stay longer
MOST_SHIFT = 600  # minutes of an additional technician's shift
MOST_REMEDIES = 3  # of a ticket
MOST_TRIED = 4  # of one action
FAR = 10**5  # minutes beyond every limit


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change, and the checked plan with the ticket in the day so changed."""

    fix: Fix
    report: Report
    cost_change: int


class Remedies:
    """Finds changes for one plan."""

    def __init__(self, resolver: Resolver, out_of_time: Callable[[], bool]) -> None:
        self.resolver = resolver
        self.problem: Problem = resolver.problem
        self.out_of_time = out_of_time

    def of(self, ticket: int, most: int = MOST_REMEDIES) -> tuple[Remedy, ...]:
        """Return changes that let a ticket in for less than the plan costs, the lightest and cheapest first."""
        found: list[Remedy] = []
        for action, search in self._searches().items():
            if self.out_of_time() or len(found) >= most:
                break
            fixes = dict.fromkeys(fix for fix in search(ticket) if not self.out_of_time())
            rows = [row for fix in fixes if not self.out_of_time() and (row := self._tried(fix, ticket))]
            rows.sort(key=lambda row: (row.fix.minutes, row.cost_change))
            found += rows[: 1 if action is not Action.OVERTIME else 2]
        return tuple(found[:most])

    def _searches(self) -> dict[Action, Callable[[int], Iterator[Fix]]]:
        return {
            Action.LIFT_BAN: self._bans,
            Action.ANY_TECHNICIAN: self._requirements,
            Action.RELEASE_LOCK: self._locks,
            Action.READY_EARLIER: self._readiness,
            Action.OVERTIME: self._overtime,
            Action.WINDOW: self._windows,
            Action.DEADLINE: self._deadlines,
            Action.OTHER_LEVEL: self._levels,
            Action.ONE_MORE_TECHNICIAN: self._people,
        }

    def _tried(self, fix: Fix, ticket: int) -> Remedy | None:
        """Return a change with its plan; None if no cheaper legal plan with the ticket is found."""
        shifts = None if fix.shift is None else {fix.shift}
        report = self.resolver.lets_in(apply_fix(self.problem, fix), ticket, shifts)
        return None if report is None else Remedy(fix, report, report.total - self.resolver.report.total)

    def _least(self, ticket: int, most: Minutes, make: Callable[[Minutes], Fix]) -> Iterator[Fix]:
        """Yield the change of the fewest minutes, ``most`` at most, for which a plan is found; one less finds none."""
        if most < 1 or self._tried(make(most), ticket) is None:
            return
        low, high = 0, most  # of low none is found
        while high - low > 1:
            middle = (low + high) // 2
            if self._tried(make(middle), ticket) is None:
                low = middle
            else:
                high = middle
        yield make(high)

    def _bans(self, ticket: int) -> Iterator[Fix]:
        for technician in sorted(self.problem.tickets[ticket].banned_technicians):
            yield Fix(Action.LIFT_BAN, ticket, technician=technician)

    def _requirements(self, ticket: int) -> Iterator[Fix]:
        if self.problem.tickets[ticket].required_technician is not None:
            yield Fix(Action.ANY_TECHNICIAN, ticket)

    def _locks(self, ticket: int) -> Iterator[Fix]:
        """Yield the locked tickets on shifts that could take the ticket."""
        able = {s for v in self.problem.open_visits_by_ticket[ticket] for s in self._able(v)}
        placed = self.resolver.report.schedule.placed
        locked = [t for t, row in enumerate(self.problem.tickets) if row.lock is not Lock.NONE]
        near = [t for t in locked if any(v in placed and placed[v].shift in able for v in self._own(t))]
        for other in dict.fromkeys([*([ticket] if ticket in locked else []), *near[:MOST_TRIED]]):
            yield Fix(Action.RELEASE_LOCK, other)

    def _own(self, ticket: int) -> tuple[int, ...]:
        return self.problem.open_visits_by_ticket[ticket]

    def _able(self, visit: int) -> list[int]:
        banned = self.resolver.asked.tables.banned
        return [s for s in range(len(self.problem.shifts)) if not banned[visit, s]]

    def _readiness(self, ticket: int) -> Iterator[Fix]:
        ready = self.problem.tickets[ticket].ready_at
        reported = self.problem.tickets[ticket].reported_at
        floor = self.problem.now if reported is None else max(self.problem.now, reported)
        if ready is not None and ready > floor:
            yield from self._least(
                ticket, ready - floor, lambda m: Fix(Action.READY_EARLIER, ticket, minutes=m, at=ready - m)
            )

    def _overtime(self, ticket: int) -> Iterator[Fix]:
        """Yield the least overtime of the technicians who would need least."""
        limits = {s: self._latest_return(s) for s in range(len(self.problem.shifts))}
        shifts = tuple(replace(row, overtime_until=limits[s]) for s, row in enumerate(self.problem.shifts))
        late = replace(self.problem, shifts=shifts)
        bench = set_up(late, self.resolver.bench)
        asked, own = bench.asked(self.resolver.plan), self._own(ticket)
        needed: list[tuple[int, int]] = []
        for shift in sorted({s for v in own for s in self._able(v)}):
            wishes = [Wish(v, frozenset({shift})) for v in own] if len(own) == 1 else []
            report = self.resolver.place(asked, [ticket], wishes, at_any_price=True)
            over = {} if report is None else self._beyond(report)
            if len(over) == 1 and report is not None and report.total < self.resolver.report.total:
                needed.append((next(iter(over.values())), next(iter(over))))
            if len(own) > 1:
                break
        crowd = Crowd(bench, check(late, self.resolver.plan))
        for most, shift in sorted(set(needed))[:MOST_TRIED]:
            until = self.problem.shifts[shift].overtime_until
            if len(own) == 1 and crowd.sound:
                least = crowd.least_return(own[0], shift, until, until + most) - until
                yield self._longer(ticket, shift, until, least)
            else:
                yield from self._least(ticket, most, lambda m, s=shift, u=until: self._longer(ticket, s, u, m))  # type: ignore[misc]

    def _longer(self, ticket: int, shift: int, until: int, minutes: int) -> Fix:
        person = self.problem.shifts[shift].technician
        return Fix(Action.OVERTIME, ticket, minutes=minutes, technician=person, shift=shift, at=until + minutes)

    def _latest_return(self, shift: int) -> int:
        """Return until when a technician could stay at most: not into his next shift."""
        row = self.problem.shifts[shift]
        starts = [self.problem.shifts[s].start for s in self.problem.technicians[row.technician].shifts]
        return min([row.overtime_until + MOST_OVERTIME, *(start for start in starts if start >= row.overtime_until)])

    def _beyond(self, report: Report) -> dict[int, int]:
        """Return by shift the minutes that routes come back after what the day allows."""
        lines = report.schedule.timelines
        over = {line.shift: line.return_at - self.problem.shifts[line.shift].overtime_until for line in lines}
        return {shift: minutes for shift, minutes in over.items() if minutes > 0}

    def _windows(self, ticket: int) -> Iterator[Fix]:
        """Yield for each promised window how much earlier it would have to begin, or later to end."""
        promised = self.problem.tickets[ticket].promised
        if not promised or not self.problem.policy.promised_hard:
            return
        start = self._freed(ticket, promised=())
        for window in promised if start is not None else ():
            if start is not None and start > window.end:
                yield from self._least(ticket, start - window.end, lambda m, w=window: self._wider(ticket, w, 0, m))  # type: ignore[misc]
            elif start is not None and start < window.start:
                yield from self._least(ticket, window.start - start, lambda m, w=window: self._wider(ticket, w, m, 0))  # type: ignore[misc]

    def _wider(self, ticket: int, window: Window, before: int, after: int) -> Fix:
        becomes = Window(window.start - before, window.end + after)
        return Fix(Action.WINDOW, ticket, minutes=before + after, window=window, becomes=becomes)

    def _freed(self, ticket: int, **changes: object) -> int | None:
        """Return when the first step would start if the ticket were changed so; None: it would not be planned."""
        tickets = list(self.problem.tickets)
        tickets[ticket] = replace(tickets[ticket], **changes)  # type: ignore[arg-type]
        report = self.resolver.lets_in(replace(self.problem, tickets=tuple(tickets)), ticket)
        service = None if report is None else first_service(report.schedule, ticket)
        return None if service is None else service.start

    def _deadlines(self, ticket: int) -> Iterator[Fix]:
        deadline = self.problem.tickets[ticket].deadline
        if deadline is None:
            return
        tickets = list(self.problem.tickets)
        tickets[ticket] = replace(tickets[ticket], deadline=None)
        report = self.resolver.lets_in(replace(self.problem, tickets=tuple(tickets)), ticket)
        last = len(self.problem.tickets[ticket].steps) - 1
        service = None if report is None else last_service(report.schedule, ticket, last)
        if service is not None and service.end > deadline:
            yield from self._least(
                ticket, service.end - deadline, lambda m: Fix(Action.DEADLINE, ticket, minutes=m, at=deadline + m)
            )

    def _levels(self, ticket: int) -> Iterator[Fix]:
        """Yield the steps that ask for a level, one level lower."""
        for k, step in enumerate(self.problem.tickets[ticket].steps):
            for need in dict.fromkeys(step.crew):
                for level in range(need.min_level - 1, 0, -1):
                    lower = replace(need, min_level=level)
                    yield Fix(Action.OTHER_LEVEL, ticket, minutes=need.min_level - level, step=k, need=lower)

    def _people(self, ticket: int) -> Iterator[Fix]:
        """Yield one more technician for each kind of person the ticket needs, with the shortest shift that helps."""
        needs = [self.problem.need(self.problem.visits[v]) for v in self._own(ticket)]
        for need in dict.fromkeys(needs):
            yield from self._hired(ticket, need)

    def _hired(self, ticket: int, need: Need) -> Iterator[Fix]:
        """Yield a technician who begins and ends where most do, cut to the hours he is then needed."""
        shifts = self.problem.shifts
        if not shifts:
            return
        sites = [row.start_site for row in shifts]
        site = max(sorted(set(sites)), key=sites.count)
        spans = sorted({(max(row.start, self.problem.now), row.end) for row in shifts if row.end > self.problem.now})
        spans.sort(key=lambda span: span[0] - span[1])
        for start, end in spans[:MOST_TRIED]:
            whole = Fix(Action.ONE_MORE_TECHNICIAN, ticket, need=need, site=site, becomes=Window(start, end))
            tried = self._tried(replace(whole, minutes=end - start), ticket)
            line = (
                None
                if tried is None
                else next((r for r in tried.report.schedule.timelines if r.shift == len(shifts)), None)
            )
            if line is None:
                continue
            span = Window(max(start, line.first_departure), line.return_at)
            yield replace(whole, minutes=span.end - span.start, becomes=span)
            return
