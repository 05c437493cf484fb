"""The cheapest order of one shift's stops, exactly: which of them to keep, in which order, its breaks where they fit.

Labels are extended over sets of stops and breaks (Held and Karp 1962, doi:10.1137/0110015); of two labels at the same
stop after the same set the later and dearer one is dropped. A start later than the earliest one is tried where the cost
of starting falls. Two stops of one route that are tied to each other are not, and neither is the way home past a
stretch spent nowhere: what is found is a lower bound, and a route that the checker has to look at.
"""

from solver.search.chains import layout as at
from solver.search.chains.compiled import ARRAY, INT, PTR, Arena, Handle, compiled, entry, pair
from solver.search.chains.remainder import (
    KEEPS,
    MOST_STOPS,
    ROW_HIGH,
    ROW_LOW,
    ROW_NODE,
    ROW_PRICE,
    STOPS_ROW,
    rest_bound,
    weigh,
)
from solver.search.chains.walk import (
    break_start,
    curve_at,
    end_cost,
    node_row,
    shift_row,
    start_and_end,
    visit_cost,
    way,
)

FREE, SPENT, PARENT, FOLLOWER, LAST, SET, BEGIN, LABEL_ROW = range(8)
HEADS = 1 << 24  # lists of labels: pairs of a set and its last stop; memory is taken as far as it is used
LABELS = 1 << 17
TOO_MANY = -1  # the answer when the route is too long for an exact one
DESK_SIZE = KEEPS + HEADS + LABELS * LABEL_ROW


@compiled(INT, PTR, INT, INT, INT, INT, INT, INT, INT, INT)
def add_label(
    desk: Arena, number: int, head: int, free: int, spent: int, parent: int, last: int, mask: int, begin: int
) -> int:
    """Add a label unless another is as early and as cheap; return the number of labels."""
    other, before = desk[head], -1
    while other >= 0:
        row = KEEPS + HEADS + other * LABEL_ROW
        if desk[row + FREE] <= free and desk[row + SPENT] <= spent:
            return number
        follower = desk[row + FOLLOWER]
        if desk[row + FREE] >= free and desk[row + SPENT] >= spent:
            if before < 0:
                desk[head] = follower
            else:
                desk[KEEPS + HEADS + before * LABEL_ROW + FOLLOWER] = follower
        else:
            before = other
        other = follower
    row = KEEPS + HEADS + number * LABEL_ROW
    desk[row + FREE], desk[row + SPENT], desk[row + PARENT] = free, spent, parent
    desk[row + FOLLOWER], desk[row + LAST], desk[row + SET] = desk[head], last, mask
    desk[row + BEGIN] = begin
    desk[head] = number
    return number + 1


@compiled(INT, PTR, INT, PTR, INT, INT, INT, INT, INT, INT)
def finish(
    day: Arena, shift: int, stops: Arena, count: int, mask: int, site: int, free: int, spent: int, load: int
) -> int:
    """Return what a route costs that goes home now, what it leaves out and the technician's minutes included."""
    home = way(day, site, shift_row(day, shift, at.SHIFT_END_SITE))
    back = free + home
    if back > shift_row(day, shift, at.SHIFT_LATEST_RETURN):
        return at.TOO_DEAR
    first = shift_row(day, shift, at.SHIFT_BREAK_FIRST)
    for j in range(shift_row(day, shift, at.SHIFT_BREAK_END) - first):
        if not (mask >> (count + j)) & 1 and back > day[day[at.BREAK] + 3 * (first + j) + 1]:
            return at.TOO_DEAR
    cost, work = spent + end_cost(day, shift, back, home), load
    for k in range(count):
        if (mask >> k) & 1:
            node = stops[k * STOPS_ROW + ROW_NODE]
            if node < day[at.VISITS]:
                work += node_row(day, node, at.NODE_WORK)
        elif stops[k * STOPS_ROW + ROW_PRICE] >= at.MUST:
            return at.TOO_DEAR
        else:
            cost += stops[k * STOPS_ROW + ROW_PRICE]
    row = day[at.OWNER] + shift_row(day, shift, at.SHIFT_OWNER) * at.OWNER_ROW
    minutes = day[row + at.OWNER_BASE] + work
    return cost + curve_at(day, day[row + at.OWNER_CURVE_FIRST], day[row + at.OWNER_CURVE_END], minutes)


@compiled(INT, PTR, PTR, INT, INT)
def visits_in(day: Arena, stops: Arena, count: int, mask: int) -> int:
    """Return how many visits a set has."""
    number = 0
    for k in range(count):
        if (mask >> k) & 1 and stops[k * STOPS_ROW + ROW_NODE] < day[at.VISITS]:
            number += 1
    return number


@compiled(INT, PTR, INT, PTR, INT, INT, INT, INT, PTR, INT)
def go_on(
    day: Arena, shift: int, stops: Arena, count: int, label: int, home: int, limit: int, desk: Arena, number: int
) -> int:
    """Extend a label by every stop that may come next; return the number of labels."""
    row = KEEPS + HEADS + label * LABEL_ROW
    free, spent, last, mask = desk[row + FREE], desk[row + SPENT], desk[row + LAST], desk[row + SET]
    first, served = shift_row(day, shift, at.SHIFT_FIRST), visits_in(day, stops, count, mask)
    site = shift_row(day, shift, at.SHIFT_HEAD)
    if last < count:
        site = node_row(day, stops[last * STOPS_ROW + ROW_NODE], at.NODE_SITE)
    for k in range(count):
        node = stops[k * STOPS_ROW + ROW_NODE]
        if (mask >> k) & 1 or number + 8 > LABELS:
            continue
        full = served >= shift_row(day, shift, at.SHIFT_CAPACITY) or (served == 0 and first >= 0 and node != first)
        if full and node < day[at.VISITS]:
            continue
        leg = way(day, site, node_row(day, node, at.NODE_SITE))
        wider = mask | (1 << k)
        head = KEEPS + wider * (count + 1) + k
        low, high = stops[k * STOPS_ROW + ROW_LOW], stops[k * STOPS_ROW + ROW_HIGH]
        knot, knots, best = 0, 0, at.TOO_DEAR
        if node < day[at.VISITS]:
            knot, knots = node_row(day, node, at.NODE_START_FIRST), node_row(day, node, at.NODE_START_END)
        while True:
            start, end = start_and_end(day, shift, node, leg, free, low, high)
            if start == at.NEVER:
                break
            cost = spent + visit_cost(day, shift, node, leg, start, end)
            if cost < best and cost < limit:
                best = cost
                enough = limit - cost - day[at.RATE] * home
                if rest_bound(day, shift, stops, desk, count, wider, end, home, enough) < enough:
                    number = add_label(desk, number, head, end, cost, label, k, wider, start)
            while knot < knots and day[day[at.CURVE] + 3 * knot] <= start:
                knot += 1
            if knot == knots or number + 8 > LABELS:
                break
            low = day[day[at.CURVE] + 3 * knot]  # where the cost of a start changes: it may have become cheaper
    return number


@compiled(INT, PTR, INT, INT, INT, PTR, INT)
def rest(day: Arena, shift: int, count: int, label: int, desk: Arena, number: int) -> int:
    """Extend a label by every break that may be taken next; return the number of labels."""
    row = KEEPS + HEADS + label * LABEL_ROW
    free, spent, last, mask = desk[row + FREE], desk[row + SPENT], desk[row + LAST], desk[row + SET]
    first = shift_row(day, shift, at.SHIFT_BREAK_FIRST)
    for j in range(shift_row(day, shift, at.SHIFT_BREAK_END) - first):
        begin = break_start(day, shift, first + j, free)
        table = day[at.BREAK] + 3 * (first + j)
        if not (mask >> (count + j)) & 1 and begin <= day[table + 1] and number + 8 <= LABELS:
            wider = mask | (1 << (count + j))
            over = begin + day[table + 2]
            number = add_label(desk, number, KEEPS + wider * (count + 1) + last, over, spent, label, last, wider, begin)
    return number


@compiled(INT, PTR, INT, INT, PTR, PTR)
def write_route(stops: Arena, count: int, label: int, desk: Arena, out: Arena) -> int:
    """Write rows (node, start) of the stops and (-1 - break, start) of the breaks, in order; return their number."""
    length, row = 0, KEEPS + HEADS + label * LABEL_ROW
    while desk[row + PARENT] >= 0:
        length += 1
        row = KEEPS + HEADS + desk[row + PARENT] * LABEL_ROW
    row = KEEPS + HEADS + label * LABEL_ROW
    for k in range(length - 1, -1, -1):
        before = KEEPS + HEADS + desk[row + PARENT] * LABEL_ROW
        gained = desk[row + SET] & ~desk[before + SET]
        bit = 0
        while not (gained >> bit) & 1:
            bit += 1
        out[2 * k] = stops[bit * STOPS_ROW + ROW_NODE] if bit < count else -1 - (bit - count)
        out[2 * k + 1] = desk[row + BEGIN]
        row = before
    return length


@compiled(pair(2), PTR, INT, PTR, INT, INT, INT, PTR, PTR)
def order_stops(
    day: Arena, shift: int, stops: Arena, count: int, load: int, limit: int, desk: Arena, out: Arena
) -> tuple[int, int]:
    """Find the cheapest route below a limit; see ``reorder``."""
    breaks = shift_row(day, shift, at.SHIFT_BREAK_END) - shift_row(day, shift, at.SHIFT_BREAK_FIRST)
    sets = 1 << (count + breaks)
    if count > MOST_STOPS or count + breaks > 24 or sets * (count + 1) > HEADS:
        return TOO_MANY, 0
    home = weigh(day, shift, stops, count, desk)
    for k in range(sets * (count + 1)):
        desk[KEEPS + k] = -1
    ready = shift_row(day, shift, at.SHIFT_READY)
    number = add_label(desk, 0, KEEPS + count, ready, 0, -1, count, 0, ready)
    best = -1
    # Every step adds to the set, so that a label is complete before the sets above its own are looked at.
    for mask in range(sets):
        for last in range(count + 1):
            label = desk[KEEPS + mask * (count + 1) + last]
            while label >= 0:
                row = KEEPS + HEADS + label * LABEL_ROW
                if last < count:
                    site = node_row(day, stops[last * STOPS_ROW + ROW_NODE], at.NODE_SITE)
                    cost = finish(day, shift, stops, count, mask, site, desk[row + FREE], desk[row + SPENT], load)
                    if cost < limit:
                        limit, best = cost, label
                number = go_on(day, shift, stops, count, label, home, limit, desk, number)
                number = rest(day, shift, count, label, desk, number)
                if number + 8 > LABELS:
                    return TOO_MANY, 0
                label = desk[row + FOLLOWER]
    if best < 0:
        return at.TOO_DEAR, 0
    return limit, write_route(stops, count, best, desk, out)


@entry(pair(2), ARRAY, INT, ARRAY, INT, INT, INT, ARRAY, ARRAY)
def reorder(
    day: Handle, shift: int, stops: Handle, count: int, load: int, limit: int, desk: Handle, out: Handle
) -> tuple[int, int]:
    """Find the cheapest route of some stops, or of some of them, that costs less than a limit.

    Parameters
    ----------
    stops
        ``count`` rows of ROW_*, the absences with a place among them.
    load
        Minutes the technician has on his other shifts.
    limit
        Counts what is left out and the technician's minutes, as the answer does.
    desk, out
        ``DESK_SIZE`` and ``2 * (count + breaks)`` numbers to work in.

    Returns
    -------
    cost, length
        ``TOO_DEAR``: no route costs less than the limit; ``TOO_MANY``: not known, the route is too long. ``out`` holds
        ``length`` rows of the route, see ``write_route``.
    """
    return order_stops(day.ctypes, shift, stops.ctypes, count, load, limit, desk.ctypes, out.ctypes)
