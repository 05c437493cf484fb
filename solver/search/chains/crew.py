"""Compiled insertion of a crew: the start at which its members together cost least.

The visits of a crew start together and are made by different people.
"""

from solver.search.chains import layout as at
from solver.search.chains.compiled import BOOL, INT, PTR, VOID, Arena, compiled
from solver.search.chains.insertion import try_insert
from solver.search.chains.recreate import best_place, choose_shifts, places
from solver.search.chains.routes import put, stop
from solver.search.chains.walk import pair_row, shift_row

STARTS_EACH = 4  # starts a member of a crew suggests


@compiled(VOID, PTR, INT, INT, INT)
def note_start(desk: Arena, begin: int, start: int, cost: int) -> None:
    """Keep a start among the cheapest of a member, whose rows of ``STARTS`` begin at ``begin``."""
    worst, highest = -1, cost
    for k in range(begin, begin + STARTS_EACH):
        row = desk[at.STARTS] + 2 * k
        if desk[row] == start:
            desk[row + 1] = min(desk[row + 1], cost)
            return
        if desk[row + 1] > highest:
            worst, highest = k, desk[row + 1]
    if worst >= 0:
        desk[desk[at.STARTS] + 2 * worst] = start
        desk[desk[at.STARTS] + 2 * worst + 1] = cost


@compiled(INT, PTR, INT)
def dearest_kept(desk: Arena, begin: int) -> int:
    """Return what the dearest start kept for a member costs: others that cost as much are of no interest."""
    highest = 0
    for k in range(begin, begin + STARTS_EACH):
        highest = max(highest, desk[desk[at.STARTS] + 2 * k + 1])
    return highest


@compiled(VOID, PTR, PTR, PTR, INT, INT, INT, INT)
def suggest_starts(day: Arena, routes: Arena, desk: Arena, visit: int, low: int, high: int, begin: int) -> None:
    """Collect the starts that suit a member of a crew best."""
    for k in range(begin, begin + STARTS_EACH):
        desk[desk[at.STARTS] + 2 * k] = at.NEVER
        desk[desk[at.STARTS] + 2 * k + 1] = at.TOO_DEAR
    dearest = at.TOO_DEAR
    for k in range(choose_shifts(day, routes, desk, visit, -1)):
        shift = desk[desk[at.CHOICE] + k]
        latest = min(high, pair_row(day, visit, shift, at.PAIR_LATEST))
        first, last = places(day, routes, visit, shift)
        for place in range(first, last + 1):
            if routes[stop(routes, shift, place - 1) + at.STOP_OVER] > latest:
                break
            desk[at.EVALUATED] += 1
            cost, start = try_insert(day, routes, shift, place, visit, low, high, dearest)
            if cost != at.TOO_DEAR:
                note_start(desk, begin, start, cost)
                dearest = dearest_kept(desk, begin)


@compiled(INT, PTR, PTR, PTR, INT, INT, INT, INT, INT, INT, BOOL)
def gather(
    day: Arena,
    routes: Arena,
    desk: Arena,
    begin: int,
    end: int,
    start: int,
    person: int,
    lead: int,
    limit: int,
    insert: bool,
) -> int:
    """Return what the members of a crew cost at one start, the ``lead``-th by ``person``; ``TOO_DEAR`` without a place.

    They are different people, on different routes: what one costs does not depend on whether the others are there, and
    with ``insert`` they come out as they were priced.
    """
    total, busy, found = 0, desk[at.BUSY], True
    desk[busy] = person
    desk[busy + 1] = -1
    if person >= 0:
        busy += 1
    for k in range(begin, end):
        visit = day[day[at.MEMBER] + k]
        wanted = person if k - begin == lead else -1
        cost, shift, place, _ = best_place(day, routes, desk, visit, start, start, wanted, limit - total)
        if shift < 0:
            found = False
            break
        total += cost
        if insert:
            routes[routes[at.FIXED] + visit] = start
            put(day, routes, desk, shift, place, visit)
        if wanted < 0:
            desk[busy] = shift_row(day, shift, at.SHIFT_OWNER)
            desk[busy + 1] = -1
            busy += 1
    desk[desk[at.BUSY]] = -1
    return total if found else at.TOO_DEAR


@compiled(INT, PTR, PTR, PTR, INT, INT, INT, INT, INT, INT)
def place_crew(
    day: Arena, routes: Arena, desk: Arena, begin: int, end: int, low: int, high: int, person: int, limit: int
) -> int:
    """Insert a crew at the start that costs least; return the added cost, ``TOO_DEAR`` if it was not inserted."""
    if end - begin > at.MOST_CREW:
        return at.TOO_DEAR
    members = min(end - begin, at.MOST_STARTS // STARTS_EACH)
    for k in range(members):
        suggest_starts(day, routes, desk, day[day[at.MEMBER] + begin + k], low, high, k * STARTS_EACH)
    blinking = desk[at.BLINKS]
    desk[at.BLINKS] = 0  # the best start is looked at twice and must come out the same
    best, best_start, best_lead = limit, at.NEVER, -1
    for k in range(members * STARTS_EACH):
        start = desk[desk[at.STARTS] + 2 * k]
        for lead in range(end - begin if person >= 0 else 1):
            if start != at.NEVER:
                cost = gather(day, routes, desk, begin, end, start, person, lead if person >= 0 else -1, best, False)
                if cost < best:
                    best, best_start, best_lead = cost, start, lead if person >= 0 else -1
    cost = at.TOO_DEAR
    if best_start != at.NEVER:
        cost = gather(day, routes, desk, begin, end, best_start, person, best_lead, limit, True)
    desk[at.BLINKS] = blinking
    return cost
