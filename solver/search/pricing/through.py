"""The least value of any route through each visit: forward what ``look_ahead`` has worked out backward."""

from solver.search.chains.compiled import ARRAY, INT, PTR, VOID, Arena, Handle, compiled, entry
from solver.search.pricing import layout as at
from solver.search.pricing.arrivals import (
    FEW,
    NOTHING,
    WHO,
    WIDTH,
    clear,
    cost_of,
    fast,
    keep,
    keep_all,
    may_start,
    pack,
    row_room,
    who_of,
)
from solver.search.pricing.later import NOBODY, later_row, live_stop
from solver.search.pricing.steps import absence_over, break_over, last_end, leg, visit_row


@compiled(INT, PTR)
def row_span(graph: Arena) -> int:
    """Return how many numbers a row of a stop has: a block's more than cells at either end."""
    return graph[at.G_CELLS] + 2 * row_room(graph)


@compiled(INT, PTR, INT, INT)
def sooner_row(graph: Arena, state: int, stop: int) -> int:
    """Return where the costs begin of having come to a stop, by the cell in which one is free; then their others."""
    return (state * (graph[at.G_STOPS] + 1) + stop) * 2 * row_span(graph) + row_room(graph)


@compiled(INT, PTR, INT, INT)
def waiting(graph: Arena, state: int, visit: int) -> int:
    """Return where the two costs are of being at a visit, its start waited for; before the first, rows of a block."""
    behind = graph[at.G_STATES] * (graph[at.G_STOPS] + 1) * 2 * row_span(graph)
    return behind + 2 * graph[at.G_GRID] * row_room(graph) + 2 * (state * graph[at.G_VISITS] + visit)


@compiled(VOID, PTR, PTR, INT, INT, INT, INT, INT)
def come(graph: Arena, sooner: Arena, state: int, stop: int, visit: int, first: int, end: int) -> None:
    """Keep what coming to a visit from a stop costs, in the cells of a block."""
    grid, room, way = graph[at.G_GRID], row_room(graph), leg(graph, stop, visit)
    sets_out, rows = visit_row(graph, visit, at.VISIT_SET_OUT), waiting(graph, 0, 0) - 2 * grid * room
    same = visit_row(graph, stop, at.VISIT_SAME) if stop < graph[at.G_VISITS] else NOBODY
    more, target = pack(graph[at.G_RATE] * way, same), visit_row(graph, visit, at.VISIT_SAME)
    known, plane = sooner_row(graph, state, stop), row_span(graph)
    if sets_out > 0 and first * grid <= sets_out + way < end * grid:
        place = rows + (sets_out + way) % grid * room + (sets_out + way) // grid - first
        for cell in range(-(-sets_out // grid)):
            keep_all(sooner, place, grid * room, known + cell, plane, 1, more, target)
    begin, late = max(first, -(-sets_out // grid) + way // grid), way // grid
    if begin < end and end - 1 >= late:
        place = rows + way % grid * room + begin - first
        keep_all(sooner, place, grid * room, known + begin - late, plane, fast(end - begin), more, target)


@compiled(VOID, PTR, PTR, INT, INT, INT, INT)
def come_in_few(graph: Arena, sooner: Arena, state: int, visit: int, first: int, end: int) -> None:
    """Keep what coming to a visit from every stop costs, in cells too few for several to be taken at once."""
    grid, room, target = graph[at.G_GRID], row_room(graph), visit_row(graph, visit, at.VISIT_SAME)
    rows, plane, visits = waiting(graph, 0, 0) - 2 * grid * room, row_span(graph), graph[at.G_VISITS]
    for k in range(graph[at.G_ALIVE] + graph[at.G_STOPS] + 1 - visits):
        stop = live_stop(graph, k)
        same = visit_row(graph, stop, at.VISIT_SAME) if stop < visits else NOBODY
        way, known = leg(graph, stop, visit), sooner_row(graph, state, stop)
        late, place = way // grid, rows + way % grid * room - first
        for cell in range(max(first, late), end):
            packed = sooner[known + cell - late]
            if same == target or packed >= NOTHING >> 1:
                continue
            if (packed & WHO) == target:
                packed = sooner[known + cell - late + plane]
            keep(sooner, place + cell, place + cell + grid * room, (packed & ~WHO) + pack(graph[at.G_RATE] * way, same))


@compiled(INT, PTR, PTR, PTR, INT, INT, INT, INT, INT)
def begin_with(
    graph: Arena, later: Arena, sooner: Arena, line: int, state: int, visit: int, start: int, packed: int
) -> int:
    """Start a visit, having come to it at a cost; return the least value of a route that does."""
    row = graph[at.G_VISIT] + visit * at.VISIT_ROW
    over = start + graph[row + at.VISIT_MINUTES]
    cost = graph[graph[at.G_LEAST] + graph[row + at.VISIT_TIMES] + start] - graph[row + at.VISIT_PRIZE]
    cost += graph[graph[at.G_LINE] + 2 * line + 1] * graph[row + at.VISIT_WORK]
    place = sooner_row(graph, state, visit) + over // graph[at.G_GRID]
    keep(sooner, place, place + row_span(graph), packed + (cost << WIDTH))
    beyond = later_row(graph, line, state, visit, over)
    rest = later[beyond + (at.LATER_OTHER if later[beyond + at.LATER_NEXT] == who_of(packed) else at.LATER_BEST)]
    return min(at.FAR, cost_of(packed) + cost + rest)


@compiled(INT, PTR, PTR, PTR, PTR, INT, INT, INT, INT)
def start_visit(
    day: Arena, graph: Arena, later: Arena, sooner: Arena, line: int, state: int, visit: int, block: int
) -> int:
    """Come to a visit in a block and start it; return the least value of a route that does."""
    row, grid, room = graph[at.G_VISIT] + visit * at.VISIT_ROW, graph[at.G_GRID], row_room(graph)
    first = block * graph[at.G_BLOCK]
    end = min(first + graph[at.G_BLOCK], graph[at.G_CELLS])
    rows, known, least = waiting(graph, 0, 0) - 2 * grid * room, waiting(graph, state, visit), at.FAR
    latest = min(graph[row + at.VISIT_LATEST], last_end(graph, state) - graph[row + at.VISIT_MINUTES])
    if first * grid > latest:
        return least
    clear(sooner, rows, 2 * grid * room)
    if graph[at.G_BLOCK] < FEW and graph[row + at.VISIT_SET_OUT] <= 0:
        come_in_few(graph, sooner, state, visit, first, end)
    else:
        for k in range(graph[at.G_ALIVE] + graph[at.G_STOPS] + 1 - graph[at.G_VISITS]):
            stop = live_stop(graph, k)
            if stop >= graph[at.G_VISITS] or visit_row(graph, stop, at.VISIT_SAME) != graph[row + at.VISIT_SAME]:
                come(graph, sooner, state, stop, visit, first, end)
    for minute in range(first * grid, min(end * grid, latest + 1)):
        place = rows + minute % grid * room + minute // grid - first
        keep(sooner, known, known + 1, sooner[place])
        keep(sooner, known, known + 1, sooner[place + grid * room])
        if minute < graph[row + at.VISIT_EARLIEST] or not may_start(day, graph, visit, minute):
            continue
        for k in range(known, known + 2):
            if sooner[k] < NOTHING >> 1:
                least = min(least, begin_with(graph, later, sooner, line, state, visit, minute, sooner[k]))
    return least


@compiled(VOID, PTR, PTR, PTR, INT, INT, INT)
def leave_without(day: Arena, graph: Arena, sooner: Arena, state: int, stop: int, block: int) -> None:
    """Go on from a stop in a block after a break, or to an absence."""
    breaks, plane, first = graph[at.G_BREAKS], row_span(graph), block * graph[at.G_BLOCK]
    for cell in range(first, min(first + graph[at.G_BLOCK], graph[at.G_CELLS])):
        here, minute = sooner_row(graph, state, stop) + cell, cell * graph[at.G_GRID]
        if sooner[here] >= NOTHING >> 1:
            continue
        number, bit = 0, 1
        while bit < breaks:
            if not state % breaks & bit:
                over = break_over(day, graph, state % breaks, number, minute)
                if over < at.FAR:
                    place = sooner_row(graph, state | bit, stop) + over // graph[at.G_GRID]
                    keep(sooner, place, place + plane, sooner[here])
                    keep(sooner, place, place + plane, sooner[here + plane])
            number, bit = number + 1, bit << 1
        over = absence_over(graph, stop, state, minute)
        if over < at.FAR:
            target = graph[at.G_VISITS] + state // breaks
            cost = cost_of(sooner[here]) + graph[at.G_RATE] * leg(graph, stop, target)
            place = sooner_row(graph, state + breaks, target) + over // graph[at.G_GRID]
            keep(sooner, place, place + plane, pack(cost, NOBODY))


@entry(INT, ARRAY, ARRAY, ARRAY, ARRAY, ARRAY)
def rate_visits(day: Handle, graph: Handle, later: Handle, sooner: Handle, out: Handle) -> int:
    """Work out, at the prices ``look_ahead`` was given, a lower bound of every route that has a visit.

    Parameters
    ----------
    sooner
        To work in, as large as ``later``.
    out
        A number for each visit, for the answer; ``FAR`` for one that no route has.

    Returns
    -------
    int
        The line it went along: the one that says most of the whole shift.
    """
    line, most, states = 0, -at.FAR, graph[at.G_STATES]
    for k in range(graph[at.G_LINES]):
        row = later_row(graph.ctypes, k, 0, graph[at.G_STOPS], 0)
        root = later[row + at.LATER_BEST] + graph[graph[at.G_LINE] + 2 * k]
        if root > most:
            line, most = k, root
    clear(sooner.ctypes, 0, waiting(graph.ctypes, states, 0))
    for visit in range(graph[at.G_VISITS]):
        out[visit] = at.FAR
    head = sooner_row(graph.ctypes, 0, graph[at.G_STOPS])
    sooner[head] = pack(graph[graph[at.G_LINE] + 2 * line], NOBODY)
    for block in range((graph[at.G_CELLS] - 1) // graph[at.G_BLOCK] + 1):
        for state in range(states):
            for k in range(graph[at.G_ALIVE]):
                visit = graph[graph[at.G_LIVE] + k]
                value = start_visit(day.ctypes, graph.ctypes, later.ctypes, sooner.ctypes, line, state, visit, block)
                out[visit] = min(out[visit], value)
            for k in range(graph[at.G_ALIVE] + graph[at.G_STOPS] + 1 - graph[at.G_VISITS]):
                leave_without(day.ctypes, graph.ctypes, sooner.ctypes, state, live_stop(graph.ctypes, k), block)
    return line
