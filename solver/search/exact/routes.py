"""One shift's route in the complete model: a circuit over its visits and located absences, and its return.

Travel is paid on arcs; departures wait for what is settled; a break or a stretch spent nowhere may not
overlap a stop together with the travel that leads to it, nor the way home.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from solver.rows import FAR_FUTURE, ShiftRow
from solver.search.exact.variables import Expression, Truth, Variables

DEPOT = 0


@dataclass(slots=True)
class Node:
    """A stop a route may have: a visit, or a located absence (``visit`` None) at fixed times."""

    visit: int | None
    site: int
    start: Expression
    minutes: int
    earliest: int
    latest: int
    present: Truth


@dataclass(slots=True)
class RouteVariables:
    """The variables of one shift's route.

    ``visited``: it takes a visit; ``active``: it has a route (facts count); ``idle``: it takes no stop.
    ``leave``: end of its last stop or break; ``back``: its return, within ``bounds``; ``base``: both when it
    takes no stop. ``arcs``: (from, to) node -> (literal, travel minutes), node 0 being the head and the end.
    ``idle_home``: travel home when facts are all it has.
    """

    shift: int
    visited: cp_model.IntVar
    active: Truth
    idle: Truth
    leave: cp_model.IntVar
    back: cp_model.IntVar
    bounds: tuple[int, int]
    base: int
    nodes: list[Node] = field(default_factory=list)
    arcs: dict[tuple[int, int], tuple[Truth, int]] = field(default_factory=dict)
    idle_home: int = 0
    taken: list[cp_model.IntVar] = field(default_factory=list)
    break_starts: list[cp_model.IntVar] = field(default_factory=list)
    last_break: list[cp_model.IntVar] = field(default_factory=list)


def add_route(variables: Variables, shift: int) -> RouteVariables | None:
    """Add a shift's route; None when it can never have a stop and no fact uses it."""
    row = variables.tables.shifts[shift]
    if not variables.candidates[shift] and not row.head.used:
        return None
    route = _start_route(variables, shift, row)
    _add_nodes(variables, route, row)
    _add_arcs(variables, route, row)
    _add_breaks(variables, route, row)
    _add_return(variables, route, row)
    _add_blocks(variables, route, row)
    if row.capacity is not None:
        variables.model.add(sum(variables.on[v, shift] for v in variables.candidates[shift]) <= row.capacity)
    return route


def _start_route(variables: Variables, shift: int, row: ShiftRow) -> RouteVariables:
    """Create the literals that say whether the shift is used, and the times of its return."""
    model, name = variables.model, f"s{shift}"
    visited = model.new_bool_var(f"visited_{name}")
    taken: list[Expression] = [variables.on[v, shift] for v in variables.candidates[shift]]
    model.add_max_equality(visited, taken or [0])
    active: Truth = 1 if row.head.used else visited
    idle: Truth = ~visited
    if row.absences:
        idle = 0 if row.head.used else ~visited
    base = max(row.departure, row.head.last_end or row.departure)
    ends = [row.latest_return, base, *(a.end for a in row.absences), *(b.latest + b.minutes for b in row.breaks)]
    longest = int(variables.tables.travel.max()) if variables.tables.travel.size else 0
    last = min(max(ends), FAR_FUTURE) + longest
    bounds = (min(base, last), last + longest)
    leave = model.new_int_var(bounds[0], last, f"leave_{name}")
    back = model.new_int_var(*bounds, f"back_{name}")
    model.add(back <= row.latest_return).only_enforce_if(visited)
    return RouteVariables(shift, visited, active, idle, leave, back, bounds, base)


def _add_nodes(variables: Variables, route: RouteVariables, row: ShiftRow) -> None:
    """List the stops the route may have."""
    tables, reach, shift = variables.tables, variables.reach, route.shift
    for visit in variables.candidates[shift]:
        domain = reach.domains[visit]
        route.nodes.append(
            Node(
                visit=visit,
                site=tables.problem.tickets[tables.problem.visits[visit].ticket].site,
                start=variables.start[visit],
                minutes=int(tables.minutes[visit, shift]),
                earliest=max(int(reach.earliest[visit, shift]), domain[0][0]),
                latest=min(int(reach.latest[visit, shift]), domain[-1][1]),
                present=variables.on[visit, shift],
            )
        )
        lowest = int(tables.first_start[visit, shift])
        if lowest > domain[0][0]:
            variables.model.add(variables.start[visit] >= lowest).only_enforce_if(variables.on[visit, shift])
    for absence in row.absences:
        start, end = absence.start, absence.end
        route.nodes.append(Node(None, int(absence.site or 0), start, end - start, start, start, route.active))


def _add_arcs(variables: Variables, route: RouteVariables, row: ShiftRow) -> None:
    """Join the stops by arcs that leave time for the travel between them."""
    model, arcs = variables.model, []
    arcs.append((DEPOT, DEPOT, route.idle))
    for k, node in enumerate(route.nodes, start=1):
        if node.visit is not None or not row.head.used:
            arcs.append((k, k, _negated(node.present)))
        _add_arc(variables, route, DEPOT, k, row)
        _add_arc(variables, route, k, DEPOT, row)
        for other in range(1, len(route.nodes) + 1):
            if other != k:
                _add_arc(variables, route, k, other, row)
    arcs += [(i, j, literal) for (i, j), (literal, _) in route.arcs.items()]
    model.add_circuit(arcs)
    if row.end_site is not None and row.head.used:
        route.idle_home = int(variables.tables.travel[row.head.site, row.end_site])


def _negated(literal: Truth) -> Truth:
    return 1 - literal if isinstance(literal, int) else ~literal


def _add_arc(variables: Variables, route: RouteVariables, i: int, j: int, row: ShiftRow) -> None:
    """Add one arc unless no plan could use it."""
    model, tables = variables.model, variables.tables
    place = row.head.site if i == DEPOT else route.nodes[i - 1].site
    if j == DEPOT:
        literal = model.new_bool_var(f"home_{route.shift}_{i}")
        travel = 0 if row.end_site is None else int(tables.travel[place, row.end_site])
        route.arcs[i, j] = (literal, travel)
        return
    after = route.nodes[j - 1]
    travel = int(tables.travel[place, after.site])
    ready = max(row.head.free, row.departure) if i == DEPOT else 0
    out = -FAR_FUTURE if after.visit is None else int(tables.set_out[after.visit])
    earliest = max(ready, out) + travel
    if i != DEPOT:
        before = route.nodes[i - 1]
        earliest = max(out, before.earliest + before.minutes) + travel
    late = earliest > after.latest
    stuck = late and row.head.used and after.visit is None and (i == DEPOT or route.nodes[i - 1].visit is None)
    if late and not stuck:
        return
    literal = model.new_bool_var(f"arc_{route.shift}_{i}_{j}")
    route.arcs[i, j] = (literal, travel)
    if stuck:  # only facts can have made this: tell nobody else to follow
        model.add_implication(literal, ~route.visited)
        return
    if i != DEPOT:
        before = route.nodes[i - 1]
        model.add(after.start >= before.start + before.minutes + travel).only_enforce_if(literal)
    floor = (max(ready, out) if i == DEPOT else out) + travel
    if after.visit is not None and floor > variables.lowest[after.visit]:
        model.add(after.start >= floor).only_enforce_if(literal)


def _add_breaks(variables: Variables, route: RouteVariables, row: ShiftRow) -> None:
    """Take each break, or be back before its window closes; a day of facts alone may do as it did."""
    model = variables.model
    for k, rest in enumerate(row.breaks):
        earliest = max(rest.earliest, row.head.free)
        taken = model.new_bool_var(f"taken_{route.shift}_{k}")
        if earliest > rest.latest:
            model.add(taken == 0)
            earliest = rest.latest
        start = model.new_int_var(earliest, rest.latest, f"break_{route.shift}_{k}")
        last = model.new_bool_var(f"last_break_{route.shift}_{k}")
        model.add(start == earliest).only_enforce_if(~taken)
        model.add(route.back <= rest.latest).only_enforce_if([route.visited, ~taken])
        model.add(route.leave >= start + rest.minutes).only_enforce_if(taken)
        model.add(route.leave == start + rest.minutes).only_enforce_if(last)
        model.add_implication(last, taken)
        model.add_implication(taken, route.visited)
        route.taken.append(taken)
        route.break_starts.append(start)
        route.last_break.append(last)
    if row.breaks:
        model.add_at_most_one(route.last_break)


def _add_return(variables: Variables, route: RouteVariables, row: ShiftRow) -> None:
    """Leave the last stop when it, or a break taken there, ends; then go home at once."""
    model = variables.model
    settled = [~last for last in route.last_break]
    for k, node in enumerate(route.nodes, start=1):
        literal, travel = route.arcs[k, DEPOT]
        model.add(route.leave >= node.start + node.minutes).only_enforce_if(literal)
        model.add(route.leave == node.start + node.minutes).only_enforce_if([literal, *settled])
        model.add(route.back == route.leave + travel).only_enforce_if(literal)
    home = 0 if row.end_site is None or not row.head.used else int(variables.tables.travel[row.head.site, row.end_site])
    if isinstance(route.idle, int):
        return
    model.add(route.leave >= route.base).only_enforce_if(route.idle)
    model.add(route.leave == route.base).only_enforce_if([route.idle, *settled])
    model.add(route.back == route.leave + home).only_enforce_if(route.idle)


def _add_blocks(variables: Variables, route: RouteVariables, row: ShiftRow) -> None:
    """Keep breaks and stretches spent nowhere clear of stops, travel and the way home."""
    if not row.breaks and not row.blocked:
        return
    model = variables.model
    rests = [
        model.new_optional_fixed_size_interval_var(start, rest.minutes, taken, f"rest_{route.shift}_{k}")
        for k, (rest, start, taken) in enumerate(zip(row.breaks, route.break_starts, route.taken, strict=True))
    ]
    blocks = [
        model.new_fixed_size_interval_var(away.start, away.end - away.start, f"away_{route.shift}_{k}")
        for k, away in enumerate(row.blocked)
    ]
    stays: list[cp_model.IntervalVar] = []
    for k, node in enumerate(route.nodes, start=1):
        # Two absences may overlap: only the way to a located one is work that a stretch spent nowhere forbids.
        length = 0 if node.visit is None else node.minutes
        legs = [(literal, travel) for (_, j), (literal, travel) in route.arcs.items() if j == k]
        longest = max((travel for _, travel in legs), default=0)
        size = model.new_int_var(length, length + longest, f"size_{route.shift}_{k}")
        depart = model.new_int_var(node.earliest - longest, node.latest, f"depart_{route.shift}_{k}")
        model.add(size == length + sum(literal * travel for literal, travel in legs))
        counts = _moves(variables, route, legs) if node.visit is None else variables.on[node.visit, route.shift]
        block = model.new_optional_interval_var(depart, size, node.start + length, counts, f"block_{route.shift}_{k}")
        blocks.append(block)
        if node.visit is None:
            stays.append(
                model.new_optional_fixed_size_interval_var(
                    node.start, node.minutes, route.visited, f"stay_{route.shift}_{k}"
                )
            )
    model.add_no_overlap([*rests, *blocks, _way_home(variables, route)])
    if rests and stays:
        model.add_no_overlap([*rests, *stays])


def _moves(variables: Variables, route: RouteVariables, legs: Sequence[tuple[Truth, int]]) -> cp_model.IntVar:
    """Return a literal that holds when a visited route takes one of the legs that lead anywhere.

    CP-SAT lets no interval contain another one strictly, not even an empty one: a way of no length must be
    absent, not empty.
    """
    moves = variables.model.new_bool_var(f"moves_{route.shift}")
    for literal, travel in legs:
        if travel and not isinstance(literal, int):
            variables.model.add_bool_or([~route.visited, ~literal, moves])
    return moves


def _way_home(variables: Variables, route: RouteVariables) -> cp_model.IntervalVar:
    """Return the interval of the way home; a route without a new visit may do as the facts did."""
    model = variables.model
    legs = [leg for (_, j), leg in route.arcs.items() if j == DEPOT]
    longest = max((travel for _, travel in legs), default=0)
    size = model.new_int_var(0, max(longest, route.idle_home), f"way_home_{route.shift}")
    model.add(size == route.back - route.leave).only_enforce_if(route.visited)
    return model.new_optional_interval_var(
        route.leave, size, route.back, _moves(variables, route, legs), f"home_{route.shift}"
    )
