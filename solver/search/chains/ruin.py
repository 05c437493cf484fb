"""Compiled ruin: which visits an iteration takes out, so that recreating them may find something better.

Adjacent string removal follows Christiaens and Vanden Berghe (2020), Slack induction by string removals for
vehicle routing problems, doi:10.1287/trsc.2019.0914.
"""

from solver.search.chains import layout as at
from solver.search.chains.compiled import BOOL, INT, PTR, VOID, Arena, compiled
from solver.search.chains.luck import below, share
from solver.search.chains.operators import choose
from solver.search.chains.routes import stop
from solver.search.chains.tickets import take_unit
from solver.search.chains.walk import node_row, pair_row

AVERAGE_REMOVED = 8.0
LONGEST_STRING = 10.0
NEAR_RETRIED = 6  # units left out near what is taken out that are tried again, at most
RETRIED = 1  # and any others
DRAWN = 6  # visits of which the dearest is chosen


@compiled(VOID, PTR, PTR, PTR, INT, INT)
def take_string(day: Arena, routes: Arena, desk: Arena, visit: int, size: int) -> None:
    """Take out a string of stops that holds a visit, half of the time with some in its middle kept."""
    shift, place = routes[routes[at.WHERE] + visit], routes[routes[at.AT] + visit]
    length = routes[routes[at.LENGTH] + shift]
    kept = 0
    if size > 1 and size < length and share(desk) < 0.5:
        while size + kept < length and share(desk) < 0.5:
            kept += 1
    span = min(size + kept, length)
    lowest = max(1, place - span + 1)
    highest = min(place, length - span + 1)
    begin = lowest + below(desk, highest - lowest + 1)
    skip = begin + below(desk, span - kept + 1)
    string, number = desk[at.STRING], 0
    for k in range(begin, begin + span):
        node = routes[stop(routes, shift, k) + at.STOP_NODE]
        if node < day[at.VISITS] and not (skip <= k < skip + kept):
            desk[string + number] = node
            number += 1
    for k in range(number):
        take_unit(day, routes, desk, node_row(day, desk[string + k], at.NODE_UNIT))


@compiled(VOID, PTR, PTR, PTR, INT, BOOL)
def ruin_strings(day: Arena, routes: Arena, desk: Arena, seed: int, for_seed: bool) -> None:
    """Take strings out of the routes around a visit; ``for_seed`` out of those alone that could take it."""
    longest = max(1.0, min(LONGEST_STRING, desk[at.PLANNED] / max(1, desk[at.USED])))
    strings = int(share(desk) * (4.0 * AVERAGE_REMOVED / (1.0 + longest) - 1.0)) + 1
    desk[at.ROUND] += 1
    retried = 0
    for k in range(day[at.NEAREST]):
        visit = day[day[at.NEAR] + seed * day[at.NEAREST] + k]
        if visit < 0 or strings == 0:
            break
        shift = routes[routes[at.WHERE] + visit]
        if shift < 0 and retried < NEAR_RETRIED and share(desk) < 0.5:
            take_unit(day, routes, desk, node_row(day, visit, at.NODE_UNIT))
            retried += 1
        if shift < 0 or desk[desk[at.SEEN] + shift] == desk[at.ROUND]:
            continue
        if for_seed and pair_row(day, seed, shift, at.PAIR_LATEST) == at.LONG_AGO:
            continue
        desk[desk[at.SEEN] + shift] = desk[at.ROUND]
        strings -= 1
        size = int(share(desk) * min(longest, float(routes[routes[at.COUNT] + shift]))) + 1
        take_string(day, routes, desk, visit, size)


@compiled(VOID, PTR, PTR, PTR, INT)
def ruin_shift(day: Arena, routes: Arena, desk: Arena, shift: int) -> None:
    """Take out all visits of a route."""
    string, number = desk[at.STRING], 0
    for k in range(1, routes[routes[at.LENGTH] + shift] + 1):
        node = routes[stop(routes, shift, k) + at.STOP_NODE]
        if node < day[at.VISITS]:
            desk[string + number] = node
            number += 1
    for k in range(number):
        take_unit(day, routes, desk, node_row(day, desk[string + k], at.NODE_UNIT))


@compiled(INT, PTR, INT)
def visit_of(day: Arena, unit: int) -> int:
    """Return a visit of a unit."""
    ticket = day[day[at.UNIT_TICKET] + day[day[at.UNIT] + unit * at.UNIT_ROW + at.UNIT_FIRST]]
    return day[day[at.TICKET] + ticket * at.TICKET_ROW + at.TICKET_FIRST_VISIT]


@compiled(INT, PTR, PTR, PTR)
def dear_visit(day: Arena, routes: Arena, desk: Arena) -> int:
    """Return, of a few visits drawn at random, the one whose stop adds most to the cost of its route."""
    chosen, most = day[day[at.PLACEABLE] + below(desk, day[at.PLACEABLES])], -1
    for _ in range(DRAWN):
        visit = day[day[at.PLACEABLE] + below(desk, day[at.PLACEABLES])]
        shift = routes[routes[at.WHERE] + visit]
        if shift >= 0:
            row = stop(routes, shift, routes[routes[at.AT] + visit])
            added = routes[row + at.STOP_SPENT] - routes[row - at.STOP_ROW + at.STOP_SPENT]
            if added > most:
                chosen, most = visit, added
    return chosen


@compiled(VOID, PTR, PTR, PTR)
def ruin(day: Arena, routes: Arena, desk: Arena) -> None:
    """Take out some units in one of several ways, and add some that are left out to what will be inserted."""
    kind = choose(desk, 0, at.RUINS)
    if kind == at.AROUND_ABSENT and desk[at.ABSENTS] == 0:
        kind = at.AROUND_ANY
    desk[at.RUIN] = kind
    if kind == at.AROUND_ABSENT:
        unit = desk[desk[at.ABSENT] + below(desk, desk[at.ABSENTS])]
        ruin_strings(day, routes, desk, visit_of(day, unit), True)
        take_unit(day, routes, desk, unit)
    elif kind == at.WHOLE_SHIFT:
        ruin_shift(day, routes, desk, below(desk, day[at.SHIFTS]))
    elif kind == at.AROUND_DEAR:
        ruin_strings(day, routes, desk, dear_visit(day, routes, desk), False)
    else:
        ruin_strings(day, routes, desk, day[day[at.PLACEABLE] + below(desk, day[at.PLACEABLES])], False)
    for _ in range(min(RETRIED, desk[at.ABSENTS])):
        take_unit(day, routes, desk, desk[desk[at.ABSENT] + below(desk, desk[at.ABSENTS])])
