"""The least cost of going on from each stop at each minute, whatever was visited before.

Only going straight back is excluded. Worked out backward over time: it ends the labels that lead nowhere, and is by
itself a lower bound of every route. What a technician's minutes cost, of which no state knows here, is replaced by
lines below it.
"""

from solver.search.chains.compiled import BOOL, INT, PTR, VOID, Arena, compiled
from solver.search.pricing import layout as at
from solver.search.pricing.steps import (
    absence_over,
    break_over,
    home_cost,
    last_end,
    leg,
    next_start,
    start_of,
    step_cost,
    visit_row,
)


@compiled(INT, PTR, INT, INT, INT, INT)
def later_row(graph: Arena, line: int, state: int, stop: int, minute: int) -> int:
    """Return the offset of a row."""
    place = (line * graph[at.G_STATES] + state) * (graph[at.G_STOPS] + 1) + stop
    return (place * graph[at.G_CELLS] + minute // graph[at.G_GRID]) * at.LATER_ROW


@compiled(VOID, PTR, INT, INT, INT)
def offer(later: Arena, row: int, cost: int, following: int) -> None:
    """Keep the least cost, and the least that begins with something else."""
    if following == later[row + at.LATER_NEXT]:
        later[row + at.LATER_BEST] = min(later[row + at.LATER_BEST], cost)
    elif cost < later[row + at.LATER_BEST]:
        later[row + at.LATER_OTHER] = later[row + at.LATER_BEST]
        later[row + at.LATER_BEST], later[row + at.LATER_NEXT] = cost, following
    elif cost < later[row + at.LATER_OTHER]:
        later[row + at.LATER_OTHER] = cost


@compiled(VOID, PTR, INT, INT, INT)
def pass_on(later: Arena, row: int, beyond: int, cost: int) -> None:
    """Go on as from another row, for a cost, staying in sight of what comes next."""
    if later[beyond + at.LATER_BEST] < at.FAR:
        offer(later, row, later[beyond + at.LATER_BEST] + cost, later[beyond + at.LATER_NEXT])
    if later[beyond + at.LATER_OTHER] < at.FAR:
        offer(later, row, later[beyond + at.LATER_OTHER] + cost, -2)


@compiled(VOID, PTR, PTR, PTR, INT, INT, INT, INT)
def go_on(day: Arena, graph: Arena, later: Arena, line: int, state: int, stop: int, minute: int) -> None:
    """Fill a row by visits."""
    row, slope = later_row(graph, line, state, stop, minute), graph[graph[at.G_LINE] + 2 * line + 1]
    limit, stride, grid = last_end(graph, state), graph[at.G_CELLS] * at.LATER_ROW, graph[at.G_GRID]
    origin = later_row(graph, line, state, 0, 0)
    best, following, other = later[row + at.LATER_BEST], later[row + at.LATER_NEXT], later[row + at.LATER_OTHER]
    same = visit_row(graph, stop, at.VISIT_SAME) if stop < graph[at.G_VISITS] else -4
    for place in range(graph[at.G_LIVE], graph[at.G_LIVE] + graph[at.G_ALIVE]):
        visit = graph[place]
        table = graph[at.G_VISIT] + visit * at.VISIT_ROW
        if graph[table + at.VISIT_SAME] == same:
            continue
        way = leg(graph, stop, visit)
        start = start_of(day, graph, minute, way, visit)
        while start + graph[table + at.VISIT_MINUTES] <= limit:
            beyond = origin + visit * stride + (start + graph[table + at.VISIT_MINUTES]) // grid * at.LATER_ROW
            rest = later[beyond + (at.LATER_OTHER if later[beyond + at.LATER_NEXT] == same else at.LATER_BEST)]
            cost = rest + step_cost(graph, visit, way, start) + slope * graph[table + at.VISIT_WORK]
            if graph[table + at.VISIT_SAME] == following:
                best = min(best, cost)
            elif cost < best:
                best, following, other = cost, graph[table + at.VISIT_SAME], best
            elif cost < other:
                other = cost
            start = next_start(day, graph, start, way, visit)
    later[row + at.LATER_BEST], later[row + at.LATER_NEXT], later[row + at.LATER_OTHER] = best, following, other


@compiled(INT, PTR, INT)
def live_stop(graph: Arena, place: int) -> int:
    """Return the visits that are live, then all other stops, one after the other."""
    alive = graph[at.G_ALIVE]
    return graph[graph[at.G_LIVE] + place] if place < alive else graph[at.G_VISITS] + place - alive


@compiled(BOOL, PTR, INT, INT, INT)
def may_be(graph: Arena, stop: int, taken: int, minute: int) -> bool:
    """Whether one can be free at a stop at a minute: not before it is over, nor long after but for a break."""
    if stop == graph[at.G_STOPS]:
        return minute == 0 or taken > 0
    if stop >= graph[at.G_VISITS]:
        return True
    table = graph[at.G_VISIT] + stop * at.VISIT_ROW
    ends = minute - graph[table + at.VISIT_MINUTES]
    return ends + graph[at.G_GRID] > graph[table + at.VISIT_EARLIEST] and (
        taken > 0 or ends <= graph[table + at.VISIT_LATEST]
    )


@compiled(VOID, PTR, PTR, PTR, INT)
def look_back(day: Arena, graph: Arena, later: Arena, line: int) -> None:
    """Fill all rows of a line."""
    stops, breaks, alive = graph[at.G_STOPS], graph[at.G_BREAKS], graph[at.G_ALIVE]
    for cell in range(graph[at.G_CELLS] - 1, -1, -1):
        minute = cell * graph[at.G_GRID]
        for state in range(graph[at.G_STATES] - 1, -1, -1):
            taken = state % breaks
            for place in range(alive + stops + 1 - graph[at.G_VISITS]):
                stop = live_stop(graph, place)
                if not may_be(graph, stop, taken, minute):
                    continue
                row = later_row(graph, line, state, stop, minute)
                later[row + at.LATER_BEST], later[row + at.LATER_NEXT], later[row + at.LATER_OTHER] = at.FAR, -3, at.FAR
                if stop < stops:
                    home = home_cost(graph, stop, state, minute)
                    if home < at.FAR:
                        later[row + at.LATER_BEST], later[row + at.LATER_NEXT] = home, at.HOME
                number, bit = 0, 1
                while bit < breaks:
                    if not taken & bit:
                        over = break_over(day, graph, taken, number, minute)
                        if over < at.FAR:
                            pass_on(later, row, later_row(graph, line, state | bit, stop, over), 0)
                    number, bit = number + 1, bit << 1
                over = absence_over(graph, stop, state, minute)
                if over < at.FAR:
                    target = graph[at.G_VISITS] + state // breaks
                    beyond = later_row(graph, line, state + breaks, target, over)
                    offer(later, row, later[beyond + at.LATER_BEST] + graph[at.G_RATE] * leg(graph, stop, target), -2)
                go_on(day, graph, later, line, state, stop, minute)


@compiled(INT, PTR, PTR, INT, INT, INT, INT, INT)
def least_later(graph: Arena, later: Arena, state: int, stop: int, minute: int, load: int, known: int) -> int:
    """Return the least that going on and all minutes of the technician cost, some visits being excluded as the next.

    Parameters
    ----------
    known
        What is remembered at the stop.
    """
    least = -at.FAR
    for line in range(graph[at.G_LINES]):
        row, table = later_row(graph, line, state, stop, minute), graph[at.G_LINE] + 2 * line
        rest, following = later[row + at.LATER_BEST], later[row + at.LATER_NEXT]
        if following >= 0 and known:
            bit = graph[graph[at.G_PLACE] + stop * graph[at.G_VISITS] + following]
            if bit >= 0 and (known >> bit) & 1:
                rest = later[row + at.LATER_OTHER]
        least = max(least, rest + graph[table] + graph[table + 1] * load)
    return least
