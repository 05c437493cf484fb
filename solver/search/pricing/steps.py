"""Steps from stop to stop of one shift, as both directions of the pricing take them."""

from solver.search.chains import layout as day_at
from solver.search.chains.compiled import INT, PTR, Arena, compiled
from solver.search.chains.walk import break_start, earliest_start, shift_row
from solver.search.pricing import layout as at


@compiled(INT, PTR, INT, INT)
def visit_row(graph: Arena, visit: int, field: int) -> int:
    """Return a field of a visit."""
    return graph[graph[at.G_VISIT] + visit * at.VISIT_ROW + field]


@compiled(INT, PTR, INT, INT)
def leg(graph: Arena, stop: int, target: int) -> int:
    """Return minutes from a stop to another."""
    return graph[graph[at.G_LEG] + stop * graph[at.G_STOPS] + target]


@compiled(INT, PTR, INT)
def last_end(graph: Arena, state: int) -> int:
    """Return the latest end of a visit in a state: before the next absence, and before a break is missed."""
    taken, absent = state % graph[at.G_BREAKS], state // graph[at.G_BREAKS]
    before = graph[graph[at.G_BOUNDARY] + 2 * absent]
    return min(min(before, graph[graph[at.G_DUE] + taken]), graph[at.G_UNTIL] - 1)


@compiled(INT, PTR, PTR, INT, INT, INT)
def start_of(day: Arena, graph: Arena, free: int, way: int, visit: int) -> int:
    """Return when a visit starts at the earliest, ``way`` minutes from where one is free; ``FAR`` if it cannot."""
    row = graph[at.G_VISIT] + visit * at.VISIT_ROW
    start = max(max(free, graph[row + at.VISIT_SET_OUT]) + way, graph[row + at.VISIT_EARLIEST])
    if start > graph[row + at.VISIT_LATEST]:
        return at.FAR
    if graph[row + at.VISIT_HARD]:
        ready, node = graph[at.G_READY], graph[graph[at.G_NODE] + visit]
        low, high = graph[row + at.VISIT_EARLIEST] + ready, graph[row + at.VISIT_LATEST] + ready
        found = earliest_start(day, graph[at.G_SHIFT], node, way, free + ready, low, high)
        return at.FAR if found == day_at.NEVER else found - ready
    return start


@compiled(INT, PTR, PTR, INT, INT, INT)
def next_start(day: Arena, graph: Arena, start: int, way: int, visit: int) -> int:
    """Return the next start of a visit that costs less, or has another stamp; ``FAR`` if there is none."""
    row = graph[at.G_VISIT] + visit * at.VISIT_ROW
    if not graph[row + at.VISIT_TIMED]:
        return at.FAR
    after = graph[graph[at.G_AFTER] + graph[row + at.VISIT_TIMES] + start]
    return at.FAR if after == at.FAR else start_of(day, graph, after - way, way, visit)


@compiled(INT, PTR, INT, INT, INT)
def step_cost(graph: Arena, visit: int, way: int, start: int) -> int:
    """Return the least that going to a visit costs, less what it is worth."""
    row = graph[at.G_VISIT] + visit * at.VISIT_ROW
    least = graph[graph[at.G_LEAST] + graph[row + at.VISIT_TIMES] + start]
    return graph[at.G_RATE] * way + least - graph[row + at.VISIT_PRIZE]


@compiled(INT, PTR, PTR, INT, INT, INT)
def break_over(day: Arena, graph: Arena, taken: int, number: int, free: int) -> int:
    """Return when a break, taken at the earliest from a minute on, is over; ``FAR`` if it or another is missed then."""
    shift, ready = graph[at.G_SHIFT], graph[at.G_READY]
    row = shift_row(day, shift, day_at.SHIFT_BREAK_FIRST) + number
    begin = break_start(day, shift, row, free + ready)
    table = day[day_at.BREAK] + 3 * row
    over = begin + day[table + 2] - ready
    late = begin > day[table + 1] or over >= graph[at.G_UNTIL] or over > graph[graph[at.G_DUE] + (taken | 1 << number)]
    return at.FAR if late else over


@compiled(INT, PTR, INT, INT, INT)
def home_cost(graph: Arena, stop: int, state: int, free: int) -> int:
    """Return what going home costs; ``FAR`` if it is not possible, or not yet."""
    taken, absent = state % graph[at.G_BREAKS], state // graph[at.G_BREAKS]
    way = graph[graph[at.G_HOME] + stop]
    back = free + way
    if (
        absent < graph[at.G_STOPS] - graph[at.G_VISITS]
        or back >= graph[at.G_UNTIL]
        or back > graph[graph[at.G_DUE] + taken]
    ):
        return at.FAR
    return graph[at.G_RATE] * way + graph[graph[at.G_BACK] + back]


@compiled(INT, PTR, INT, INT, INT)
def absence_over(graph: Arena, stop: int, state: int, free: int) -> int:
    """Return when the next absence with a place is over; ``FAR`` if there is none, or no way to it."""
    taken, absent = state % graph[at.G_BREAKS], state // graph[at.G_BREAKS]
    visits = graph[at.G_VISITS]
    if absent >= graph[at.G_STOPS] - visits:
        return at.FAR
    row = graph[at.G_BOUNDARY] + 2 * absent
    over = max(graph[row + 1], free)
    late = free + leg(graph, stop, visits + absent) > graph[row] or over >= graph[at.G_UNTIL]
    return at.FAR if late or over > graph[graph[at.G_DUE] + taken] else over


@compiled(INT, PTR, INT)
def cut_price(graph: Arena, cuts: int) -> int:
    """Return what some cuts, as bits, cost together."""
    total, place = 0, graph[at.G_CUT_PRICES]
    while cuts:
        if cuts & 1:
            total += graph[place]
        cuts, place = cuts >> 1, place + 1
    return total
