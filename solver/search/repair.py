"""What can be kept of the plan in force once something has happened: the start of every answer to an event."""

from solver.plan import Plan, PlannedVisit
from solver.search.assemble import NewRoute, assemble
from solver.search.chains import layout as at
from solver.search.chains.chain import longest_route, read_route
from solver.search.chains.compiled import Block
from solver.search.chains.load import load_plan
from solver.search.draft import Drafter, Stop
from solver.search.reach import Reach
from solver.search.resume import published_visits
from solver.tables import Tables


def repair(tables: Tables, reach: Reach, day: Block) -> Plan:
    """Return the published visits that are still to be made, each route as it was told if that can be.

    A route that cannot be made at its published starts any more is made as early as it can be; if that is not
    possible either, the visits whose loss costs least are left out. Whether the plan is legal is the checker's to say.
    """
    problem = tables.problem
    planned = {
        shift: tuple(PlannedVisit(v, start, start + int(tables.minutes[v, shift])) for v, start in own)
        for shift, own in published_visits(tables).items()
    }
    published = assemble(problem, {shift: NewRoute(visits, ()) for shift, visits in planned.items()})
    routes = load_plan(tables, day, published, longest_route(day))
    where = routes[routes[at.WHERE] :][: len(problem.visits)]
    drafter = Drafter(tables, reach)
    new: dict[int, NewRoute] = {}
    for shift, visits in planned.items():
        kept = tuple(p for p in visits if where[p.visit] == shift)
        stops = [Stop(p.start, p.end, drafter.sites[p.visit], p.visit) for p in kept]
        may_stay = all(_may_start(reach, p, shift) for p in kept)
        laid = drafter.lay_out_stops(shift, stops) if may_stay else None
        new[shift] = read_route(tables, day, routes, shift) if laid is None else NewRoute(kept, laid.breaks)
    return assemble(problem, {shift: row for shift, row in new.items() if row.visits})


def _may_start(reach: Reach, planned: PlannedVisit, shift: int) -> bool:
    """Whether a visit may still start on a shift when it was to: parts that come later, say, forbid it."""
    start, visit = planned.start, planned.visit
    near = reach.earliest[visit, shift] <= start <= reach.latest[visit, shift]
    return bool(near) and any(low <= start <= high for low, high in reach.domains[visit])
