"""Compiled annealing: ruin, recreate, keep or undo, many thousand times a second.

The functions that take arrays are those called from Python.
"""

import math

from solver.search.chains import layout as at
from solver.search.chains.compiled import ARRAY, BOOL, INT, PTR, REAL, VOID, Arena, Handle, compiled, entry
from solver.search.chains.copies import clear, copy_all, copy_touched, cost_anew
from solver.search.chains.ejection import FULL_PRICE, eject_for
from solver.search.chains.luck import below, share
from solver.search.chains.operators import BEST_FOUND, BETTER_FOUND, choose, credit_round
from solver.search.chains.routes import refresh, settle
from solver.search.chains.ruin import ruin
from solver.search.chains.tickets import note_absent, place_unit

NARROWED = 0.9  # share of iterations in which what was left out before looks at the shifts just changed alone
MOST_EJECTIONS = 4  # of an iteration
PRICES = 4  # of an ejected visit that is left out: a quarter to the whole of it counts, drawn for each iteration


@compiled(VOID, PTR, PTR)
def set_keys(day: Arena, desk: Arena) -> None:
    """Choose at random what the units that are out are ordered by."""
    kind = choose(desk, at.RUINS, at.SORTS)
    desk[at.SORT] = kind
    kind -= at.RUINS
    for k in range(desk[at.OUTS]):
        row = day[at.UNIT] + desk[desk[at.OUT] + k] * at.UNIT_ROW
        key = 0
        if kind == at.BY_DROP:
            key = -day[row + at.UNIT_DROP]
        elif kind == at.BY_EARLY:
            key = day[row + at.UNIT_EARLY]
        elif kind == at.BY_CHOICE:
            key = day[row + at.UNIT_CHOICE]
        elif kind == at.BY_MINUTES:
            key = -day[row + at.UNIT_MINUTES]
        desk[desk[at.KEY] + k] = key * 1024 + below(desk, 1024)


@compiled(VOID, PTR, PTR)
def order_units(day: Arena, desk: Arena) -> None:
    """Put the units that are out into the order in which they will be inserted."""
    set_keys(day, desk)
    keys, out = desk[at.KEY], desk[at.OUT]
    for k in range(1, desk[at.OUTS]):
        key, unit = desk[keys + k], desk[out + k]
        j = k
        while j > 0 and desk[keys + j - 1] > key:
            desk[keys + j], desk[out + j] = desk[keys + j - 1], desk[out + j - 1]
            j -= 1
        desk[keys + j], desk[out + j] = key, unit


@compiled(VOID, PTR)
def begin_round(desk: Arena) -> None:
    """Forget what the iteration before has touched."""
    desk[at.CLOCK] += 1
    desk[at.OUTS] = 0
    desk[at.TOUCHES] = 0


@compiled(VOID, PTR, PTR, PTR)
def count_routes(day: Arena, routes: Arena, desk: Arena) -> None:
    """Count the routes with visits, and the visits on them."""
    desk[at.USED] = 0
    desk[at.PLANNED] = 0
    for shift in range(day[at.SHIFTS]):
        visits = routes[routes[at.COUNT] + shift]
        desk[at.PLANNED] += visits
        if visits:
            desk[at.USED] += 1


@compiled(VOID, PTR, PTR, PTR)
def put_back(day: Arena, routes: Arena, desk: Arena) -> None:
    """Insert what is out, some of it in the place of others, which are then out themselves."""
    narrow, k = share(desk) < NARROWED, 0
    ejections = MOST_EJECTIONS if desk[at.ABSENTS] > 0 else 0
    scale = FULL_PRICE // PRICES * (1 + below(desk, PRICES))
    while k < desk[at.OUTS]:
        unit = desk[desk[at.OUT] + k]
        desk[at.NARROW] = narrow and desk[desk[at.ABSENT_AT] + unit] >= 0
        place_unit(day, routes, desk, unit)
        if ejections > 0 and eject_for(day, routes, desk, unit, scale):
            ejections -= 1
        k += 1
    desk[at.NARROW] = 0


@compiled(BOOL, PTR, PTR, PTR, PTR, REAL)
def iterate(day: Arena, routes: Arena, kept: Arena, desk: Arena, heat: float) -> bool:
    """Run one iteration; True if its outcome was kept."""
    begin_round(desk)
    ruin(day, routes, desk)
    taken = settle(day, routes, desk)
    if taken:
        order_units(day, desk)
        put_back(day, routes, desk)
        taken = routes[at.COST] - kept[at.COST] < -heat * math.log(share(desk))
    if taken:
        copy_touched(day, routes, kept, desk)
    else:
        copy_touched(day, kept, routes, desk)
    for k in range(desk[at.OUTS]):
        note_absent(day, routes, desk, desk[desk[at.OUT] + k])
    return taken


@entry(VOID, ARRAY, ARRAY, ARRAY, ARRAY, ARRAY, INT, REAL, REAL)
def anneal(
    day: Handle, routes: Handle, kept: Handle, best: Handle, desk: Handle, iterations: int, warm: float, cold: float
) -> None:
    """Run some iterations, cooling from one temperature (in cost) to another.

    Parameters
    ----------
    routes, kept, best
        The working routes, the same as last accepted, and the cheapest seen.
    """
    count_routes(day.ctypes, routes.ctypes, desk.ctypes)
    heat, cooling = warm, (cold / warm) ** (1.0 / max(1, iterations))
    for _ in range(iterations):
        desk[at.ITERATIONS] += 1
        before, looked = kept[at.COST], desk[at.EVALUATED]
        kept_it = iterate(day.ctypes, routes.ctypes, kept.ctypes, desk.ctypes, heat)
        found = BETTER_FOUND if kept[at.COST] < before else 0
        if kept_it and kept[at.COST] < best[at.COST]:
            copy_all(day.ctypes, kept.ctypes, best.ctypes)
            desk[at.IMPROVED] += 1
            found = BEST_FOUND
        credit_round(desk.ctypes, found, looked)
        heat *= cooling


@entry(VOID, ARRAY, ARRAY)
def clear_routes(day: Handle, routes: Handle) -> None:
    """Write routes without visits."""
    clear(day.ctypes, routes.ctypes)


@entry(VOID, ARRAY, ARRAY, ARRAY)
def copy_routes(day: Handle, source: Handle, target: Handle) -> None:
    """Copy all routes."""
    copy_all(day.ctypes, source.ctypes, target.ctypes)


@entry(VOID, ARRAY, ARRAY, ARRAY)
def list_absent(day: Handle, routes: Handle, desk: Handle) -> None:
    """Bring the list of what is left out up to date with routes that came from elsewhere."""
    for unit in range(day[at.UNITS]):
        note_absent(day.ctypes, routes.ctypes, desk.ctypes, unit)


@entry(VOID, ARRAY, ARRAY, ARRAY)
def walk_all(day: Handle, routes: Handle, feasible: Handle) -> None:
    """Walk all routes anew; write 1 for each shift whose route is feasible, else 0."""
    for shift in range(day[at.SHIFTS]):
        feasible[shift] = refresh(day.ctypes, routes.ctypes, shift, 1)


@entry(INT, ARRAY, ARRAY)
def work_out_cost(day: Handle, routes: Handle) -> int:
    """Return the cost of routes worked out anew."""
    return cost_anew(day.ctypes, routes.ctypes)
