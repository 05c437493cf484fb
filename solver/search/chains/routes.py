"""Compiled routes: walk one again after a change, insert a visit, take one out."""

from solver.search.chains import layout as at
from solver.search.chains.compiled import BOOL, INT, PTR, VOID, Arena, compiled
from solver.search.chains.walk import (
    bounds,
    curve_at,
    end_cost,
    go_home,
    node_row,
    pair_row,
    shift_row,
    step,
    visit_cost,
    way,
)


@compiled(INT, PTR, INT, INT)
def stop(routes: Arena, shift: int, k: int) -> int:
    """Return where the k-th stop of a route lies (0: its head)."""
    return routes[at.ROUTE] + shift * routes[at.STRIDE] + k * at.STOP_ROW


@compiled(VOID, PTR, PTR, INT)
def touch(routes: Arena, desk: Arena, shift: int) -> None:
    """Note that a shift is being changed in this iteration."""
    if desk[desk[at.TOUCH_STAMP] + shift] != desk[at.CLOCK]:
        desk[desk[at.TOUCH_STAMP] + shift] = desk[at.CLOCK]
        desk[desk[at.TOUCHED] + desk[at.TOUCHES]] = shift
        desk[at.TOUCHES] += 1


@compiled(VOID, PTR, PTR, INT)
def set_ends(day: Arena, routes: Arena, shift: int) -> None:
    """Write the head and the return of a route."""
    head = stop(routes, shift, 0)
    routes[head + at.STOP_NODE] = -1
    routes[head + at.STOP_SITE] = shift_row(day, shift, at.SHIFT_HEAD)
    routes[head + at.STOP_OVER] = shift_row(day, shift, at.SHIFT_READY)
    routes[head + at.STOP_SPENT] = 0
    routes[head + at.STOP_TAKEN] = 0
    home = stop(routes, shift, routes[routes[at.LENGTH] + shift] + 1)
    routes[home + at.STOP_NODE] = -1
    routes[home + at.STOP_SITE] = shift_row(day, shift, at.SHIFT_END_SITE)
    routes[home + at.STOP_LIMIT] = shift_row(day, shift, at.SHIFT_LATEST_RETURN)


@compiled(INT, PTR, PTR, INT, INT)
def latest_start(day: Arena, routes: Arena, shift: int, node: int) -> int:
    """Return the latest start of a stop by itself."""
    if node >= day[at.VISITS]:
        return node_row(day, node, at.NODE_BEGIN)
    held = routes[routes[at.FIXED] + node]
    return pair_row(day, node, shift, at.PAIR_LATEST) if held == at.UNFIXED else held


@compiled(VOID, PTR, PTR, INT)
def set_limits(day: Arena, routes: Arena, shift: int) -> None:
    """Write from the return to the head how late each stop may start, and the room the route has."""
    room, after = 0, stop(routes, shift, routes[routes[at.LENGTH] + shift] + 1)
    for _ in range(routes[routes[at.LENGTH] + shift]):
        here = after - at.STOP_ROW
        node = routes[here + at.STOP_NODE]
        limit = latest_start(day, routes, shift, node)
        if node < day[at.VISITS]:
            onward = routes[after + at.STOP_LEG]
            limit = min(limit, routes[after + at.STOP_LIMIT] - onward - pair_row(day, node, shift, at.PAIR_MINUTES))
        routes[here + at.STOP_LIMIT] = limit
        room = max(room, routes[after + at.STOP_LIMIT] - routes[here + at.STOP_OVER])
        after = here
    routes[routes[at.ROOM] + shift] = max(
        room, routes[after + at.STOP_LIMIT] - routes[stop(routes, shift, 0) + at.STOP_OVER]
    )


@compiled(INT, PTR, PTR, INT, INT)
def arrive(day: Arena, routes: Arena, row: int, site: int) -> int:
    """Write the site of a stop and the way there; return the way."""
    target = node_row(day, routes[row + at.STOP_NODE], at.NODE_SITE)
    routes[row + at.STOP_SITE] = target
    routes[row + at.STOP_LEG] = way(day, site, target)
    return routes[row + at.STOP_LEG]


@compiled(VOID, PTR, PTR, INT, INT)
def give_up(day: Arena, routes: Arena, shift: int, begin: int) -> None:
    """Write that the stops from the ``begin``-th on are not reached."""
    site = routes[stop(routes, shift, begin - 1) + at.STOP_SITE]
    for k in range(begin, routes[routes[at.LENGTH] + shift] + 1):
        row = stop(routes, shift, k)
        arrive(day, routes, row, site)
        site = routes[row + at.STOP_SITE]
        routes[row + at.STOP_OVER] = at.NEVER
    home = stop(routes, shift, routes[routes[at.LENGTH] + shift] + 1)
    routes[home + at.STOP_LEG] = way(day, site, routes[home + at.STOP_SITE])


@compiled(INT, PTR, PTR, INT, INT)
def walk(day: Arena, routes: Arena, shift: int, begin: int) -> int:
    """Walk a route from its ``begin``-th stop on; return its cost, ``TOO_DEAR`` if it is infeasible."""
    length = routes[routes[at.LENGTH] + shift]
    row = stop(routes, shift, begin - 1)
    site, free = routes[row + at.STOP_SITE], routes[row + at.STOP_OVER]
    cost, taken = routes[row + at.STOP_SPENT], routes[row + at.STOP_TAKEN]
    for k in range(begin, length + 1):
        row += at.STOP_ROW
        node = routes[row + at.STOP_NODE]
        low, high = at.LONG_AGO, at.NEVER
        if node < day[at.VISITS]:
            routes[routes[at.AT] + node] = k
            low, high = bounds(routes[routes[at.FIXED] + node])
        leg = arrive(day, routes, row, site)
        start, end, taken = step(day, shift, leg, free, taken, node, low, high)
        if start == at.NEVER:
            give_up(day, routes, shift, k)
            return at.TOO_DEAR
        cost += visit_cost(day, shift, node, leg, start, end)
        site, free = routes[row + at.STOP_SITE], end
        routes[row + at.STOP_OVER] = free
        routes[row + at.STOP_SPENT] = cost
        routes[row + at.STOP_TAKEN] = taken
    home = way(day, site, routes[row + at.STOP_ROW + at.STOP_SITE])
    routes[row + at.STOP_ROW + at.STOP_LEG] = home
    back, taken = go_home(day, shift, home, free, taken)
    return at.TOO_DEAR if back == at.NEVER else cost + end_cost(day, shift, back, home)


@compiled(BOOL, PTR, PTR, INT, INT)
def refresh(day: Arena, routes: Arena, shift: int, begin: int) -> bool:
    """Bring a route up to date from its ``begin``-th stop on; False if it has become infeasible."""
    set_ends(day, routes, shift)
    idle = routes[routes[at.COUNT] + shift] == 0
    total = walk(day, routes, shift, 1 if idle else max(1, begin))
    if idle:
        total = shift_row(day, shift, at.SHIFT_IDLE)
    if total == at.TOO_DEAR:
        return False
    set_limits(day, routes, shift)
    routes[at.COST] += total - routes[routes[at.TOTAL] + shift]
    routes[routes[at.TOTAL] + shift] = total
    return True


@compiled(INT, PTR, PTR, INT, INT)
def sum_change(day: Arena, routes: Arena, shift: int, work: int) -> int:
    """Return what ``work`` more minutes (or fewer) cost the technician of a shift."""
    owner = shift_row(day, shift, at.SHIFT_OWNER)
    row = day[at.OWNER] + owner * at.OWNER_ROW
    first, end = day[row + at.OWNER_CURVE_FIRST], day[row + at.OWNER_CURVE_END]
    if first == end:
        return 0
    before = day[row + at.OWNER_BASE] + routes[routes[at.LOAD] + owner]
    return curve_at(day, first, end, before + work) - curve_at(day, first, end, before)


@compiled(BOOL, PTR, PTR, PTR, INT, INT, INT)
def put(day: Arena, routes: Arena, desk: Arena, shift: int, place: int, visit: int) -> bool:
    """Insert a visit before the ``place``-th stop of a route; False if that makes it infeasible."""
    touch(routes, desk, shift)
    length = routes[routes[at.LENGTH] + shift]
    first = stop(routes, shift, place)
    for k in range(stop(routes, shift, length + 2) + at.STOP_ROW - 1, first + at.STOP_ROW - 1, -1):
        routes[k] = routes[k - at.STOP_ROW]
    routes[first + at.STOP_NODE] = visit
    routes[routes[at.LENGTH] + shift] += 1
    routes[routes[at.COUNT] + shift] += 1
    routes[routes[at.WHERE] + visit] = shift
    work = node_row(day, visit, at.NODE_WORK)
    routes[at.COST] += sum_change(day, routes, shift, work)
    routes[routes[at.LOAD] + shift_row(day, shift, at.SHIFT_OWNER)] += work
    return refresh(day, routes, shift, 1 if routes[routes[at.COUNT] + shift] == 1 else place)


@compiled(VOID, PTR, PTR, PTR, INT)
def take(day: Arena, routes: Arena, desk: Arena, visit: int) -> None:
    """Take a visit out of its route, which ``settle`` must walk again."""
    shift, place = routes[routes[at.WHERE] + visit], routes[routes[at.AT] + visit]
    touch(routes, desk, shift)
    length = routes[routes[at.LENGTH] + shift]
    for k in range(place + 1, length + 1):
        node = routes[stop(routes, shift, k) + at.STOP_NODE]
        if node < day[at.VISITS]:
            routes[routes[at.AT] + node] = k - 1
    for k in range(stop(routes, shift, place), stop(routes, shift, length + 1)):
        routes[k] = routes[k + at.STOP_ROW]
    routes[routes[at.LENGTH] + shift] -= 1
    routes[routes[at.COUNT] + shift] -= 1
    routes[routes[at.WHERE] + visit] = -1
    routes[routes[at.FIXED] + visit] = at.UNFIXED
    work = node_row(day, visit, at.NODE_WORK)
    routes[at.COST] += sum_change(day, routes, shift, -work)
    routes[routes[at.LOAD] + shift_row(day, shift, at.SHIFT_OWNER)] -= work
    desk[desk[at.DIRT] + shift] = min(desk[desk[at.DIRT] + shift], place)


@compiled(BOOL, PTR, PTR, PTR)
def settle(day: Arena, routes: Arena, desk: Arena) -> bool:
    """Walk all routes again from which visits were taken; False if one cannot be made without them."""
    fine = True
    for k in range(desk[at.TOUCHES]):
        shift = desk[desk[at.TOUCHED] + k]
        begin = desk[desk[at.DIRT] + shift]
        if begin != at.NEVER:
            desk[desk[at.DIRT] + shift] = at.NEVER
            fine = refresh(day, routes, shift, begin) and fine
    return fine
