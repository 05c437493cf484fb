"""Why a request has no plan, for the supervisor: one warning per lock that takes part in the contradiction."""

from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.faults import Fault, make_fault
from dispatcher.schemas.request import Request
from solver.problem import Lock, Problem, Visit, VisitState
from solver.rules import RULES_BY_NAME
from solver.rules.base import Text
from solver.search.limits import Conflict

FROZEN, LOCKED = "frozen_visit", "time_lock"
_NAMES = {FROZEN: Text("its freeze", "冻结"), LOCKED: Text("its lock", "锁定")}
_ON_THE_WAY = Text("the journey under way", "技工已出发")


def conflict_warnings(request: Request, problem: Problem, conflict: Sequence[Conflict]) -> Iterator[Fault]:
    """Yield, for every locked ticket of a conflict, what keeps it, when, and which rules or locks that breaks."""
    locks = {row.ticket: row.rule for row in conflict if row.rule in _NAMES}
    clock = make_clock(request)
    position = {ticket.id: k for k, ticket in enumerate(request.tickets)}
    for ticket, lock in locks.items():
        rules = list(dict.fromkeys(row.rule for row in conflict if row.rule not in _NAMES and row.ticket == ticket))
        others = [problem.tickets[other].id for other in locks if other != ticket]
        visits = [visit for visit in problem.visits if visit.ticket == ticket and _is_kept(problem, visit, lock)]
        kept = [_kept(problem, clock, visit) for visit in visits]
        travels = any(visit.published and visit.published.state is VisitState.TRAVELLING for visit in visits)
        words = {
            "lock": _ON_THE_WAY if travels else _NAMES[lock],
            "visits": Text(", ".join(text.en for text in kept), "、".join(text.zh for text in kept)),
            "broken": _broken(rules, others),
        }
        because: dict[str, JsonValue] = {"because_of": [*rules, *others]}
        name = problem.tickets[ticket].id
        yield make_fault("lock_conflict", ("tickets", position[name]), ids=[name], allowed=because, words=words)


def _is_kept(problem: Problem, visit: Visit, lock: str) -> bool:
    """Whether the lock holds a visit, not only its ticket."""
    if visit.published is None or visit.is_fact:
        return False
    frozen_until = problem.freeze_until
    is_early = frozen_until is not None and visit.published.start < frozen_until
    return lock == LOCKED or is_early or visit.published.state is VisitState.TRAVELLING


def _kept(problem: Problem, clock: Clock, visit: Visit) -> Text:
    """Return by whom and when a visit was published."""
    if visit.published is None:
        return Text("", "")
    technician = problem.technicians[problem.shifts[visit.published.shift].technician]
    moment = clock.time(visit.published.start)
    on_another_day = moment.date() != clock.time(problem.now).date()
    time = moment.strftime("%m-%d %H:%M" if on_another_day else "%H:%M")
    if problem.tickets[visit.ticket].lock is Lock.TIME:
        return Text(f"at {time}", f"在 {time} 上门")
    name = technician.name or technician.id
    return Text(f"with {name} at {time}", f"由{name}在 {time} 上门")


def _broken(rules: Sequence[str], others: Sequence[str]) -> Text:
    titles = [RULES_BY_NAME[rule].title for rule in rules]
    kept = [Text(f"what keeps {other}", f"工单 {other} 的冻结或锁定") for other in others]
    texts = [*titles, *kept]
    return Text(", ".join(text.en for text in texts), "、".join(text.zh for text in texts))
