"""Compiled steps of a route: when the next stop starts, which breaks fit before it, what it costs.

A route is walked from its head: travel, then service as early as it may start, breaks taken when they cost no time
or can wait no longer. Nothing here knows a rule; all of them are in the day's tables.
"""

from solver.search.chains import layout as at
from solver.search.chains.compiled import INT, PTR, Arena, compiled, pair

HALF = 0xFFFFFFFF  # the lower half of a number


@compiled(INT, PTR, INT, INT)
def node_row(day: Arena, node: int, field: int) -> int:
    """Return a field of a visit or absence."""
    return day[day[at.NODE] + node * at.NODE_ROW + field]


@compiled(INT, PTR, INT, INT)
def shift_row(day: Arena, shift: int, field: int) -> int:
    """Return a field of a shift."""
    return day[day[at.SHIFT] + shift * at.SHIFT_ROW + field]


@compiled(INT, PTR, INT, INT, INT)
def pair_row(day: Arena, visit: int, shift: int, field: int) -> int:
    """Return a field of a visit on a shift."""
    return day[day[at.PAIR] + (visit * day[at.SHIFTS] + shift) * at.PAIR_ROW + field]


@compiled(INT, PTR, INT, INT)
def way(day: Arena, origin: int, target: int) -> int:
    """Return minutes of travel between sites, where the origin is the one asked for again and again."""
    k = origin * day[at.SITES] + target
    return (day[day[at.TRAVEL] + (k >> 1)] >> ((k & 1) << 5)) & HALF


@compiled(INT, PTR, INT, INT)
def way_to(day: Arena, origin: int, target: int) -> int:
    """Return the same, where the target is the one asked for again and again: its row is at hand."""
    k = target * day[at.SITES] + origin
    return (day[day[at.TRAVEL_TO] + (k >> 1)] >> ((k & 1) << 5)) & HALF


@compiled(INT, PTR, INT, INT, INT)
def curve_at(day: Arena, first: int, end: int, x: int) -> int:
    """Return the cost at ``x`` of the curve in rows ``first`` to ``end``; 0 for no rows."""
    if first == end:
        return 0
    row = day[at.CURVE] + first * 3
    last = day[at.CURVE] + (end - 1) * 3
    while row < last and day[row + 3] <= x:
        row += 3
    return day[row + 1] + day[row + 2] * (x - day[row])


@compiled(INT, PTR, INT, INT, INT, INT)
def clear_of_blocked(day: Arena, shift: int, begin: int, before: int, length: int) -> int:
    """Return the earliest start >= ``begin`` for which [start - before, start + length) meets nothing blocked."""
    for k in range(shift_row(day, shift, at.SHIFT_BLOCK_FIRST), shift_row(day, shift, at.SHIFT_BLOCK_END)):
        row = day[at.BLOCK] + 2 * k
        if begin + length > day[row] and begin - before < day[row + 1]:
            begin = day[row + 1] + before
    return begin


@compiled(INT, PTR, INT, INT, INT, INT, INT, INT)
def earliest_start(day: Arena, shift: int, visit: int, leg: int, free: int, low: int, high: int) -> int:
    """Return when a visit can start, within [low, high], once its technician is free; ``NEVER`` if it cannot."""
    pair_at = day[at.PAIR] + (visit * day[at.SHIFTS] + shift) * at.PAIR_ROW
    node = day[at.NODE] + visit * at.NODE_ROW
    start = max(max(free, day[node + at.NODE_SET_OUT]) + leg, max(day[pair_at + at.PAIR_EARLIEST], low))
    latest = min(day[pair_at + at.PAIR_LATEST], high)
    if start > latest:
        return at.NEVER
    guarded = shift_row(day, shift, at.SHIFT_BLOCK_FIRST) < shift_row(day, shift, at.SHIFT_BLOCK_END)
    first, end = day[node + at.NODE_RANGE_FIRST], day[node + at.NODE_RANGE_END]
    if first == end:
        if guarded:
            start = clear_of_blocked(day, shift, start, leg, day[pair_at + at.PAIR_MINUTES])
        return start if start <= latest else at.NEVER
    for k in range(first, end):
        row = day[at.RANGE] + 2 * k
        if start > day[row + 1]:
            continue
        start = max(start, day[row])
        if guarded:
            start = clear_of_blocked(day, shift, start, leg, day[pair_at + at.PAIR_MINUTES])
        if start > latest:
            return at.NEVER
        if start <= day[row + 1]:
            return start
    return at.NEVER


@compiled(INT, PTR, INT, INT, INT)
def break_start(day: Arena, shift: int, row: int, free: int) -> int:
    """Return when a break can start at the earliest; it may be too late."""
    rest = day[at.BREAK] + 3 * row
    return clear_of_blocked(day, shift, max(free, day[rest]), 0, day[rest + 2])


@compiled(pair(2), PTR, INT, INT, INT, INT, INT, INT)
def start_and_end(day: Arena, shift: int, node: int, leg: int, free: int, low: int, high: int) -> tuple[int, int]:
    """Return start (``NEVER`` if there is none) and end of a stop that a technician sets out to when free."""
    if node >= day[at.VISITS]:
        begin, over = node_row(day, node, at.NODE_BEGIN), node_row(day, node, at.NODE_OVER)
        kept = free + leg <= begin and (leg == 0 or clear_of_blocked(day, shift, begin, leg, 0) == begin)
        return (begin if kept else at.NEVER), over
    start = earliest_start(day, shift, node, leg, free, low, high)
    return start, start + pair_row(day, node, shift, at.PAIR_MINUTES)


@compiled(pair(3), PTR, INT, INT, INT, INT, INT, INT, INT)
def step(
    day: Arena, shift: int, leg: int, free: int, taken: int, node: int, low: int, high: int
) -> tuple[int, int, int]:
    """Go on to the next stop, ``leg`` minutes away, a visit starting within [low, high].

    Returns
    -------
    start, end, taken
        Of the stop, and the breaks taken by then; start ``NEVER`` if the stop cannot be made.
    """
    start, end = start_and_end(day, shift, node, leg, free, low, high)
    if start == at.NEVER or taken == shift_row(day, shift, at.SHIFT_ALL_TAKEN):
        return start, end, taken
    first = shift_row(day, shift, at.SHIFT_BREAK_FIRST)
    for k in range(first, shift_row(day, shift, at.SHIFT_BREAK_END)):
        bit = 1 << (k - first)
        if taken & bit:
            continue
        rest = day[at.BREAK] + 3 * k
        if day[rest] + day[rest + 2] > start - leg and end <= day[rest + 1]:
            continue  # neither fits before the stop nor has to
        begin = break_start(day, shift, k, free)
        over = begin + day[rest + 2]
        if begin <= day[rest + 1] and over <= start - leg:
            free = over
            taken |= bit
        elif end > day[rest + 1]:
            if begin > day[rest + 1]:
                return at.NEVER, end, taken
            free = over
            taken |= bit
            start, end = start_and_end(day, shift, node, leg, free, low, high)
            if start == at.NEVER:
                return at.NEVER, end, taken
    return start, end, taken


@compiled(pair(2), PTR, INT, INT, INT, INT)
def go_home(day: Arena, shift: int, home: int, free: int, taken: int) -> tuple[int, int]:
    """Return the return, ``home`` minutes away, and the breaks taken by then; ``NEVER`` if there is no legal one."""
    first, end = shift_row(day, shift, at.SHIFT_BREAK_FIRST), shift_row(day, shift, at.SHIFT_BREAK_END)
    again = taken != shift_row(day, shift, at.SHIFT_ALL_TAKEN)
    while again:
        again = False
        for k in range(first, end):
            bit = 1 << (k - first)
            rest = day[at.BREAK] + 3 * k
            if taken & bit or free + home <= day[rest + 1]:
                continue
            begin = break_start(day, shift, k, free)
            if begin > day[rest + 1]:
                return at.NEVER, taken
            free = begin + day[rest + 2]
            taken |= bit
            again = True
    back = free + home
    if back > shift_row(day, shift, at.SHIFT_LATEST_RETURN):
        return at.NEVER, taken
    for k in range(shift_row(day, shift, at.SHIFT_BLOCK_FIRST), shift_row(day, shift, at.SHIFT_BLOCK_END)):
        row = day[at.BLOCK] + 2 * k
        if back > day[row] and free < day[row + 1]:
            return at.NEVER, taken
    return back, taken


@compiled(INT, PTR, INT, INT, INT, INT, INT)
def visit_cost(day: Arena, shift: int, node: int, leg: int, start: int, end: int) -> int:
    """Return what a stop and the travel to it cost."""
    cost = day[at.RATE] * leg
    if node < day[at.VISITS]:
        row = day[at.NODE] + node * at.NODE_ROW
        cost += pair_row(day, node, shift, at.PAIR_FIT)
        cost += curve_at(day, day[row + at.NODE_START_FIRST], day[row + at.NODE_START_END], start)
        cost += curve_at(day, day[row + at.NODE_END_FIRST], day[row + at.NODE_END_END], end)
    return cost


@compiled(INT, PTR, INT, INT, INT)
def end_cost(day: Arena, shift: int, back: int, home: int) -> int:
    """Return what the way home, the return and the use of a shift cost."""
    late = curve_at(day, shift_row(day, shift, at.SHIFT_CURVE_FIRST), shift_row(day, shift, at.SHIFT_CURVE_END), back)
    return day[at.RATE] * home + late + shift_row(day, shift, at.SHIFT_USE_COST)


@compiled(pair(2), INT)
def bounds(held: int) -> tuple[int, int]:
    """Return the range of starts of a stop that is held to one, or to none."""
    return (at.LONG_AGO, at.NEVER) if held == at.UNFIXED else (held, held)
