"""The cheapest order of one shift's stops, exactly: which of them to keep, in which order, its breaks where they fit.

Labels are extended over sets of stops and breaks (Held and Karp 1962, doi:10.1137/0110015); of two labels at the same
stop after the same set the later and dearer one is dropped. A start later than the earliest one is tried where the cost
of starting falls. Two stops of one route that are tied to each other are not, and neither is the way home past a
stretch spent nowhere: what is found is a lower bound, and a route that the checker has to look at.
"""

from solver.search.chains import layout as at
from solver.search.chains.compiled import ARRAY, INT, PTR, Arena, Handle, compiled, entry, pair
from solver.search.chains.walk import (
    break_start,
    curve_at,
    end_cost,
    node_row,
    pair_row,
    shift_row,
    start_and_end,
    visit_cost,
    way,
)

# A stop to be ordered: its node, the starts it is held to, the price of leaving it out (``MUST``: it stays).
ROW_NODE, ROW_LOW, ROW_HIGH, ROW_PRICE, STOPS_ROW = range(5)
# What is known of keeping it: the shortest way to it, its minutes with that way, its cost apart from time, its earliest
# start, whether the costs of start and end never fall and rise ever faster; of the label in hand: what leaving it out
# costs more, not yet counted, and what a minute's delay costs.
(
    KEEP_LEG, KEEP_MINUTES, KEEP_FIT, KEEP_EARLIEST, KEEP_CONVEX_START, KEEP_CONVEX_END, KEEP_SLACK, KEEP_WEIGHT,
    KEEP_ROW,
) = range(9)  # fmt: skip
FREE, SPENT, PARENT, FOLLOWER, LAST, SET, BEGIN, LABEL_ROW = range(8)
HEADS = 1 << 21  # lists of labels: pairs of a set and its last stop
LABELS = 1 << 19
TOO_MANY = -1  # the answer when the route is too long for an exact one
MOST_STOPS = 20
DESK_SIZE = HEADS + LABELS * LABEL_ROW + MOST_STOPS * KEEP_ROW
KEEP = HEADS + LABELS * LABEL_ROW  # where what stops cost at least begins in the desk


@compiled(INT, PTR, INT, INT, INT)
def least_of_curve(day: Arena, first: int, end: int, x: int) -> int:
    """Return the least cost of a curve at ``x`` or later; 0 where it falls by slope."""
    least = curve_at(day, first, end, x)
    for k in range(first, end):
        row = day[at.CURVE] + 3 * k
        if day[row + 2] < 0:
            return 0
        if day[row] > x:
            least = min(least, day[row + 1])
    return least


@compiled(INT, PTR, INT, INT, INT)
def slope_of_curve(day: Arena, first: int, end: int, x: int) -> int:
    """Return what a unit more costs at ``x``."""
    slope = 0
    for k in range(first, end):
        row = day[at.CURVE] + 3 * k
        if k == first or day[row] <= x:
            slope = day[row + 2]
    return slope


@compiled(INT, PTR, INT, INT)
def is_convex(day: Arena, first: int, end: int) -> int:
    """Whether a curve never falls, does not jump, and rises ever faster: 1 or 0."""
    for k in range(first, end):
        row = day[at.CURVE] + 3 * k
        if day[row + 2] < 0:
            return 0
        if k > first:
            reached = day[row - 2] + day[row - 1] * (day[row] - day[row - 3])
            if day[row + 2] < day[row - 1] or day[row + 1] != reached:
                return 0
    return 1


@compiled(INT, PTR, INT, PTR, INT, PTR)
def weigh(day: Arena, shift: int, stops: Arena, count: int, desk: Arena) -> int:
    """Write what is known of keeping every stop; return the least minutes of the way home."""
    end_site = shift_row(day, shift, at.SHIFT_END_SITE)
    home = at.NEVER
    for k in range(count):
        node, row = stops[k * STOPS_ROW + ROW_NODE], KEEP + k * KEEP_ROW
        site = node_row(day, node, at.NODE_SITE)
        home = min(home, way(day, site, end_site))
        leg = way(day, shift_row(day, shift, at.SHIFT_HEAD), site)
        for j in range(count):
            if j != k:
                leg = min(leg, way(day, node_row(day, stops[j * STOPS_ROW + ROW_NODE], at.NODE_SITE), site))
        desk[row + KEEP_LEG], desk[row + KEEP_MINUTES], desk[row + KEEP_FIT] = leg, leg, day[at.RATE] * leg
        desk[row + KEEP_EARLIEST] = at.LONG_AGO
        desk[row + KEEP_CONVEX_START] = desk[row + KEEP_CONVEX_END] = 0
        if node < day[at.VISITS]:
            desk[row + KEEP_MINUTES] += pair_row(day, node, shift, at.PAIR_MINUTES)
            desk[row + KEEP_FIT] += pair_row(day, node, shift, at.PAIR_FIT)
            earliest = max(pair_row(day, node, shift, at.PAIR_EARLIEST), stops[k * STOPS_ROW + ROW_LOW])
            desk[row + KEEP_EARLIEST] = earliest
            first = day[at.NODE] + node * at.NODE_ROW
            desk[row + KEEP_CONVEX_START] = is_convex(day, day[first + at.NODE_START_FIRST], day[first + at.NODE_START_END])
            desk[row + KEEP_CONVEX_END] = is_convex(day, day[first + at.NODE_END_FIRST], day[first + at.NODE_END_END])
    return home


@compiled(INT, PTR, PTR, INT, INT, INT, PTR)
def keep_from(day: Arena, stops: Arena, k: int, free: int, price: int, desk: Arena) -> int:
    """Return what a stop that is yet to come costs at least, kept or not; write its slack and its weight."""
    row, node = KEEP + k * KEEP_ROW, stops[k * STOPS_ROW + ROW_NODE]
    cost, weight = desk[row + KEEP_FIT], 0
    if node < day[at.VISITS]:
        start = max(free + desk[row + KEEP_LEG], desk[row + KEEP_EARLIEST])
        end = start + desk[row + KEEP_MINUTES] - desk[row + KEEP_LEG]
        table = day[at.NODE] + node * at.NODE_ROW
        cost += least_of_curve(day, day[table + at.NODE_START_FIRST], day[table + at.NODE_START_END], start)
        cost += least_of_curve(day, day[table + at.NODE_END_FIRST], day[table + at.NODE_END_END], end)
        if start == free + desk[row + KEEP_LEG]:
            if desk[row + KEEP_CONVEX_START]:
                weight += slope_of_curve(day, day[table + at.NODE_START_FIRST], day[table + at.NODE_START_END], start)
            if desk[row + KEEP_CONVEX_END]:
                weight += slope_of_curve(day, day[table + at.NODE_END_FIRST], day[table + at.NODE_END_END], end)
    desk[row + KEEP_SLACK], desk[row + KEEP_WEIGHT] = max(0, price - cost), weight
    return min(cost, price)


@compiled(INT, PTR, INT, INT, INT)
def delay_bound(desk: Arena, count: int, mask: int, enough: int) -> int:
    """Return what the stops to come delay each other at least, those that are left out paying from their slack.

    Of two stops one comes first and delays the other by its minutes (Smith 1956, doi:10.1002/nav.3800030106).
    """
    cost = 0
    for k in range(count):
        a = KEEP + k * KEEP_ROW
        if (mask >> k) & 1 or desk[a + KEEP_SLACK] == 0:
            continue
        for j in range(k):
            b = KEEP + j * KEEP_ROW
            if (mask >> j) & 1:
                continue
            least = min(desk[a + KEEP_WEIGHT] * desk[b + KEEP_MINUTES], desk[b + KEEP_WEIGHT] * desk[a + KEEP_MINUTES])
            least = min(least, min(desk[a + KEEP_SLACK], desk[b + KEEP_SLACK]))
            desk[a + KEEP_SLACK] -= least
            desk[b + KEEP_SLACK] -= least
            cost += least
        if cost >= enough:
            break
    return cost


@compiled(INT, PTR, PTR, INT, INT, INT)
def room_bound(stops: Arena, desk: Arena, count: int, mask: int, over: int) -> int:
    """Return what must be left out at least to gain ``over`` minutes, the cheapest minutes first."""
    cost, out = 0, mask
    while over > 0:
        best = -1
        for k in range(count):
            a, b = KEEP + k * KEEP_ROW, KEEP + best * KEEP_ROW
            if (out >> k) & 1 or stops[k * STOPS_ROW + ROW_PRICE] >= at.MUST or desk[a + KEEP_MINUTES] == 0:
                continue
            if best < 0 or desk[a + KEEP_SLACK] * desk[b + KEEP_MINUTES] < desk[b + KEEP_SLACK] * desk[a + KEEP_MINUTES]:
                best = k
        if best < 0:
            return at.TOO_DEAR
        out |= 1 << best
        gained, slack = desk[KEEP + best * KEEP_ROW + KEEP_MINUTES], desk[KEEP + best * KEEP_ROW + KEEP_SLACK]
        cost += slack if gained <= over else slack * over // gained
        over -= gained
    return cost


@compiled(INT, PTR, PTR, PTR, INT, INT, INT, INT, INT)
def rest_bound(
    day: Arena, stops: Arena, desk: Arena, count: int, mask: int, free: int, latest: int, enough: int
) -> int:
    """Return what the stops outside a set cost at least from a time on, the last of them over at ``latest``.

    Parameters
    ----------
    enough
        A bound that need not be exceeded.
    """
    cost, over = 0, free - latest
    for k in range(count):
        if not (mask >> k) & 1:
            cost += keep_from(day, stops, k, free, stops[k * STOPS_ROW + ROW_PRICE], desk)
            over += desk[KEEP + k * KEEP_ROW + KEEP_MINUTES]
    if cost < enough:
        cost += delay_bound(desk, count, mask, enough - cost)
    if cost < enough and over > 0:
        cost += room_bound(stops, desk, count, mask, over)
    return cost


@compiled(INT, PTR, INT, INT, INT, INT, INT, INT, INT, INT)
def add_label(
    desk: Arena, number: int, head: int, free: int, spent: int, parent: int, last: int, mask: int, begin: int
) -> int:
    """Add a label unless another is as early and as cheap; return the number of labels."""
    other, before = desk[head], -1
    while other >= 0:
        row = HEADS + other * LABEL_ROW
        if desk[row + FREE] <= free and desk[row + SPENT] <= spent:
            return number
        follower = desk[row + FOLLOWER]
        if desk[row + FREE] >= free and desk[row + SPENT] >= spent:
            if before < 0:
                desk[head] = follower
            else:
                desk[HEADS + before * LABEL_ROW + FOLLOWER] = follower
        else:
            before = other
        other = follower
    row = HEADS + number * LABEL_ROW
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
    row = HEADS + label * LABEL_ROW
    free, spent, last, mask = desk[row + FREE], desk[row + SPENT], desk[row + LAST], desk[row + SET]
    first, served = shift_row(day, shift, at.SHIFT_FIRST), visits_in(day, stops, count, mask)
    site = shift_row(day, shift, at.SHIFT_HEAD)
    if last < count:
        site = node_row(day, stops[last * STOPS_ROW + ROW_NODE], at.NODE_SITE)
    for k in range(count):
        node = stops[k * STOPS_ROW + ROW_NODE]
        if (mask >> k) & 1 or number + 8 > LABELS:
            continue
        if node < day[at.VISITS]:
            if served >= shift_row(day, shift, at.SHIFT_CAPACITY) or (served == 0 and first >= 0 and node != first):
                continue
        leg = way(day, site, node_row(day, node, at.NODE_SITE))
        wider = mask | (1 << k)
        head = wider * (count + 1) + k
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
                latest = shift_row(day, shift, at.SHIFT_LATEST_RETURN) - home
                if rest_bound(day, stops, desk, count, wider, end, latest, enough) < enough:
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
    row = HEADS + label * LABEL_ROW
    free, spent, last, mask = desk[row + FREE], desk[row + SPENT], desk[row + LAST], desk[row + SET]
    first = shift_row(day, shift, at.SHIFT_BREAK_FIRST)
    for j in range(shift_row(day, shift, at.SHIFT_BREAK_END) - first):
        begin = break_start(day, shift, first + j, free)
        table = day[at.BREAK] + 3 * (first + j)
        if not (mask >> (count + j)) & 1 and begin <= day[table + 1] and number + 8 <= LABELS:
            wider = mask | (1 << (count + j))
            over = begin + day[table + 2]
            number = add_label(desk, number, wider * (count + 1) + last, over, spent, label, last, wider, begin)
    return number


@compiled(INT, PTR, INT, INT, PTR, PTR)
def write_route(stops: Arena, count: int, label: int, desk: Arena, out: Arena) -> int:
    """Write rows (node, start) of the stops and (-1 - break, start) of the breaks, in order; return their number."""
    length, row = 0, HEADS + label * LABEL_ROW
    while desk[row + PARENT] >= 0:
        length += 1
        row = HEADS + desk[row + PARENT] * LABEL_ROW
    row = HEADS + label * LABEL_ROW
    for k in range(length - 1, -1, -1):
        before = HEADS + desk[row + PARENT] * LABEL_ROW
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
        desk[k] = -1
    ready = shift_row(day, shift, at.SHIFT_READY)
    number = add_label(desk, 0, count, ready, 0, -1, count, 0, ready)
    best = -1
    # Every step adds to the set, so that a label is complete before the sets above its own are looked at.
    for mask in range(sets):
        for last in range(count + 1):
            label = desk[mask * (count + 1) + last]
            while label >= 0:
                row = HEADS + label * LABEL_ROW
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
