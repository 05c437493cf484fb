"""Compiled price of an insertion: what a route costs more with a visit in it, in place of none or of some others."""

from solver.search.chains import layout as at
from solver.search.chains.compiled import INT, PTR, Arena, compiled, pair
from solver.search.chains.routes import stop
from solver.search.chains.walk import (
    bounds,
    curve_at,
    end_cost,
    go_home,
    node_row,
    pair_row,
    step,
    visit_cost,
    way,
    way_to,
)


@compiled(INT, PTR, PTR, INT, INT, INT, INT, INT, INT, INT)
def walk_rest(
    day: Arena, routes: Arena, shift: int, place: int, leg: int, free: int, taken: int, cost: int, limit: int
) -> int:
    """Return what a route costs more if one comes to its ``place``-th stop another way, at another time and cost.

    ``TOO_DEAR`` stands for a rest that is infeasible, or that costs ``limit`` or more, taken that nothing behind
    gets cheaper.
    """
    known = routes[routes[at.COUNT] + shift] > 0
    total = routes[routes[at.TOTAL] + shift]
    row = stop(routes, shift, place)
    for _ in range(place, routes[routes[at.LENGTH] + shift] + 1):
        node = routes[row + at.STOP_NODE]
        low, high = bounds(routes[routes[at.FIXED] + node]) if node < day[at.VISITS] else (at.LONG_AGO, at.NEVER)
        start, end, taken = step(day, shift, leg, free, taken, node, low, high)
        if start == at.NEVER or start > routes[row + at.STOP_LIMIT]:
            return at.TOO_DEAR
        cost += visit_cost(day, shift, node, leg, start, end)
        free = end
        if known:
            if free == routes[row + at.STOP_OVER] and taken == routes[row + at.STOP_TAKEN]:
                return cost - routes[row + at.STOP_SPENT]
            if cost - routes[row + at.STOP_SPENT] >= limit:
                return at.TOO_DEAR
        row += at.STOP_ROW
        leg = routes[row + at.STOP_LEG]
    back, _ = go_home(day, shift, leg, free, taken)
    return at.TOO_DEAR if back == at.NEVER else cost + end_cost(day, shift, back, leg) - total


@compiled(pair(2), PTR, PTR, INT, INT, INT, INT, INT, INT)
def try_insert(
    day: Arena, routes: Arena, shift: int, place: int, visit: int, low: int, high: int, limit: int
) -> tuple[int, int]:
    """Return what a route costs more with a visit before its ``place``-th stop, and the visit's start.

    ``TOO_DEAR`` stands for an insertion that is infeasible, or that costs ``limit`` or more, taken
    that delays behind it save nothing.
    """
    here = stop(routes, shift, place - 1)
    after = here + at.STOP_ROW
    site, target = routes[here + at.STOP_SITE], node_row(day, visit, at.NODE_SITE)
    leg, onward = way_to(day, site, target), way(day, target, routes[after + at.STOP_SITE])
    free = routes[here + at.STOP_OVER]
    start = max(free, node_row(day, visit, at.NODE_SET_OUT)) + leg
    start = max(start, max(pair_row(day, visit, shift, at.PAIR_EARLIEST), low))
    minutes = pair_row(day, visit, shift, at.PAIR_MINUTES)
    if start > high or start + minutes + onward > routes[after + at.STOP_LIMIT]:
        return at.TOO_DEAR, at.NEVER
    known = routes[routes[at.COUNT] + shift] > 0
    total = routes[routes[at.TOTAL] + shift]
    added = pair_row(day, visit, shift, at.PAIR_FIT) + day[at.RATE] * (leg + onward)
    added += curve_at(day, node_row(day, visit, at.NODE_START_FIRST), node_row(day, visit, at.NODE_START_END), start)
    if known or total:
        added -= day[at.RATE] * routes[after + at.STOP_LEG]
    if added >= limit:
        return at.TOO_DEAR, at.NEVER
    start, end, taken = step(day, shift, leg, free, routes[here + at.STOP_TAKEN], visit, low, high)
    if start == at.NEVER or (end + onward > routes[after + at.STOP_LIMIT]):
        return at.TOO_DEAR, at.NEVER
    cost = routes[here + at.STOP_SPENT] + visit_cost(day, shift, visit, leg, start, end)
    return walk_rest(day, routes, shift, place, onward, end, taken, cost, limit), start


@compiled(INT, PTR, PTR, INT, INT, INT, INT)
def try_replace(day: Arena, routes: Arena, shift: int, place: int, span: int, visit: int) -> int:
    """Return what a route costs more with a visit in place of ``span`` stops from the ``place``-th on.

    ``TOO_DEAR`` if the route cannot be made so. The technician's minutes are not counted.
    """
    here, after = stop(routes, shift, place - 1), stop(routes, shift, place + span)
    site, target = routes[here + at.STOP_SITE], node_row(day, visit, at.NODE_SITE)
    leg, onward = way_to(day, site, target), way(day, target, routes[after + at.STOP_SITE])
    free, limit = routes[here + at.STOP_OVER], routes[after + at.STOP_LIMIT]
    start = max(free, pair_row(day, visit, shift, at.PAIR_EARLIEST))
    if max(start, free + leg) + pair_row(day, visit, shift, at.PAIR_MINUTES) + onward > limit:
        return at.TOO_DEAR
    taken = routes[here + at.STOP_TAKEN]
    start, end, taken = step(day, shift, leg, free, taken, visit, at.LONG_AGO, at.NEVER)
    if start == at.NEVER or end + onward > limit:
        return at.TOO_DEAR
    cost = routes[here + at.STOP_SPENT] + visit_cost(day, shift, visit, leg, start, end)
    return walk_rest(day, routes, shift, place + span, onward, end, taken, cost, at.TOO_DEAR)
