"""The least cost of going on from each stop at each minute, whatever was visited before: where it lies, who reads it.

Only going straight back is excluded. It ends the labels that lead nowhere, and is by itself a lower bound of every
route. What a technician's minutes cost, of which no state knows here, is replaced by lines below it.
"""

from solver.search.chains.compiled import INT, PTR, Arena, compiled, pair
from solver.search.pricing import layout as at
from solver.search.pricing.arrivals import row_room, table_size

NOBODY = -4  # whom the head and absences are never come back to as
ANYBODY = -2  # who comes next is not known
SCRATCH_ROWS = 2 + at.MOST_BREAKS


@compiled(INT, PTR, INT, INT, INT, INT)
def later_row(graph: Arena, line: int, state: int, stop: int, minute: int) -> int:
    """Return the offset of a row."""
    place = (line * graph[at.G_STATES] + state) * (graph[at.G_STOPS] + 1) + stop
    return (place * graph[at.G_CELLS] + minute // graph[at.G_GRID]) * at.LATER_ROW


@compiled(INT, PTR, INT, INT)
def arrival_table(graph: Arena, state: int, visit: int) -> int:
    """Return where, behind all rows, the costs begin of coming to a visit and going on; before the first, some rows."""
    behind = later_row(graph, graph[at.G_LINES], 0, 0, 0) + graph[at.G_VISITS] + SCRATCH_ROWS * row_room(graph)
    return behind + (state * graph[at.G_VISITS] + visit) * table_size(graph)


@compiled(INT, PTR)
def scratch(graph: Arena) -> int:
    """Return where, before the tables, the rows are that are worked in: two of costs, one for the end of each break."""
    return arrival_table(graph, 0, 0) - SCRATCH_ROWS * row_room(graph)


@compiled(INT, PTR, INT)
def live_stop(graph: Arena, place: int) -> int:
    """Return the visits that are live, then all other stops, one after the other."""
    alive = graph[at.G_ALIVE]
    return graph[graph[at.G_LIVE] + place] if place < alive else graph[at.G_VISITS] + place - alive


@compiled(pair(2), PTR, INT, INT, INT)
def cells_of(graph: Arena, stop: int, taken: int, block: int) -> tuple[int, int]:
    """Return the cells of a block in which one can be free at a stop: not before it is over, nor long after.

    After a break one can.
    """
    first, grid = block * graph[at.G_BLOCK], graph[at.G_GRID]
    end = min(first + graph[at.G_BLOCK], graph[at.G_CELLS])
    if stop == graph[at.G_STOPS]:
        return first, end if taken > 0 else min(end, 1)
    if stop >= graph[at.G_VISITS]:
        return first, end
    table = graph[at.G_VISIT] + stop * at.VISIT_ROW
    first = max(first, (graph[table + at.VISIT_EARLIEST] + graph[table + at.VISIT_MINUTES]) // grid)
    if taken == 0:
        end = min(end, (graph[table + at.VISIT_LATEST] + graph[table + at.VISIT_MINUTES]) // grid + 1)
    return first, end


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
