"""Compiled construction: regret insertion, dear units before others, linked units as one, with ejection.

Each unit keeps its cheapest shifts. An insertion changes one shift: only units that keep it, or that lie near the
visit put there, look at it again; a unit looks at all its shifts only when its turn comes.
Regret: Potvin and Rousseau (1993), doi:10.1016/0377-2217(93)90221-8.
"""

from solver.search.chains import layout as at
from solver.search.chains.compiled import ARRAY, INT, PTR, VOID, Arena, Handle, compiled, entry
from solver.search.chains.copies import copy_all, copy_touched
from solver.search.chains.ejection import FULL_PRICE, eject_for
from solver.search.chains.insertion import try_insert
from solver.search.chains.recreate import may_take, places
from solver.search.chains.routes import put, stop, sum_change
from solver.search.chains.tickets import note_absent, place_unit
from solver.search.chains.walk import node_row, pair_row

KEPT = at.MOST_KEPT
HOPEFUL_PRICE = FULL_PRICE // 4  # what leaving out counts where the ejected may find another place
MOST_EJECTIONS = 8  # for one unit and those that it displaces


@compiled(INT, PTR, PTR, PTR, INT, INT, INT)
def price_on(day: Arena, routes: Arena, desk: Arena, visit: int, shift: int, limit: int) -> int:
    """Return what a visit costs at the cheapest place of a shift; ``limit`` or more if there is none below it."""
    if not may_take(day, routes, desk, visit, shift, -1):
        return limit
    extra = sum_change(day, routes, shift, node_row(day, visit, at.NODE_WORK))
    latest, best = pair_row(day, visit, shift, at.PAIR_LATEST), limit
    first, last = places(day, routes, visit, shift)
    desk[at.PLACE] = -1
    for place in range(first, last + 1):
        if routes[stop(routes, shift, place - 1) + at.STOP_OVER] > latest:
            break
        desk[at.EVALUATED] += 1
        cost, _ = try_insert(day, routes, shift, place, visit, at.LONG_AGO, at.NEVER, best - extra)
        if cost != at.TOO_DEAR and cost + extra < best:
            best = cost + extra
            desk[at.PLACE] = place
    return best


@compiled(INT, PTR, INT)
def kept_row(desk: Arena, unit: int) -> int:
    """Return where a unit's cheapest shifts lie: (shift or -1, cost), cheapest first."""
    return desk[at.KEPT] + unit * 2 * KEPT


@compiled(VOID, PTR, INT, INT, INT)
def keep(desk: Arena, unit: int, shift: int, cost: int) -> None:
    """Keep a shift among the cheapest of a unit, if it is one of them."""
    row = kept_row(desk, unit)
    k = KEPT - 1
    if desk[row + 2 * k] >= 0 and desk[row + 2 * k + 1] <= cost:
        return
    while k > 0 and (desk[row + 2 * k - 2] < 0 or desk[row + 2 * k - 1] > cost):
        desk[row + 2 * k] = desk[row + 2 * k - 2]
        desk[row + 2 * k + 1] = desk[row + 2 * k - 1]
        k -= 1
    desk[row + 2 * k] = shift
    desk[row + 2 * k + 1] = cost


@compiled(VOID, PTR, INT, INT)
def forget(desk: Arena, unit: int, shift: int) -> None:
    """Take a shift out of those a unit keeps."""
    row, kept = kept_row(desk, unit), 0
    for k in range(KEPT):
        if desk[row + 2 * k] >= 0 and desk[row + 2 * k] != shift:
            desk[row + 2 * kept] = desk[row + 2 * k]
            desk[row + 2 * kept + 1] = desk[row + 2 * k + 1]
            kept += 1
    for k in range(kept, KEPT):
        desk[row + 2 * k] = -1


@compiled(INT, PTR, INT, INT)
def keeps(desk: Arena, unit: int, shift: int) -> int:
    """Return 1 if a unit keeps a shift."""
    row = kept_row(desk, unit)
    for k in range(KEPT):
        if desk[row + 2 * k] == shift:
            return 1
    return 0


@compiled(VOID, PTR, PTR, PTR, INT, INT)
def look_again(day: Arena, routes: Arena, desk: Arena, unit: int, shift: int) -> None:
    """Bring up to date what a unit knows of one shift."""
    row = day[at.UNIT] + unit * at.UNIT_ROW
    forget(desk, unit, shift)
    cost = price_on(day, routes, desk, day[row + at.UNIT_SINGLE], shift, day[row + at.UNIT_DROP])
    if cost < day[row + at.UNIT_DROP]:
        keep(desk, unit, shift, cost)


@compiled(VOID, PTR, PTR, PTR, INT)
def look_everywhere(day: Arena, routes: Arena, desk: Arena, unit: int) -> None:
    """Find the cheapest shifts of a unit; among equals a different one for each unit, so that they spread."""
    visit = day[day[at.UNIT] + unit * at.UNIT_ROW + at.UNIT_SINGLE]
    drop = day[day[at.UNIT] + unit * at.UNIT_ROW + at.UNIT_DROP]
    row = kept_row(desk, unit)
    for k in range(KEPT):
        desk[row + 2 * k] = -1
    first, end = node_row(day, visit, at.NODE_CAND_FIRST), node_row(day, visit, at.NODE_CAND_END)
    for k in range(end - first):
        shift = day[day[at.CAND] + first + (k + unit) % (end - first)]
        worst = row + 2 * KEPT - 2
        limit = desk[worst + 1] if desk[worst] >= 0 else drop
        cost = price_on(day, routes, desk, visit, shift, limit)
        if cost < limit:
            keep(desk, unit, shift, cost)


@compiled(INT, PTR, PTR, INT)
def regret(day: Arena, desk: Arena, unit: int) -> int:
    """Return what a unit stands to lose if its cheapest shift is taken by another."""
    row, drop = kept_row(desk, unit), day[day[at.UNIT] + unit * at.UNIT_ROW + at.UNIT_DROP]
    if desk[row] < 0:
        return -1
    loss = 0
    for k in range(1, KEPT):
        loss += (desk[row + 2 * k + 1] if desk[row + 2 * k] >= 0 else drop) - desk[row + 1]
    return loss


@compiled(VOID, PTR, PTR, PTR, INT, INT)
def insert_and_eject(day: Arena, routes: Arena, desk: Arena, unit: int, scale: int) -> None:
    """Insert a unit anywhere, if need be in the place of others, which then do the same (see ``eject_for``)."""
    desk[at.CLOCK] += 1
    desk[at.OUTS] = 1
    desk[at.TOUCHES] = 0
    desk[desk[at.OUT]] = unit
    desk[desk[at.OUT_STAMP] + unit] = desk[at.CLOCK]
    k, left = 0, MOST_EJECTIONS
    while k < desk[at.OUTS]:
        place_unit(day, routes, desk, desk[desk[at.OUT] + k])
        if left > 0 and eject_for(day, routes, desk, desk[desk[at.OUT] + k], scale):
            left -= 1
        k += 1


@compiled(VOID, PTR, PTR, PTR, PTR, INT)
def insert_if_it_pays(day: Arena, routes: Arena, kept: Arena, desk: Arena, unit: int) -> None:
    """Insert a unit where that lowers the cost, ``kept`` being the same routes before and after.

    At first every exchange has to pay by itself; then the ejected may hope for another place, and all is undone if
    they do not find one.
    """
    for scale in (FULL_PRICE, HOPEFUL_PRICE):
        insert_and_eject(day, routes, desk, unit, scale)
        if routes[at.COST] < kept[at.COST]:
            copy_touched(day, routes, kept, desk)
        else:
            copy_touched(day, kept, routes, desk)
        for k in range(desk[at.OUTS]):
            note_absent(day, routes, desk, desk[desk[at.OUT] + k])
        if desk[desk[at.ABSENT_AT] + unit] < 0:
            break


@compiled(VOID, PTR, INT)
def stop_waiting(desk: Arena, unit: int) -> None:
    """Take a unit out of those that wait."""
    place = desk[desk[at.WAIT_AT] + unit]
    desk[at.WAITS] -= 1
    last = desk[desk[at.WAIT] + desk[at.WAITS]]
    desk[desk[at.WAIT] + place] = last
    desk[desk[at.WAIT_AT] + last] = place
    desk[desk[at.WAIT_AT] + unit] = -1


@compiled(VOID, PTR, PTR, PTR, INT, INT)
def tell_waiting(day: Arena, routes: Arena, desk: Arena, visit: int, shift: int) -> None:
    """Let waiting units look again at a shift that has just taken a visit: those that keep it, and those near."""
    for k in range(desk[at.WAITS]):
        unit = desk[desk[at.WAIT] + k]
        if keeps(desk, unit, shift):
            look_again(day, routes, desk, unit, shift)
            desk[desk[at.KEY] + unit] = regret(day, desk, unit)
    for k in range(day[at.NEAREST]):
        other = day[day[at.NEAR] + visit * day[at.NEAREST] + k]
        if other < 0:
            break
        unit = node_row(day, other, at.NODE_UNIT)
        if desk[desk[at.WAIT_AT] + unit] >= 0 and not keeps(desk, unit, shift):
            look_again(day, routes, desk, unit, shift)
            desk[desk[at.KEY] + unit] = regret(day, desk, unit)


@compiled(INT, PTR)
def most_regretted(desk: Arena) -> int:
    """Return the waiting unit with the largest regret."""
    chosen, most = -1, -2
    for k in range(desk[at.WAITS]):
        unit = desk[desk[at.WAIT] + k]
        if desk[desk[at.KEY] + unit] > most:
            chosen, most = unit, desk[desk[at.KEY] + unit]
    return chosen


@compiled(VOID, PTR, PTR, PTR, INT)
def insert_where_cheapest(day: Arena, routes: Arena, desk: Arena, unit: int) -> None:
    """Insert a waiting unit on the cheapest of all shifts, if one can take it for less than leaving it out."""
    look_everywhere(day, routes, desk, unit)
    stop_waiting(desk, unit)
    shift = desk[kept_row(desk, unit)]
    if shift < 0:
        return
    row = day[at.UNIT] + unit * at.UNIT_ROW
    visit = day[row + at.UNIT_SINGLE]
    price_on(day, routes, desk, visit, shift, day[row + at.UNIT_DROP])
    desk[at.CLOCK] += 1
    desk[at.TOUCHES] = 0
    routes[at.COST] -= day[row + at.UNIT_DROP]
    put(day, routes, desk, shift, desk[at.PLACE], visit)
    tell_waiting(day, routes, desk, visit, shift)


@entry(VOID, ARRAY, ARRAY, ARRAY, ARRAY)
def await_turn(day: Handle, routes: Handle, desk: Handle, units: Handle) -> None:
    """Let some units of a single visit wait for their turn."""
    for k in range(len(units)):
        unit, out = units[k], desk.ctypes
        desk[desk[at.WAIT] + desk[at.WAITS]] = unit
        desk[desk[at.WAIT_AT] + unit] = desk[at.WAITS]
        desk[at.WAITS] += 1
        look_everywhere(day.ctypes, routes.ctypes, out, unit)
        desk[desk[at.KEY] + unit] = regret(day.ctypes, out, unit)


@entry(VOID, ARRAY, ARRAY, ARRAY, INT)
def insert_waiting(day: Handle, routes: Handle, desk: Handle, most: int) -> None:
    """Insert up to so many of the waiting units, the one with the largest regret first each time."""
    for _ in range(min(most, desk[at.WAITS])):
        insert_where_cheapest(day.ctypes, routes.ctypes, desk.ctypes, most_regretted(desk.ctypes))


@entry(VOID, ARRAY, ARRAY, ARRAY, ARRAY, ARRAY)
def insert_units(day: Handle, routes: Handle, kept: Handle, desk: Handle, units: Handle) -> None:
    """Insert units in an order, if need be in the place of others; ``kept`` becomes a copy of the routes."""
    copy_all(day.ctypes, routes.ctypes, kept.ctypes)
    for k in range(len(units)):
        insert_if_it_pays(day.ctypes, routes.ctypes, kept.ctypes, desk.ctypes, units[k])
