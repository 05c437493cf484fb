"""Compiled insertion: the cheapest place for a visit.

Linked visits are held to the start they were given for as long as they stay.
"""

from solver.search.chains import layout as at
from solver.search.chains.bonds import may_be_by
from solver.search.chains.compiled import BOOL, INT, PTR, Arena, compiled, pair
from solver.search.chains.insertion import try_insert
from solver.search.chains.luck import below, blinks
from solver.search.chains.routes import put, stop, sum_change
from solver.search.chains.walk import node_row, pair_row, shift_row

FEW = 16  # shifts that are all looked at; of more, those of the nearest visits
NEIGHBORS = 40
STRAYS = 3  # shifts looked at beyond the near ones


@compiled(BOOL, PTR, PTR, PTR, INT, INT, INT)
def may_take(day: Arena, routes: Arena, desk: Arena, visit: int, shift: int, person: int) -> bool:
    """Whether a shift has room for a visit and its technician may make it."""
    if pair_row(day, visit, shift, at.PAIR_LATEST) == at.LONG_AGO:
        return False
    if routes[routes[at.COUNT] + shift] - desk[at.SPARE] >= shift_row(day, shift, at.SHIFT_CAPACITY):
        return False
    if desk[at.SPARE] == 0 and routes[routes[at.ROOM] + shift] < pair_row(day, visit, shift, at.PAIR_MINUTES):
        return False
    if routes[routes[at.LENGTH] + shift] + 3 >= routes[at.STRIDE] // at.STOP_ROW:
        return False
    owner = shift_row(day, shift, at.SHIFT_OWNER)
    if person >= 0:
        if owner != person:
            return False
    else:
        k = desk[at.BUSY]
        while desk[k] >= 0:
            if desk[k] == owner:
                return False
            k += 1
    return may_be_by(day, routes, visit, owner)


@compiled(INT, PTR, PTR, PTR, INT, INT, INT)
def add_shift(day: Arena, routes: Arena, desk: Arena, visit: int, shift: int, number: int) -> int:
    """Add a shift to ``CHOICE`` unless it is there or cannot take the visit; return how many there are."""
    if shift < 0 or desk[desk[at.SEEN] + shift] == desk[at.ROUND]:
        return number
    desk[desk[at.SEEN] + shift] = desk[at.ROUND]
    if not may_take(day, routes, desk, visit, shift, -1):
        return number
    desk[desk[at.CHOICE] + number] = shift
    return number + 1


@compiled(INT, PTR, PTR, PTR, INT, INT)
def choose_shifts(day: Arena, routes: Arena, desk: Arena, visit: int, person: int) -> int:
    """List the shifts to look at for a visit in ``CHOICE``; return how many."""
    first, end = node_row(day, visit, at.NODE_CAND_FIRST), node_row(day, visit, at.NODE_CAND_END)
    number, choice = 0, desk[at.CHOICE]
    if desk[at.NARROW]:
        for k in range(desk[at.TOUCHES]):
            shift = desk[desk[at.TOUCHED] + k]
            if may_take(day, routes, desk, visit, shift, person):
                desk[choice + number] = shift
                number += 1
        return number
    if end - first <= FEW or person >= 0 or desk[at.WIDE]:
        for k in range(first, end):
            shift = day[day[at.CAND] + k]
            if may_take(day, routes, desk, visit, shift, person):
                desk[choice + number] = shift
                number += 1
        return number
    desk[at.ROUND] += 1
    for k in range(min(NEIGHBORS, day[at.NEAREST])):
        other = day[day[at.NEAR] + visit * day[at.NEAREST] + k]
        if other < 0 or number >= FEW - STRAYS:
            break
        number = add_shift(day, routes, desk, visit, routes[routes[at.WHERE] + other], number)
    for k in range(STRAYS):
        stray = k if desk[at.BLINKS] == 0 else below(desk, end - first)
        number = add_shift(day, routes, desk, visit, day[day[at.CAND] + first + stray], number)
    return number


@compiled(pair(2), PTR, PTR, INT, INT)
def places(day: Arena, routes: Arena, visit: int, shift: int) -> tuple[int, int]:
    """Return the first and last stop of a route before which a visit may be put: some visits must come first."""
    first = shift_row(day, shift, at.SHIFT_FIRST)
    length = routes[routes[at.LENGTH] + shift]
    if first < 0 or routes[routes[at.COUNT] + shift] == 0:
        return 1, length + 1
    if first == visit:
        last = 1
        while last <= length and routes[stop(routes, shift, last) + at.STOP_NODE] >= day[at.VISITS]:
            last += 1
        return 1, last
    if routes[routes[at.WHERE] + first] == shift:
        return routes[routes[at.AT] + first] + 1, length + 1
    return 1, length + 1


@compiled(pair(4), PTR, PTR, PTR, INT, INT, INT, INT, INT)
def best_place(
    day: Arena, routes: Arena, desk: Arena, visit: int, low: int, high: int, person: int, limit: int
) -> tuple[int, int, int, int]:
    """Return (added cost, shift or -1, place, start) of the cheapest insertion of a visit.

    Parameters
    ----------
    low, high
        Bounds on its start.
    person
        Technician it must be by; -1 for any but those in ``BUSY``.
    limit
        Costs of this and more are of no interest.
    """
    best, where, best_at, begin = limit, -1, -1, at.NEVER
    work = node_row(day, visit, at.NODE_WORK)
    for k in range(choose_shifts(day, routes, desk, visit, person)):
        shift = desk[desk[at.CHOICE] + k]
        extra = sum_change(day, routes, shift, work)
        latest = min(high, pair_row(day, visit, shift, at.PAIR_LATEST))
        first, last = places(day, routes, visit, shift)
        for place in range(first, last + 1):
            if routes[stop(routes, shift, place - 1) + at.STOP_OVER] > latest:
                break
            if blinks(desk):
                continue
            desk[at.EVALUATED] += 1
            cost, start = try_insert(day, routes, shift, place, visit, low, high, best - extra)
            if cost != at.TOO_DEAR and cost + extra < best:
                best, where, best_at, begin = cost + extra, shift, place, start
    return best, where, best_at, begin


@compiled(INT, PTR, PTR, PTR, INT, INT, INT, INT, INT)
def place_one(day: Arena, routes: Arena, desk: Arena, visit: int, low: int, high: int, person: int, limit: int) -> int:
    """Insert a visit; return the added cost, ``TOO_DEAR`` if it was not inserted."""
    cost, shift, place, start = best_place(day, routes, desk, visit, low, high, person, limit)
    if shift < 0:
        return at.TOO_DEAR
    if node_row(day, visit, at.NODE_LINKED):
        routes[routes[at.FIXED] + visit] = start
    put(day, routes, desk, shift, place, visit)
    return cost
