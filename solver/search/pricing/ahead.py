"""Works out backward over time what going on costs, many minutes at once.

Of each visit a table says what coming to it costs at each minute, with all after it and with waiting for the start that
costs least; a stop's row is the least of these tables, each read as many minutes later as the way takes.
"""

from solver.search.chains.compiled import INT, PTR, VOID, Arena, compiled, pair
from solver.search.pricing import layout as at
from solver.search.pricing.arrivals import (
    FEW,
    NOTHING,
    WHO,
    clear,
    cost_of,
    fast,
    keep,
    keep_all,
    keep_one,
    may_start,
    pack,
    row_room,
    table_place,
    table_size,
    table_span,
    who_of,
)
from solver.search.pricing.later import ANYBODY, NOBODY, arrival_table, cells_of, later_row, live_stop, scratch
from solver.search.pricing.pauses import be_absent, find_breaks, go_home, rest
from solver.search.pricing.steps import last_end, leg, start_of, visit_row

NEVER, AS_ONE_IS_FREE, ALL_AT_ONCE, ONE_BY_ONE = range(4)  # how one comes to a visit from some cells


@compiled(pair(2), PTR, PTR, INT, INT, INT, INT)
def way_to(day: Arena, graph: Arena, stop: int, visit: int, first: int, end: int) -> tuple[int, int]:
    """Return how one comes to a visit from a stop in some cells, and when from the first of them.

    No break in the minutes at which a visit can start is shorter than the cells are long, unless the visit itself
    knows of it: who is not kept waiting in the first nor in the last is not in those between.
    """
    row, way, grid = graph[at.G_VISIT] + visit * at.VISIT_ROW, leg(graph, stop, visit), graph[at.G_GRID]
    sooner, later = first * grid + way, (end - 1) * grid + way
    if graph[row + at.VISIT_HARD] < 2 and graph[row + at.VISIT_SET_OUT] <= first * grid:
        return (AS_ONE_IS_FREE if sooner <= graph[row + at.VISIT_LATEST] else NEVER), sooner
    start, last = start_of(day, graph, first * grid, way, visit), start_of(day, graph, (end - 1) * grid, way, visit)
    if start >= at.FAR:
        return NEVER, start
    # Before its earliest start one waits where the visit is: what coming there costs is the same at all these minutes.
    earliest = graph[row + at.VISIT_EARLIEST]
    if start == max(sooner, earliest) and last in (at.FAR, max(later, earliest)):
        return AS_ONE_IS_FREE, sooner
    return (ALL_AT_ONCE if start == last else ONE_BY_ONE), start


@compiled(INT, PTR, PTR, PTR, INT, INT, INT, INT, INT, INT)
def go_to(
    day: Arena, graph: Arena, later: Arena, state: int, stop: int, visit: int, first: int, end: int, place: int
) -> int:
    """Keep what going on to a visit costs, from a stop in some cells; return the most that is of use after it."""
    kind, start = way_to(day, graph, stop, visit, first, end)
    room, plane, table = row_room(graph), table_size(graph) // 2, arrival_table(graph, state, visit)
    same = visit_row(graph, stop, at.VISIT_SAME) if stop < graph[at.G_VISITS] else NOBODY
    way = leg(graph, stop, visit)
    more = pack(graph[at.G_RATE] * way, visit_row(graph, visit, at.VISIT_SAME))
    rest = table + table_place(graph, start)
    if kind == AS_ONE_IS_FREE:
        return keep_all(later, place, room, rest, plane, fast(end - first), more, same)
    if kind == ALL_AT_ONCE:
        packed = later[rest + plane] if (later[rest] & WHO) == same else later[rest]
        return keep_one(later, place, room, fast(end - first), (packed & ~WHO) + more)
    for cell in range(first, end):
        start = start_of(day, graph, cell * graph[at.G_GRID], way, visit)
        if start < at.FAR:
            keep_all(later, place + cell - first, room, table + table_place(graph, start), plane, 1, more, same)
    return NOTHING


@compiled(INT, PTR, PTR, PTR, INT, INT, INT, INT, INT)
def least_to(day: Arena, graph: Arena, later: Arena, state: int, stop: int, visit: int, first: int, end: int) -> int:
    """Return the least that going on to a visit costs from a stop in some cells."""
    kind, start = way_to(day, graph, stop, visit, first, end)
    if kind == NEVER:
        return NOTHING
    known = later[arrival_table(graph, state, visit) + table_place(graph, start)]
    return (known & ~WHO) + pack(graph[at.G_RATE] * leg(graph, stop, visit), 0)


@compiled(VOID, PTR, PTR, PTR, INT, INT, INT, INT, INT)
def go_on(day: Arena, graph: Arena, later: Arena, state: int, stop: int, first: int, end: int, place: int) -> None:
    """Keep what going on to visits costs; the two that begin with the least first: most others then change nothing."""
    same = visit_row(graph, stop, at.VISIT_SAME) if stop < graph[at.G_VISITS] else NOBODY
    one, two, live, keys = -1, -1, graph[at.G_LIVE], scratch(graph) - graph[at.G_VISITS]
    for k in range(graph[at.G_ALIVE]):
        visit = graph[live + k]
        later[keys + k] = NOTHING
        if visit_row(graph, visit, at.VISIT_SAME) != same:
            later[keys + k] = least_to(day, graph, later, state, stop, visit, first, end)
            if one < 0 or later[keys + k] < later[keys + one]:
                one, two = k, one
            elif two < 0 or later[keys + k] < later[keys + two]:
                two = k
    most = NOTHING
    for turn in range(-2, graph[at.G_ALIVE]):
        k = one if turn == -2 else two if turn == -1 else turn
        if k >= 0 and later[keys + k] < most:
            most = go_to(day, graph, later, state, stop, graph[live + k], first, end, place)
            later[keys + k] = NOTHING


@compiled(VOID, PTR, PTR, PTR, INT, INT, INT, INT, INT)
def go_on_from_few(
    day: Arena, graph: Arena, later: Arena, state: int, stop: int, first: int, end: int, place: int
) -> None:
    """Do the same where cells are too few for several to be taken at once."""
    same = visit_row(graph, stop, at.VISIT_SAME) if stop < graph[at.G_VISITS] else NOBODY
    grid, span, size, room = graph[at.G_GRID], table_span(graph), table_size(graph), row_room(graph)
    legs, rows, rate, live = (
        graph[at.G_LEG] + stop * graph[at.G_STOPS],
        graph[at.G_VISIT],
        graph[at.G_RATE],
        graph[at.G_LIVE],
    )
    for cell in range(first, end):
        best, other, table = (
            later[place + cell - first],
            later[place + cell - first + room],
            arrival_table(graph, state, 0) + room,
        )
        for k in range(live, live + graph[at.G_ALIVE]):
            visit = graph[k]
            row, way = rows + visit * at.VISIT_ROW, graph[legs + visit]
            who, start = graph[row + at.VISIT_SAME], max(cell * grid, graph[row + at.VISIT_SET_OUT]) + way
            if graph[row + at.VISIT_HARD] == 2:
                start = start_of(day, graph, cell * grid, way, visit)
            if who == same or start > graph[row + at.VISIT_LATEST]:
                continue
            rest = table + visit * size + start % grid * span + start // grid
            known = later[rest]
            if (known & WHO) == same:
                known = later[rest + size // 2]
            known = (known & ~WHO) + pack(rate * way, who)
            if known < other:
                if (known ^ best) & WHO:
                    other = min(other, max(best, known))
                best = min(best, known)
        later[place + cell - first], later[place + cell - first + room] = best, other


@compiled(VOID, PTR, PTR, PTR, INT, INT, INT, INT)
def fill(day: Arena, graph: Arena, later: Arena, line: int, state: int, stop: int, block: int) -> None:
    """Fill the rows of a stop in one block."""
    first, end = cells_of(graph, stop, state % graph[at.G_BREAKS], block)
    if first >= end:
        return
    room = row_room(graph)
    place = scratch(graph)
    clear(later, place, 2 * room)
    if stop < graph[at.G_STOPS]:
        go_home(graph, later, state, stop, first, end, place)
    rest(graph, later, line, state, stop, first, end, first - block * graph[at.G_BLOCK], place)
    be_absent(graph, later, line, state, stop, first, end, place)
    if graph[at.G_BLOCK] < FEW:
        go_on_from_few(day, graph, later, state, stop, first, end, place)
    else:
        go_on(day, graph, later, state, stop, first, end, place)
    row = later_row(graph, line, state, stop, first * graph[at.G_GRID])
    for k in range(place, place + end - first):
        later[row + at.LATER_BEST], later[row + at.LATER_NEXT] = cost_of(later[k]), who_of(later[k])
        later[row + at.LATER_OTHER] = cost_of(later[k + room])
        row += at.LATER_ROW


@compiled(VOID, PTR, PTR, PTR, INT, INT, INT, INT)
def arrive(day: Arena, graph: Arena, later: Arena, line: int, state: int, visit: int, block: int) -> None:
    """Work out what coming to a visit costs, with all after it, where it is over in a block."""
    row, grid, plane = graph[at.G_VISIT] + visit * at.VISIT_ROW, graph[at.G_GRID], table_size(graph) // 2
    minutes, earliest, table = (
        graph[row + at.VISIT_MINUTES],
        graph[row + at.VISIT_EARLIEST],
        arrival_table(graph, state, visit),
    )
    first = block * graph[at.G_BLOCK]
    over = min(last_end(graph, state), min(first + graph[at.G_BLOCK], graph[at.G_CELLS]) * grid - 1)
    start = min(graph[row + at.VISIT_LATEST], over - minutes)
    least, last = graph[at.G_LEAST] + graph[row + at.VISIT_TIMES], max(earliest, first * grid - minutes)
    if start < last:
        return
    after = table + table_place(graph, start + 1)
    best, other = later[after], later[after + plane]
    paid = graph[graph[at.G_LINE] + 2 * line + 1] * graph[row + at.VISIT_WORK] - graph[row + at.VISIT_PRIZE]
    while start >= last:
        here = table + table_place(graph, start)
        later[here], later[here + plane] = best, other
        if may_start(day, graph, visit, start):
            beyond, cost = later_row(graph, line, state, visit, start + minutes), paid + graph[least + start]
            if later[beyond + at.LATER_BEST] < at.FAR:
                keep(
                    later, here, here + plane, pack(later[beyond + at.LATER_BEST] + cost, later[beyond + at.LATER_NEXT])
                )
            if later[beyond + at.LATER_OTHER] < at.FAR:
                keep(later, here, here + plane, pack(later[beyond + at.LATER_OTHER] + cost, ANYBODY))
            best, other = later[here], later[here + plane]
        start -= 1
    if last == earliest:
        for minute in range(earliest):
            here = table + table_place(graph, minute)
            later[here], later[here + plane] = best, other


@compiled(VOID, PTR, PTR, PTR, INT)
def look_back(day: Arena, graph: Arena, later: Arena, line: int) -> None:
    """Fill all rows of a line, a block of minutes after the other: none of its visits or breaks is over in it."""
    states, alive = graph[at.G_STATES], graph[at.G_ALIVE]
    for state in range(states):
        for k in range(alive):
            clear(later, arrival_table(graph, state, live_stop(graph, k)), table_size(graph))
    for block in range((graph[at.G_CELLS] - 1) // graph[at.G_BLOCK], -1, -1):
        for state in range(states - 1, -1, -1):
            find_breaks(day, graph, later, state, block)
            for k in range(alive + graph[at.G_STOPS] + 1 - graph[at.G_VISITS]):
                fill(day, graph, later, line, state, live_stop(graph, k), block)
            for k in range(alive):
                arrive(day, graph, later, line, state, live_stop(graph, k), block)
