"""Days under way: a published plan read by the clock, and what somebody has said of it."""

from collections.abc import Iterable, Mapping, Sequence

from solver.problem import Problem, Published, Ticket, VisitState
from solver.watch import Finding, Watch, watch
from tests.builders import Stay, make_plan, make_problem, make_published

Said = Mapping[str, VisitState]
STARTED, DONE, TRAVELLING = VisitState.STARTED, VisitState.DONE, VisitState.TRAVELLING


def by_clock(start: int, end: int, now: int, **fields: object) -> Published:
    """Return a published visit as the clock reads it."""
    state = VisitState.PLANNED if start >= now else DONE if end < now else STARTED
    return make_published(start, end, state=state, **fields)


def look(
    tickets: Sequence[Ticket],
    routes: Mapping[int, Sequence[tuple[str, int, int]]],
    now: int,
    said: Said | None = None,
    *,
    breaks: Mapping[int, Sequence[tuple[int, int]]] | None = None,
    fields: Mapping[str, Mapping[str, object]] | None = None,
    **others: object,
) -> tuple[Problem, Watch]:
    """Publish routes of (visit id, start, end), say what is said, and look ahead from ``now``.

    Parameters
    ----------
    said
        States that somebody has said, by visit id; the rest is read by the clock.
    fields
        Further fields of published visits, by their id.
    """
    states, published = said or {}, {}
    for shift, stays in routes.items():
        for name, start, end in stays:
            record = {"shift": shift, **(fields or {}).get(name, {})}
            if name in states:
                published[name] = make_published(start, end, state=states[name], **record)
            else:
                published[name] = by_clock(start, end, now, **record)
    problem = make_problem(tickets, published=published, now=now, **others)  # type: ignore[arg-type]
    known = {visit.id for visit in problem.visits}
    planned: dict[int, list[Stay]] = {
        shift: [stay for stay in stays if stay[0] in known] for shift, stays in routes.items()
    }
    plan = make_plan(problem, planned, breaks)
    return problem, watch(problem, plan, indexes(problem, states))


def indexes(problem: Problem, names: Iterable[str]) -> frozenset[int]:
    """Return the indexes of visits by id."""
    return frozenset(k for k, visit in enumerate(problem.visits) if visit.id in set(names))


def delays(problem: Problem, found: Watch) -> dict[str, int]:
    """Return the minutes of every visit that is late, by visit id."""
    return {problem.visits[k].id: row.delay for k, row in found.projection.visits.items() if row.delay}


def starts(problem: Problem, found: Watch) -> dict[str, int]:
    """Return the projected start of every visit under way or to be made, by visit id."""
    return {problem.visits[k].id: row.start for k, row in found.projection.visits.items()}


def set_aside(problem: Problem, found: Watch) -> dict[str, str]:
    """Return the rule in the way of every visit that cannot be made, by visit id."""
    return {problem.visits[k].id: row.rule for k, row in found.projection.set_aside.items()}


def kinds(problem: Problem, found: Watch) -> list[tuple[str, str, int | None]]:
    """Return kind, visit id and minutes of every finding, in order."""
    return [(row.kind.value, problem.visits[row.visit].id, row.minutes) for row in found.findings]


def pushed(problem: Problem, finding: Finding) -> list[tuple[str, int]]:
    """Return the visits a finding pushes, with their minutes."""
    return [(problem.visits[k].id, minutes) for k, minutes in finding.pushed]
