"""Which visits make a ticket's first start, last end and crews; only the compile voices use it."""

from collections.abc import Mapping

from solver.problem import Problem, Visit


def ticket_crews(problem: Problem, ticket: int) -> Mapping[tuple[int, int], tuple[int, ...]]:
    """Return the ticket's visits by (step, part), facts included, in order."""
    groups: dict[tuple[int, int], list[int]] = {}
    for visit_idx in problem.visits_by_ticket[ticket]:
        visit = problem.visits[visit_idx]
        groups.setdefault((visit.step, visit.part), []).append(visit_idx)
    return {key: tuple(groups[key]) for key in sorted(groups)}


def open_of_step(problem: Problem, ticket: int, step: int) -> tuple[int, ...]:
    """Return the visits of one step still to be made."""
    return tuple(v for v in problem.open_visits_by_ticket[ticket] if problem.visits[v].step == step)


def facts_of_step(problem: Problem, ticket: int, step: int) -> tuple[Visit, ...]:
    """Return the visits of one step that have started or are over."""
    return tuple(v for v in problem.facts_by_ticket[ticket] if v.step == step)


def responded_at(problem: Problem, ticket: int) -> int | None:
    """Return the first start that was not a no-show, if it is a fact."""
    starts = [
        v.published.start for v in facts_of_step(problem, ticket, 0) if v.published is not None and not v.is_no_show
    ]
    return min(starts, default=None)


def first_visits(problem: Problem, ticket: int) -> tuple[int, ...]:
    """Return the visits that will make the ticket's first start; empty when a fact has made it."""
    if responded_at(problem, ticket) is not None:
        return ()
    return open_of_step(problem, ticket, 0)


def last_visits(problem: Problem, ticket: int) -> tuple[int, ...]:
    """Return the visits of the last step still to be made."""
    return open_of_step(problem, ticket, len(problem.tickets[ticket].steps) - 1)


def last_fact_end(problem: Problem, ticket: int, step: int) -> int | None:
    """Return the last end among a step's facts, no-shows left out; None when it has none."""
    facts = facts_of_step(problem, ticket, step)
    return max((v.published.end for v in facts if v.published is not None and not v.is_no_show), default=None)


def part_before_end(problem: Problem, visit: Visit) -> int | None:
    """Return when the earlier parts of a visit's step ended, no-shows included; None when it is the first part."""
    facts = facts_of_step(problem, visit.ticket, visit.step)
    return max((v.published.end for v in facts if v.published is not None and v.part < visit.part), default=None)
