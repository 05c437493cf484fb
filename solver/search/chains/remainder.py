"""What the stops yet to come on a route cost at least: bounds for ordering a shift's visits exactly."""

from solver.search.chains import layout as at
from solver.search.chains.compiled import INT, PTR, Arena, compiled
from solver.search.chains.walk import curve_at, node_row, pair_row, shift_row, way

# A stop to be ordered: its node, the starts it is held to, the price of leaving it out (``MUST``: it stays).
ROW_NODE, ROW_LOW, ROW_HIGH, ROW_PRICE, STOPS_ROW = range(5)
# What is known of keeping it: the shortest way to it, its minutes with that way, its cost apart from time, its earliest
# start, whether the costs of start and end never fall and rise ever faster; of the label in hand: what leaving it out
# costs more, not yet counted, and what a minute's delay costs.
(
    KEEP_LEG, KEEP_MINUTES, KEEP_FIT, KEEP_EARLIEST, KEEP_CONVEX_START, KEEP_CONVEX_END, KEEP_SLACK, KEEP_WEIGHT,
    KEEP_ROW,
) = range(9)  # fmt: skip
MOST_STOPS = 20
KEEP = 0  # where the rows begin in the desk
KEEPS = MOST_STOPS * KEEP_ROW


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
            desk[row + KEEP_CONVEX_START] = is_convex(
                day, day[first + at.NODE_START_FIRST], day[first + at.NODE_START_END]
            )
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
            if (
                best < 0
                or desk[a + KEEP_SLACK] * desk[b + KEEP_MINUTES] < desk[b + KEEP_SLACK] * desk[a + KEEP_MINUTES]
            ):
                best = k
        if best < 0:
            return at.TOO_DEAR
        out |= 1 << best
        gained, slack = desk[KEEP + best * KEEP_ROW + KEEP_MINUTES], desk[KEEP + best * KEEP_ROW + KEEP_SLACK]
        cost += slack if gained <= over else slack * over // gained
        over -= gained
    return cost


@compiled(INT, PTR, INT, INT, INT, INT, INT)
def spare_minutes(day: Arena, shift: int, count: int, mask: int, free: int, home: int) -> int:
    """Return the minutes left at most for stops to come: the breaks are taken, or the route is back before one."""
    first = shift_row(day, shift, at.SHIFT_BREAK_FIRST)
    taken, early = 0, at.LONG_AGO
    for j in range(shift_row(day, shift, at.SHIFT_BREAK_END) - first):
        if not (mask >> (count + j)) & 1:
            row = day[at.BREAK] + 3 * (first + j)
            taken += day[row + 2]
            early = max(early, day[row + 1])
    return max(shift_row(day, shift, at.SHIFT_LATEST_RETURN) - taken, early) - free - home


@compiled(INT, PTR, INT, PTR, PTR, INT, INT, INT, INT, INT)
def rest_bound(
    day: Arena, shift: int, stops: Arena, desk: Arena, count: int, mask: int, free: int, home: int, enough: int
) -> int:
    """Return what the stops outside a set cost at least from a time on, the way home taking ``home`` minutes at least.

    Parameters
    ----------
    enough
        A bound that need not be exceeded.
    """
    cost, over = 0, -spare_minutes(day, shift, count, mask, free, home)
    for k in range(count):
        if not (mask >> k) & 1:
            cost += keep_from(day, stops, k, free, stops[k * STOPS_ROW + ROW_PRICE], desk)
            over += desk[KEEP + k * KEEP_ROW + KEEP_MINUTES]
    if cost < enough:
        cost += delay_bound(desk, count, mask, enough - cost)
    if cost < enough and over > 0:
        cost += room_bound(stops, desk, count, mask, over)
    return cost
