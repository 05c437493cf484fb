"""Compiled copies of routes from one arena to another, and what routes cost in all."""

from solver.search.chains import layout as at
from solver.search.chains.compiled import INT, PTR, VOID, Arena, compiled
from solver.search.chains.routes import refresh, stop
from solver.search.chains.walk import curve_at, shift_row


@compiled(VOID, PTR, PTR, PTR, INT)
def copy_stops(day: Arena, source: Arena, target: Arena, shift: int) -> None:
    """Copy the stops of one route; visits it had are nowhere until ``copy_places``."""
    for k in range(1, target[target[at.LENGTH] + shift] + 1):
        node = target[stop(target, shift, k) + at.STOP_NODE]
        if node < day[at.VISITS] and target[target[at.WHERE] + node] == shift:
            target[target[at.WHERE] + node] = -1
    length = source[source[at.LENGTH] + shift]
    here, there = stop(source, shift, 0), stop(target, shift, 0)
    for k in range((length + 2) * at.STOP_ROW):
        target[there + k] = source[here + k]
    target[target[at.LENGTH] + shift] = length
    target[target[at.TOTAL] + shift] = source[source[at.TOTAL] + shift]
    target[target[at.COUNT] + shift] = source[source[at.COUNT] + shift]
    target[target[at.ROOM] + shift] = source[source[at.ROOM] + shift]


@compiled(VOID, PTR, PTR, PTR, INT)
def copy_places(day: Arena, source: Arena, target: Arena, shift: int) -> None:
    """Copy where the visits of a copied route are, and the minutes of its technician."""
    for k in range(1, source[source[at.LENGTH] + shift] + 1):
        node = source[stop(source, shift, k) + at.STOP_NODE]
        if node < day[at.VISITS]:
            target[target[at.WHERE] + node] = shift
            target[target[at.AT] + node] = k
            target[target[at.FIXED] + node] = source[source[at.FIXED] + node]
    owner = shift_row(day, shift, at.SHIFT_OWNER)
    target[target[at.LOAD] + owner] = source[source[at.LOAD] + owner]


@compiled(VOID, PTR, PTR, PTR, PTR)
def copy_touched(day: Arena, source: Arena, target: Arena, desk: Arena) -> None:
    """Copy the routes of all shifts touched in this iteration, and the cost."""
    for k in range(desk[at.TOUCHES]):
        copy_stops(day, source, target, desk[desk[at.TOUCHED] + k])
    for k in range(desk[at.TOUCHES]):
        shift = desk[desk[at.TOUCHED] + k]
        copy_places(day, source, target, shift)
        desk[desk[at.DIRT] + shift] = at.NEVER
    target[at.COST] = source[at.COST]


@compiled(VOID, PTR, PTR, PTR)
def copy_all(day: Arena, source: Arena, target: Arena) -> None:
    """Copy all routes."""
    for shift in range(day[at.SHIFTS]):
        copy_stops(day, source, target, shift)
    for shift in range(day[at.SHIFTS]):
        copy_places(day, source, target, shift)
    target[at.COST] = source[at.COST]


@compiled(VOID, PTR, PTR)
def clear(day: Arena, routes: Arena) -> None:
    """Write routes without visits; every ticket is left out."""
    cost = 0
    for owner in range(day[at.TECHNICIANS]):
        row = day[at.OWNER] + owner * at.OWNER_ROW
        cost += curve_at(day, day[row + at.OWNER_CURVE_FIRST], day[row + at.OWNER_CURVE_END], day[row + at.OWNER_BASE])
    for ticket in range(day[at.TICKETS]):
        row = day[at.TICKET] + ticket * at.TICKET_ROW
        if day[row + at.TICKET_FIRST_VISIT] >= 0:
            cost += day[row + at.TICKET_DROP]
    routes[at.COST] = cost
    for shift in range(day[at.SHIFTS]):
        absences = shift_row(day, shift, at.SHIFT_ABSENCES)
        routes[routes[at.LENGTH] + shift] = absences
        for k in range(absences):
            node = shift_row(day, shift, at.SHIFT_ABSENT) + k
            routes[stop(routes, shift, k + 1) + at.STOP_NODE] = node
        refresh(day, routes, shift, 1)


@compiled(INT, PTR, PTR)
def cost_anew(day: Arena, routes: Arena) -> int:
    """Return the cost worked out from nothing but the totals: what the running cost must equal."""
    cost = 0
    for shift in range(day[at.SHIFTS]):
        cost += routes[routes[at.TOTAL] + shift]
    for owner in range(day[at.TECHNICIANS]):
        row = day[at.OWNER] + owner * at.OWNER_ROW
        minutes = day[row + at.OWNER_BASE] + routes[routes[at.LOAD] + owner]
        cost += curve_at(day, day[row + at.OWNER_CURVE_FIRST], day[row + at.OWNER_CURVE_END], minutes)
    for ticket in range(day[at.TICKETS]):
        row = day[at.TICKET] + ticket * at.TICKET_ROW
        first = day[row + at.TICKET_FIRST_VISIT]
        if first >= 0 and routes[routes[at.WHERE] + first] < 0:
            cost += day[row + at.TICKET_DROP]
    return cost
