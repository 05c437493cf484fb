"""Compiled tests of what ties visits on different routes: who may come, when, and whether all of it holds."""

from solver.search.chains import layout as at
from solver.search.chains.compiled import BOOL, INT, PTR, Arena, compiled, pair
from solver.search.chains.routes import stop
from solver.search.chains.walk import node_row, pair_row, shift_row


@compiled(BOOL, PTR, PTR, INT)
def is_planned(day: Arena, routes: Arena, ticket: int) -> bool:
    """Whether a ticket has its visits on routes; one with nothing left to plan counts as planned."""
    first = day[day[at.TICKET] + ticket * at.TICKET_ROW + at.TICKET_FIRST_VISIT]
    return first < 0 or routes[routes[at.WHERE] + first] >= 0


@compiled(BOOL, PTR, PTR, INT, INT)
def may_be_by(day: Arena, routes: Arena, visit: int, person: int) -> bool:
    """Whether bonds with visits already placed let a technician make a visit."""
    for k in range(node_row(day, visit, at.NODE_AMONG_FIRST), node_row(day, visit, at.NODE_AMONG_END)):
        row = day[at.AMONG] + 4 * k
        if day[row + 1] >= 0 and not is_planned(day, routes, day[row + 1]):
            continue
        allowed = day[day[at.PEOPLE] + day[row] * day[at.TECHNICIANS] + person] != 0
        for j in range(day[row + 2], day[row + 3]):
            shift = routes[routes[at.WHERE] + day[day[at.OTHER] + j]]
            if shift >= 0 and shift_row(day, shift, at.SHIFT_OWNER) == person:
                allowed = True
        if not allowed:
            return False
    return True


@compiled(INT, PTR, INT)
def end_of(routes: Arena, visit: int) -> int:
    """Return the end of a visit that is on a route."""
    return routes[stop(routes, routes[routes[at.WHERE] + visit], routes[routes[at.AT] + visit]) + at.STOP_OVER]


@compiled(pair(2), PTR, PTR, INT)
def gaps(day: Arena, routes: Arena, visit: int) -> tuple[int, int]:
    """Return the earliest and latest start that visits placed before this one leave to it."""
    low, high = at.LONG_AGO, at.NEVER
    for k in range(node_row(day, visit, at.NODE_ORDER_FIRST), node_row(day, visit, at.NODE_ORDER_END)):
        row = day[at.ORDER] + 3 * k
        if routes[routes[at.WHERE] + day[row]] >= 0:
            end = end_of(routes, day[row])
            low = max(low, end + day[row + 1])
            high = min(high, end + day[row + 2])
    return low, high


@compiled(BOOL, PTR, PTR, INT)
def visit_holds(day: Arena, routes: Arena, visit: int) -> bool:
    """Whether a planned visit keeps its orders and bonds."""
    shift = routes[routes[at.WHERE] + visit]
    low, high = gaps(day, routes, visit)
    start = end_of(routes, visit) - pair_row(day, visit, shift, at.PAIR_MINUTES)
    return low <= start <= high and may_be_by(day, routes, visit, shift_row(day, shift, at.SHIFT_OWNER))


@compiled(BOOL, PTR, PTR, INT)
def unit_holds(day: Arena, routes: Arena, unit: int) -> bool:
    """Whether all links between the tickets of a unit hold."""
    row = day[at.UNIT] + unit * at.UNIT_ROW
    for k in range(day[row + at.UNIT_FIRST], day[row + at.UNIT_END]):
        ticket = day[day[at.UNIT_TICKET] + k]
        if not is_planned(day, routes, ticket):
            continue
        own = day[at.TICKET] + ticket * at.TICKET_ROW
        for j in range(day[own + at.TICKET_NEED_FIRST], day[own + at.TICKET_NEED_END]):
            if not is_planned(day, routes, day[day[at.NEED] + j]):
                return False
        for g in range(day[own + at.TICKET_GROUP_FIRST], day[own + at.TICKET_GROUP_END]):
            group = day[at.GROUP] + g * at.GROUP_ROW
            for m in range(day[group + at.GROUP_FIRST], day[group + at.GROUP_END]):
                if not visit_holds(day, routes, day[day[at.MEMBER] + m]):
                    return False
    return True
