"""The least value of any route through each visit: forward what ``look_ahead`` has worked out backward."""

from solver.search.chains.compiled import ARRAY, INT, PTR, VOID, Arena, Handle, compiled, entry
from solver.search.pricing import layout as at
from solver.search.pricing.later import later_row, live_stop, offer, pass_on
from solver.search.pricing.steps import (
    absence_over,
    break_over,
    last_end,
    leg,
    next_start,
    start_of,
    step_cost,
    visit_row,
)

NONE, NOBODY = -3, -4  # where one has come from: nowhere yet, the head or an absence


@compiled(VOID, PTR, PTR, PTR, PTR, PTR, INT, INT, INT, INT)
def go_through(
    day: Arena, graph: Arena, later: Arena, sooner: Arena, out: Arena, line: int, state: int, stop: int, minute: int
) -> None:
    """Go on to every visit from where one is free, but not straight back."""
    here, slope = later_row(graph, 0, state, stop, minute), graph[graph[at.G_LINE] + 2 * line + 1]
    limit, visits = last_end(graph, state), graph[at.G_VISITS]
    same = visit_row(graph, stop, at.VISIT_SAME) if stop < visits else NOBODY
    for place in range(graph[at.G_LIVE], graph[at.G_LIVE] + graph[at.G_ALIVE]):
        visit = graph[place]
        target = visit_row(graph, visit, at.VISIT_SAME)
        paid = sooner[here + (at.LATER_OTHER if sooner[here + at.LATER_NEXT] == target else at.LATER_BEST)]
        if target == same or paid >= at.FAR:
            continue
        way = leg(graph, stop, visit)
        start = start_of(day, graph, minute, way, visit)
        while start + visit_row(graph, visit, at.VISIT_MINUTES) <= limit:
            over = start + visit_row(graph, visit, at.VISIT_MINUTES)
            row = later_row(graph, line, state, visit, over)
            rest = later[row + (at.LATER_OTHER if later[row + at.LATER_NEXT] == same else at.LATER_BEST)]
            cost = paid + step_cost(graph, visit, way, start) + slope * visit_row(graph, visit, at.VISIT_WORK)
            out[visit] = min(out[visit], cost + rest)
            offer(sooner, later_row(graph, 0, state, visit, over), cost, same)
            start = next_start(day, graph, start, way, visit)


@compiled(VOID, PTR, PTR, PTR, PTR, PTR, INT)
def look_forth(day: Arena, graph: Arena, later: Arena, sooner: Arena, out: Arena, line: int) -> None:
    """Come to all stops at all minutes as cheaply as may be."""
    stops, breaks, visits = graph[at.G_STOPS], graph[at.G_BREAKS], graph[at.G_VISITS]
    for cell in range(graph[at.G_CELLS]):
        minute = cell * graph[at.G_GRID]
        for state in range(graph[at.G_STATES]):
            for place in range(graph[at.G_ALIVE] + stops + 1 - visits):
                stop = live_stop(graph, place)
                here = later_row(graph, 0, state, stop, minute)
                if sooner[here + at.LATER_BEST] >= at.FAR:
                    continue
                number, bit = 0, 1
                while bit < breaks:
                    if not state % breaks & bit:
                        over = break_over(day, graph, state % breaks, number, minute)
                        if over < at.FAR:
                            pass_on(sooner, later_row(graph, 0, state | bit, stop, over), here, 0)
                    number, bit = number + 1, bit << 1
                over = absence_over(graph, stop, state, minute)
                if over < at.FAR:
                    target = visits + state // breaks
                    cost = sooner[here + at.LATER_BEST] + graph[at.G_RATE] * leg(graph, stop, target)
                    offer(sooner, later_row(graph, 0, state + breaks, target, over), cost, NOBODY)
                go_through(day, graph, later, sooner, out, line, state, stop, minute)


@entry(INT, ARRAY, ARRAY, ARRAY, ARRAY, ARRAY)
def rate_visits(day: Handle, graph: Handle, later: Handle, sooner: Handle, out: Handle) -> int:
    """Work out, at the prices ``look_ahead`` was given, a lower bound of every route that has a visit.

    Parameters
    ----------
    sooner
        To work in, like one line of ``later``: the least cost of having come to a stop, the stop it came from, and
        the least of coming from another.
    out
        A number for each visit, for the answer; ``FAR`` for one that no route has.

    Returns
    -------
    int
        The line it went along: the one that says most of the whole shift.
    """
    line, most = 0, -at.FAR
    for k in range(graph[at.G_LINES]):
        row = later_row(graph.ctypes, k, 0, graph[at.G_STOPS], 0)
        root = later[row + at.LATER_BEST] + graph[graph[at.G_LINE] + 2 * k]
        if root > most:
            line, most = k, root
    for row in range(0, graph[at.G_STATES] * (graph[at.G_STOPS] + 1) * graph[at.G_CELLS] * at.LATER_ROW, at.LATER_ROW):
        sooner[row + at.LATER_BEST], sooner[row + at.LATER_NEXT], sooner[row + at.LATER_OTHER] = at.FAR, NONE, at.FAR
    for visit in range(graph[at.G_VISITS]):
        out[visit] = at.FAR
    head = later_row(graph.ctypes, 0, 0, graph[at.G_STOPS], 0)
    sooner[head + at.LATER_BEST], sooner[head + at.LATER_NEXT] = graph[graph[at.G_LINE] + 2 * line], NOBODY
    look_forth(day.ctypes, graph.ctypes, later.ctypes, sooner.ctypes, out.ctypes, line)
    return line
