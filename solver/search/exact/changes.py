"""Counts, in the complete model, the visits a plan changes against the plan in force."""

from solver.changes import kept_window
from solver.search.exact.variables import Expression, Variables


def count_changes(variables: Variables) -> Expression:
    """Return an expression that is at least the number of changed visits, and equal to it where it is minimized."""
    problem, model = variables.tables.problem, variables.model
    changes: Expression = 0
    for ticket, planned in variables.planned.items():
        for visit in problem.open_visits_by_ticket[ticket]:
            published = problem.visits[visit].published
            if published is None:
                changes = changes + planned
                continue
            kept = model.new_bool_var(f"kept_{visit}")
            person = problem.technicians[problem.shifts[published.shift].technician]
            mine = [variables.on[visit, s] for s in person.shifts if (visit, s) in variables.on]
            model.add_bool_or(mine).only_enforce_if(kept)
            if visit in variables.start:
                window = kept_window(problem, published)
                model.add_linear_constraint(variables.start[visit], window.start, window.end).only_enforce_if(kept)
            changes = changes + 1 - kept
    return changes
