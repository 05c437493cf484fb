"""Compiled reading of a route: the start and end of every stop, and the breaks taken."""

from solver.search.chains import layout as at
from solver.search.chains.compiled import ARRAY, INT, PTR, Arena, Handle, compiled, entry, pair
from solver.search.chains.routes import stop
from solver.search.chains.walk import bounds, break_start, go_home, node_row, shift_row, step, way


@compiled(INT, PTR, INT, INT, INT, INT, PTR, INT)
def rests_between(day: Arena, shift: int, free: int, before: int, after: int, out: Arena, number: int) -> int:
    """Write the breaks taken between two states of a walk, in the order in which the walk takes them."""
    first = shift_row(day, shift, at.SHIFT_BREAK_FIRST)
    for k in range(first, shift_row(day, shift, at.SHIFT_BREAK_END)):
        if (after & ~before) & (1 << (k - first)):
            begin = break_start(day, shift, k, free)
            free = begin + day[day[at.BREAK] + 3 * k + 2]
            out[2 * number], out[2 * number + 1] = begin, free
            number += 1
    return number


@compiled(INT, PTR, PTR, INT, PTR, PTR)
def read_stops(day: Arena, routes: Arena, shift: int, stops: Arena, rests: Arena) -> int:
    """Write (node, start, end) of each stop and (start, end) of each break; return the number of breaks."""
    number, taken = 0, 0
    site, free = shift_row(day, shift, at.SHIFT_HEAD), shift_row(day, shift, at.SHIFT_READY)
    for k in range(routes[routes[at.LENGTH] + shift]):
        node = routes[stop(routes, shift, k + 1) + at.STOP_NODE]
        low, high = at.LONG_AGO, at.NEVER
        if node < day[at.VISITS]:
            low, high = bounds(routes[routes[at.FIXED] + node])
        target = node_row(day, node, at.NODE_SITE)
        start, end, now_taken = step(day, shift, way(day, site, target), free, taken, node, low, high)
        number = rests_between(day, shift, free, taken, now_taken, rests, number)
        stops[3 * k], stops[3 * k + 1], stops[3 * k + 2] = node, start, end
        site, free, taken = target, end, now_taken
    home = way(day, site, shift_row(day, shift, at.SHIFT_END_SITE))
    _, last_taken = go_home(day, shift, home, free, taken)
    return rests_between(day, shift, free, taken, last_taken, rests, number)


@entry(pair(2), ARRAY, ARRAY, INT, ARRAY, ARRAY)
def lay_out(day: Handle, routes: Handle, shift: int, stops: Handle, rests: Handle) -> tuple[int, int]:
    """Write a route with its times (see ``read_stops``); return the numbers of stops and of breaks."""
    number = read_stops(day.ctypes, routes.ctypes, shift, stops.ctypes, rests.ctypes)
    return routes[routes[at.LENGTH] + shift], number
