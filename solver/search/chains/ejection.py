"""Compiled ejection: a visit that fits nowhere takes the place of one or two others, which look for another place.

Only units of one visit are ejected or eject: what is linked is taken out and put back as a whole elsewhere.
"""

from solver.search.chains import layout as at
from solver.search.chains.compiled import BOOL, INT, PTR, Arena, compiled, pair
from solver.search.chains.insertion import try_replace
from solver.search.chains.luck import blinks
from solver.search.chains.recreate import choose_shifts
from solver.search.chains.routes import put, stop, sum_change
from solver.search.chains.tickets import take_unit
from solver.search.chains.walk import node_row, pair_row, shift_row

LONGEST_SPAN = 2  # visits ejected for one
FULL_PRICE = 1024  # how the price of leaving an ejected visit out is scaled


@compiled(INT, PTR, PTR, PTR, INT, INT)
def ejected_price(day: Arena, routes: Arena, desk: Arena, shift: int, place: int) -> int:
    """Return the price of leaving out the visit at a stop; -1 if it cannot be ejected: none is twice in a round."""
    node = routes[stop(routes, shift, place) + at.STOP_NODE]
    if node < 0 or node >= day[at.VISITS] or node == shift_row(day, shift, at.SHIFT_FIRST):
        return -1
    unit = node_row(day, node, at.NODE_UNIT)
    row = day[at.UNIT] + unit * at.UNIT_ROW
    if desk[desk[at.OUT_STAMP] + unit] == desk[at.CLOCK]:
        return -1
    if day[row + at.UNIT_SINGLE] < 0 or day[row + at.UNIT_DROP] >= at.MUST:
        return -1
    return day[row + at.UNIT_DROP]


@compiled(pair(2), PTR, PTR, PTR, INT, INT, INT)
def ejected(day: Arena, routes: Arena, desk: Arena, shift: int, place: int, span: int) -> tuple[int, int]:
    """Return (price, minutes of work) of the visits at ``span`` stops; price -1 if they cannot be ejected."""
    price, work = 0, 0
    for k in range(place, place + span):
        one = ejected_price(day, routes, desk, shift, k)
        if one < 0:
            return -1, 0
        price += one
        work += node_row(day, routes[stop(routes, shift, k) + at.STOP_NODE], at.NODE_WORK)
    return price, work


@compiled(pair(4), PTR, PTR, PTR, INT, INT, INT)
def best_ejection(
    day: Arena, routes: Arena, desk: Arena, visit: int, limit: int, scale: int
) -> tuple[int, int, int, int]:
    """Return (cost, shift or -1, place, span) of the cheapest exchange of a visit for one or two others.

    Parameters
    ----------
    limit
        Exchanges of this cost and more are of no interest.
    scale
        What leaving out the others counts, of ``FULL_PRICE``: less than that hopes they find another place.
    """
    best, where, best_at, best_span = limit, -1, -1, 0
    own = node_row(day, visit, at.NODE_WORK)
    desk[at.SPARE] = 1
    number = choose_shifts(day, routes, desk, visit, -1)
    desk[at.SPARE] = 0
    for k in range(number):
        shift = desk[desk[at.CHOICE] + k]
        latest = pair_row(day, visit, shift, at.PAIR_LATEST)
        if shift_row(day, shift, at.SHIFT_FIRST) == visit:
            continue
        for place in range(1, routes[routes[at.LENGTH] + shift] + 1):
            if routes[stop(routes, shift, place - 1) + at.STOP_OVER] > latest:
                break
            if blinks(desk):
                continue
            for span in range(1, min(LONGEST_SPAN, routes[routes[at.LENGTH] + shift] + 1 - place) + 1):
                price, work = ejected(day, routes, desk, shift, place, span)
                if price < 0:
                    break
                extra = (price * scale) // FULL_PRICE + sum_change(day, routes, shift, own - work)
                if extra >= best:
                    continue
                desk[at.EVALUATED] += 1
                cost = try_replace(day, routes, shift, place, span, visit)
                if cost != at.TOO_DEAR and cost + extra < best:
                    best, where, best_at, best_span = cost + extra, shift, place, span
    return best, where, best_at, best_span


@compiled(BOOL, PTR, PTR, PTR, INT, INT)
def eject_for(day: Arena, routes: Arena, desk: Arena, unit: int, scale: int) -> bool:
    """Put a unit that is left out in the place of others, which are noted to be inserted again; False if none pays.

    The exchange alone has to pay where ``scale`` is ``FULL_PRICE``.
    """
    row = day[at.UNIT] + unit * at.UNIT_ROW
    visit = day[row + at.UNIT_SINGLE]
    if visit < 0 or routes[routes[at.WHERE] + visit] >= 0:
        return False
    _, shift, place, span = best_ejection(day, routes, desk, visit, day[row + at.UNIT_DROP], scale)
    if shift < 0:
        return False
    string = desk[at.STRING]
    for k in range(span):
        desk[string + k] = routes[stop(routes, shift, place + k) + at.STOP_NODE]
    for k in range(span):
        take_unit(day, routes, desk, node_row(day, desk[string + k], at.NODE_UNIT))
    desk[desk[at.DIRT] + shift] = at.NEVER  # put walks from the same stop on
    routes[at.COST] -= day[row + at.UNIT_DROP]
    put(day, routes, desk, shift, place, visit)
    return True
