"""Routes found by always going on to where the least later cost points: quick, and often cheap enough."""

from solver.search.chains.compiled import INT, PTR, Arena, compiled, pair
from solver.search.pricing import layout as at
from solver.search.pricing.dominance import load_cost
from solver.search.pricing.later import least_later
from solver.search.pricing.steps import (
    absence_over,
    break_over,
    cut_price,
    home_cost,
    last_end,
    leg,
    next_start,
    start_of,
    step_cost,
    visit_row,
)

GO_HOME, REST, PASS, VISIT = range(4)


@compiled(pair(4), PTR, PTR, PTR, PTR, INT, INT, INT, INT, INT, INT)
def best_visit(
    day: Arena,
    graph: Arena,
    later: Arena,
    desk: Arena,
    stop: int,
    state: int,
    free: int,
    load: int,
    first: int,
    count: int,
) -> tuple[int, int, int, int]:
    """Return what going on to a visit not seen yet and all after it may cost at the least, the visit, start and way."""
    best, chosen, begin, taken = at.FAR, -1, 0, 0
    limit = last_end(graph, state)
    for place in range(graph[at.G_LIVE], graph[at.G_LIVE] + graph[at.G_ALIVE]):
        visit = graph[place]
        if desk[at.DESK_HEADER + visit_row(graph, visit, at.VISIT_SAME)] or (first >= 0 and visit != first):
            continue
        if visit == graph[at.G_FIRST] and count > 0:
            continue
        way = leg(graph, stop, visit)
        start = start_of(day, graph, free, way, visit)
        while start + visit_row(graph, visit, at.VISIT_MINUTES) <= limit:
            over, more = (
                start + visit_row(graph, visit, at.VISIT_MINUTES),
                load + visit_row(graph, visit, at.VISIT_WORK),
            )
            cost = step_cost(graph, visit, way, start) + least_later(graph, later, state, visit, over, more, 1)
            if cost < best:
                best, chosen, begin, taken = cost, visit, start, way
            start = next_start(day, graph, start, way, visit)
    return best, chosen, begin, taken


@compiled(INT, PTR, PTR, PTR, PTR, INT, PTR, INT, INT)
def dive(day: Arena, graph: Arena, later: Arena, desk: Arena, first: int, out: Arena, row: int, most: int) -> int:
    """Make one route that begins with a visit and write it; return its value, ``FAR`` if there is none.

    Parameters
    ----------
    desk
        Behind its header, whether each visit has been made.
    first
        The visit it begins with.
    most
        Visits a row has room for.
    """
    stop, state, free, cost, load, count, cuts = graph[at.G_STOPS], 0, 0, 0, 0, 0, 0
    breaks = graph[at.G_BREAKS]
    for visit in range(graph[at.G_VISITS]):
        desk[at.DESK_HEADER + visit] = 0
    while True:
        wanted = first if count == 0 else -1
        value, visit, start, way = best_visit(day, graph, later, desk, stop, state, free, load, wanted, count)
        if count >= min(graph[at.G_CAPACITY], most):
            value = at.FAR
        kind, target = VISIT, 0
        home = home_cost(graph, stop, state, free) if count > 0 else at.FAR
        if home < at.FAR and home + load_cost(graph, load) <= value:
            value, kind = home + load_cost(graph, load), GO_HOME
        number, bit = 0, 1
        while bit < breaks:
            if not state % breaks & bit:
                over = break_over(day, graph, state % breaks, number, free)
                if over < at.FAR:
                    rested = least_later(graph, later, state | bit, stop, over, load, 0)
                    if rested < value:
                        value, kind, target, start = rested, REST, bit, over
            number, bit = number + 1, bit << 1
        over = absence_over(graph, stop, state, free)
        if over < at.FAR:
            place = graph[at.G_VISITS] + state // breaks
            passed = graph[at.G_RATE] * leg(graph, stop, place)
            passed += least_later(graph, later, state + breaks, place, over, load, 0)
            if passed < value:
                value, kind, target, start = passed, PASS, place, over
        if value >= at.FAR >> 1:
            return at.FAR
        if kind == GO_HOME:
            out[row], out[row + 1] = cost + value, count
            return cost + value
        if kind == REST:
            state, free = state | target, start
        elif kind == PASS:
            cost += graph[at.G_RATE] * leg(graph, stop, target)
            stop, state, free = target, state + breaks, start
        else:
            inside = graph[graph[at.G_CUT_SETS] + visit]
            cost += step_cost(graph, visit, way, start) + cut_price(graph, cuts & inside)
            cuts ^= inside
            load += visit_row(graph, visit, at.VISIT_WORK)
            out[row + 2 + 2 * count], out[row + 3 + 2 * count] = visit, start + graph[at.G_READY]
            desk[at.DESK_HEADER + visit_row(graph, visit, at.VISIT_SAME)] = 1
            stop, free, count = visit, start + visit_row(graph, visit, at.VISIT_MINUTES), count + 1
