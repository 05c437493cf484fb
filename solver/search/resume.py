"""The plan in force as a first plan: a re-plan starts from what people have been told."""

from solver.clock import Minute
from solver.plan import Plan, PlannedVisit
from solver.search.assemble import NewRoute, assemble
from solver.search.draft import Drafter, Stop
from solver.search.reach import Reach
from solver.tables import Tables


def published_visits(tables: Tables) -> dict[int, list[tuple[int, Minute]]]:
    """Return, by shift, the published visits that are still to be made, each with its published start, in order.

    Tickets with a visit that is not in the plan in force, or whose technician may not make it any more, are left out.
    """
    problem = tables.problem
    found: dict[int, list[tuple[int, Minute]]] = {}
    for visits in problem.open_visits_by_ticket:
        rows = [(visit, row) for visit in visits if (row := problem.visits[visit].published) is not None]
        if len(rows) == len(visits) and not any(tables.banned[visit, row.shift] for visit, row in rows):
            for visit, row in rows:
                found.setdefault(row.shift, []).append((visit, row.start))
    return {shift: sorted(own, key=lambda item: (item[1], item[0])) for shift, own in found.items()}


def resume(tables: Tables, reach: Reach) -> Plan | None:
    """Return the published visits that are still to be made, at their published starts, breaks placed anew.

    None without a plan in force, or when a route can no longer be made so; whether the plan is legal is the
    checker's to say.
    """
    problem = tables.problem
    if not problem.has_published:
        return None
    drafter = Drafter(tables, reach)
    new: dict[int, NewRoute] = {}
    for shift, own in published_visits(tables).items():
        stops = [
            Stop(start, start + int(tables.minutes[visit, shift]), drafter.sites[visit], visit) for visit, start in own
        ]
        laid = drafter.lay_out_stops(shift, stops)
        if laid is None:
            return None
        planned = tuple(PlannedVisit(s.visit, s.start, s.end) for s in laid.stops if s.visit is not None)
        new[shift] = NewRoute(planned, laid.breaks)
    return assemble(problem, new)
