"""Steps follow each other within their gaps, parts of a visit follow each other, and tickets follow tickets.

    step k >= 1 : end(k - 1) + min_gap <= start(k) <= end(k - 1) + max_gap       amount: minutes too early or late
    part n >= 1 : start(part n) >= last end of part n - 1 of its step            amount: minutes too early
    after       : last end(other) + min_gap <= first start <= last end(other) + max_gap
                                                                amount: minutes too early or late
                  other on hold, or open and not planned: not planned either     amount: 1
                  other cancelled, or done without a visit in the plan: no condition
Inactive for a ticket of one step, one part and no ``after``; ``after`` ends with the first fact of the first
step. Steps and parts that only facts put out of order: a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.problem import After, Minute, Minutes, Problem, TicketStatus
from solver.rows import FAR_FUTURE, Order, Requires
from solver.rules.base import HardRule, Text, Violation
from solver.sequence import facts_of_step, last_fact_end, open_of_step, part_before_end
from solver.serving import crews, first_service, last_service, ticket_end
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _off(start: Minute, end: Minute, min_gap: Minutes, max_gap: Minutes | None) -> int:
    """Return the minutes by which a start is too early or too late after an end."""
    late = 0 if max_gap is None else start - (end + max_gap)
    return max(end + min_gap - start, late, 0)


def _first_visit(schedule: Schedule, ticket: int, step: int) -> int | None:
    """Return the visit that is first made for a step; the gaps are kept by going there, even in vain."""
    visits = [visit for visit in schedule.problem.visits_by_ticket[ticket] if visit in schedule.placed]
    own = [visit for visit in visits if schedule.problem.visits[visit].step == step]
    return min(own, key=lambda visit: schedule.placed[visit].start, default=None)


def _is_planned(schedule: Schedule, ticket: int) -> bool:
    """Whether an open ticket is in the plan; one that has nothing left to be made is."""
    return ticket not in schedule.unassigned_tickets


class StepOrder(HardRule):
    """Steps, parts and tickets keep their order."""

    name = "step_order"
    title = Text("Step order", "工序顺序")
    promise = Text(
        "Steps are done in order with the waiting times between them; a ticket that follows another waits for it.",
        "各工序按顺序进行并满足间隔要求；有前置工单的，等前置工单完成后再开始。",
    )
    unit = "minutes"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every step, part and ticket that comes too early, too late or alone."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if len(ticket.steps) > 1:
                yield from self._steps(problem, schedule, ticket_idx)
            for after in ticket.after:
                yield from self._after(problem, schedule, ticket_idx, after)
        yield from self._parts(problem, schedule)

    def _steps(self, problem: Problem, schedule: Schedule, ticket_idx: int) -> Iterator[Violation]:
        for k, step in enumerate(problem.tickets[ticket_idx].steps[1:], start=1):
            last, first = last_service(schedule, ticket_idx, k - 1), _first_visit(schedule, ticket_idx, k)
            if last is None or first is None:
                continue
            if amount := _off(schedule.placed[first].start, last.end, step.min_gap, step.max_gap):
                by_fact = last.fact and problem.visits[first].is_fact
                yield Violation(self.name, amount, (last.visit, first), (ticket_idx,), by_fact=by_fact)

    def _parts(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        groups = crews(problem)
        for (ticket_idx, step, part), crew in groups.items():
            before = [visit for visit in groups.get((ticket_idx, step, part - 1), ()) if visit in schedule.placed]
            if not before:
                continue
            last = max(before, key=lambda visit: schedule.placed[visit].end)
            for visit in (visit for visit in crew if visit in schedule.placed):
                early = schedule.placed[last].end - schedule.placed[visit].start
                if early > 0:
                    by_fact = problem.visits[visit].is_fact and problem.visits[last].is_fact
                    yield Violation(self.name, early, (last, visit), (ticket_idx,), by_fact=by_fact)

    def _after(self, problem: Problem, schedule: Schedule, ticket_idx: int, after: After) -> Iterator[Violation]:
        first = first_service(schedule, ticket_idx)
        visits = (problem.visits[visit] for visit in problem.visits_by_ticket[ticket_idx])
        if first is None or any(visit.is_fact and visit.step == 0 for visit in visits):
            return
        status, end = problem.tickets[after.ticket].status, ticket_end(schedule, after.ticket)
        amount = 0
        if status is TicketStatus.ON_HOLD or (
            status is TicketStatus.OPEN and (end is None or not _is_planned(schedule, after.ticket))
        ):
            amount = 1
        elif status is not TicketStatus.CANCELLED and end is not None:
            amount = _off(first.start, end, after.min_gap, after.max_gap)
        if amount:
            yield Violation(self.name, amount, (first.visit,), (ticket_idx, after.ticket))

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Order steps, parts and tickets; what facts have settled becomes a range of starts."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if not problem.open_visits_by_ticket[ticket_idx]:
                continue
            for step_idx in range(len(ticket.steps)):
                self._compile_step(problem, tables, ticket_idx, step_idx)
                if self._is_overtaken(problem, ticket_idx, step_idx):
                    tables.close(self.name, ticket_idx)
            if not facts_of_step(problem, ticket_idx, 0):
                for after in ticket.after:
                    self._compile_after(problem, tables, ticket_idx, after)

    def _is_overtaken(self, problem: Problem, ticket: int, step_idx: int) -> bool:
        """Whether the step after one with visits still to be made has already begun: no order can be kept."""
        last = step_idx + 1 == len(problem.tickets[ticket].steps)
        return not last and bool(
            open_of_step(problem, ticket, step_idx) and facts_of_step(problem, ticket, step_idx + 1)
        )

    def _compile_step(self, problem: Problem, tables: "TableBuilder", ticket: int, step_idx: int) -> None:
        """Start a step's visits after its earlier parts and after the step before."""
        visits = open_of_step(problem, ticket, step_idx)
        for visit_idx in visits:
            ended = part_before_end(problem, problem.visits[visit_idx])
            if ended is not None:
                self._from(tables, (visit_idx,), ended, None)
            # A mate whose part before is still to be made: this one waits for it too.
            before = (v for v in visits if problem.visits[v].part == problem.visits[visit_idx].part - 1)
            tables.orders += [Order(self.name, mate, visit_idx, 0, None) for mate in before]
        if step_idx > 0 and not facts_of_step(problem, ticket, step_idx):
            step = problem.tickets[ticket].steps[step_idx]
            self._follow(problem, tables, ticket, step_idx - 1, visits, (step.min_gap, step.max_gap))

    def _compile_after(self, problem: Problem, tables: "TableBuilder", ticket: int, after: After) -> None:
        """Start a ticket's first step after the last end of another ticket."""
        other = problem.tickets[after.ticket]
        if other.status is TicketStatus.CANCELLED:
            return
        if other.status is TicketStatus.ON_HOLD:
            tables.close(self.name, ticket)
            return
        visits = open_of_step(problem, ticket, 0)
        if other.status is TicketStatus.DONE:
            facts = (problem.visits[i] for i in problem.visits_by_ticket[after.ticket])
            ends = [fact.published.end for fact in facts if fact.published is not None and not fact.is_no_show]
            if ends:
                self._between(tables, visits, max(ends), (after.min_gap, after.max_gap))
            return
        if problem.open_visits_by_ticket[after.ticket]:
            tables.requires.append(Requires(self.name, ticket, after.ticket))
        self._follow(problem, tables, after.ticket, len(other.steps) - 1, visits, (after.min_gap, after.max_gap))

    def _follow(
        self,
        problem: Problem,
        tables: "TableBuilder",
        ticket: int,
        step_idx: int,
        visits: tuple[int, ...],
        gaps: tuple[int, int | None],
    ) -> None:
        """Start visits within the gaps after a step's last end, be it planned or a fact."""
        before = open_of_step(problem, ticket, step_idx)
        for visit_idx in visits[:1]:
            tables.orders += [Order(self.name, first, visit_idx, *gaps) for first in before]
        ended = last_fact_end(problem, ticket, step_idx)
        if not before and ended is not None:
            self._between(tables, visits, ended, gaps)

    def _between(self, tables: "TableBuilder", visits: tuple[int, ...], end: int, gaps: tuple[int, int | None]) -> None:
        """Confine starts to the gaps after an end that is a fact."""
        self._from(tables, visits, end + gaps[0], None if gaps[1] is None else end + gaps[1])

    def _from(self, tables: "TableBuilder", visits: tuple[int, ...], earliest: int, latest: int | None) -> None:
        for visit_idx in visits:
            tables.start_in(self.name, visit_idx, [(earliest, FAR_FUTURE if latest is None else latest)])
