"""Compiled edits of routes, asked for one by one: units taken out, or put where they cost least without ejection."""

from solver.search.chains import layout as at
from solver.search.chains.anneal import begin_round
from solver.search.chains.bonds import end_of, is_planned, unit_holds
from solver.search.chains.compiled import ARRAY, BOOL, INT, PTR, VOID, Arena, Handle, compiled, entry
from solver.search.chains.copies import copy_all, copy_touched
from solver.search.chains.ejection import FULL_PRICE, eject_for
from solver.search.chains.regret import MOST_EJECTIONS, insert_and_eject
from solver.search.chains.routes import refresh, settle
from solver.search.chains.tickets import note_absent, place_unit, take_unit
from solver.search.chains.walk import pair_row, shift_row

MANNERS = 4  # of an exchange: those displaced are hoped to find another place, not at all or for most of their price


@entry(BOOL, ARRAY, ARRAY, ARRAY, ARRAY)
def remove_units(day: Handle, routes: Handle, desk: Handle, units: Handle) -> bool:
    """Take units out; False if a route cannot be made without them."""
    begin_round(desk.ctypes)
    for k in range(len(units)):
        take_unit(day.ctypes, routes.ctypes, desk.ctypes, units[k])
    fine = settle(day.ctypes, routes.ctypes, desk.ctypes)
    for k in range(len(units)):
        note_absent(day.ctypes, routes.ctypes, desk.ctypes, units[k])
    return fine


@entry(VOID, ARRAY, ARRAY, ARRAY, ARRAY)
def place_units(day: Handle, routes: Handle, desk: Handle, units: Handle) -> None:
    """Insert units in an order, each where it costs least; none takes the place of another."""
    for k in range(len(units)):
        begin_round(desk.ctypes)
        place_unit(day.ctypes, routes.ctypes, desk.ctypes, units[k])
        note_absent(day.ctypes, routes.ctypes, desk.ctypes, units[k])


@entry(BOOL, ARRAY, ARRAY, INT)
def walk_one(day: Handle, routes: Handle, shift: int) -> bool:
    """Walk one route anew; False if it is infeasible."""
    return refresh(day.ctypes, routes.ctypes, shift, 1)


@compiled(VOID, PTR, PTR, PTR, INT, INT)
def exchange(day: Arena, routes: Arena, desk: Arena, unit: int, scale: int) -> None:
    """Put a unit in the place of others at once; they, and who they displace in turn, are inserted anywhere.

    ``scale`` is what leaving out the displaced counts, of ``FULL_PRICE`` (see ``eject_for``).
    """
    begin_round(desk)
    desk[at.OUTS] = 1
    desk[desk[at.OUT]] = unit
    desk[desk[at.OUT_STAMP] + unit] = desk[at.CLOCK]
    if not eject_for(day, routes, desk, unit, scale):
        return
    k, left = 1, MOST_EJECTIONS - 1
    while k < desk[at.OUTS]:
        place_unit(day, routes, desk, desk[desk[at.OUT] + k])
        if left > 0 and eject_for(day, routes, desk, desk[desk[at.OUT] + k], scale):
            left -= 1
        k += 1


@compiled(VOID, PTR, PTR, PTR, INT, INT)
def insert_before(day: Arena, routes: Arena, desk: Arena, unit: int, other: int) -> None:
    """Put a unit where it costs least without another one that is planned, and then that one."""
    begin_round(desk)
    desk[at.OUTS] = 2
    desk[desk[at.OUT]], desk[desk[at.OUT] + 1] = unit, other
    take_unit(day, routes, desk, other)
    if settle(day, routes, desk):
        place_unit(day, routes, desk, unit)
        place_unit(day, routes, desk, other)
    else:
        routes[at.COST] = at.TOO_DEAR


@compiled(VOID, PTR, PTR, PTR, INT, INT, PTR)
def insert_so(day: Arena, routes: Arena, desk: Arena, unit: int, manner: int, others: Arena) -> None:
    """Insert a unit in one of several manners.

    Where it costs least (0), in the place of others, whose price counts less or more (1 to ``MANNERS``), or before one
    of ``others``.
    """
    if manner == 0:
        insert_and_eject(day, routes, desk, unit, FULL_PRICE)
    elif manner <= MANNERS:
        exchange(day, routes, desk, unit, FULL_PRICE // MANNERS * (manner - 1))
    else:
        insert_before(day, routes, desk, unit, others[manner - MANNERS - 1])


@entry(VOID, ARRAY, ARRAY, ARRAY, ARRAY, ARRAY, ARRAY)
def insert_best(day: Handle, routes: Handle, kept: Handle, desk: Handle, units: Handle, others: Handle) -> None:
    """Insert units in an order, each in the manner that costs least, if that lowers the cost.

    Parameters
    ----------
    kept
        A copy of ``routes``.
    others
        Units that are planned, each of which may be taken out for a unit and put back after it.
    """
    here, there, out = routes.ctypes, kept.ctypes, desk.ctypes
    copy_all(day.ctypes, here, there)
    for k in range(len(units)):
        best, manner = kept[at.COST], -1
        for way in range(MANNERS + 1 + len(others)):
            insert_so(day.ctypes, here, out, units[k], way, others.ctypes)
            if routes[at.COST] < best:
                best, manner = routes[at.COST], way
            copy_touched(day.ctypes, there, here, out)
        if manner >= 0:
            insert_so(day.ctypes, here, out, units[k], manner, others.ctypes)
            copy_touched(day.ctypes, here, there, out)
        for j in range(desk[at.OUTS]):
            note_absent(day.ctypes, here, out, desk[desk[at.OUT] + j])


@compiled(BOOL, PTR, PTR, INT)
def crew_holds(day: Arena, routes: Arena, group: int) -> bool:
    """Whether the visits of a group are all planned, start together, by different people, one by who must be there."""
    row = day[at.GROUP] + group * at.GROUP_ROW
    begin, end, wanted = day[row + at.GROUP_FIRST], day[row + at.GROUP_END], day[row + at.GROUP_ONE_BY]
    found, together = wanted < 0, at.NEVER
    for k in range(begin, end):
        visit = day[day[at.MEMBER] + k]
        shift = routes[routes[at.WHERE] + visit]
        if shift < 0:
            return False
        owner = shift_row(day, shift, at.SHIFT_OWNER)
        start = end_of(routes, visit) - pair_row(day, visit, shift, at.PAIR_MINUTES)
        if together != at.NEVER and start != together:
            return False
        together, found = start, found or owner == wanted
        for j in range(begin, k):
            other = routes[routes[at.WHERE] + day[day[at.MEMBER] + j]]
            if shift_row(day, other, at.SHIFT_OWNER) == owner:
                return False
    return found


@compiled(BOOL, PTR, PTR, INT)
def unit_is_whole(day: Arena, routes: Arena, unit: int) -> bool:
    """Whether every ticket of a unit is planned whole or not at all, and all its links hold."""
    row = day[at.UNIT] + unit * at.UNIT_ROW
    for k in range(day[row + at.UNIT_FIRST], day[row + at.UNIT_END]):
        ticket = day[day[at.UNIT_TICKET] + k]
        own = day[at.TICKET] + ticket * at.TICKET_ROW
        begin, end = day[own + at.TICKET_GROUP_FIRST], day[own + at.TICKET_GROUP_END]
        planned = 0
        for group in range(begin, end):
            planned += crew_holds(day, routes, group)
        if planned < end - begin and (planned > 0 or is_planned(day, routes, ticket)):
            return False
    return unit_holds(day, routes, unit)


@entry(BOOL, ARRAY, ARRAY, INT)
def holds(day: Handle, routes: Handle, unit: int) -> bool:
    """Whether every ticket of a unit is planned whole or not at all, and all its links hold."""
    return unit_is_whole(day.ctypes, routes.ctypes, unit)
