"""What going on costs from a stop without a visit next: home, after a break, after an absence with a place."""

from solver.search.chains.compiled import INT, PTR, VOID, Arena, compiled
from solver.search.pricing import layout as at
from solver.search.pricing.arrivals import keep, pack, row_room
from solver.search.pricing.later import ANYBODY, later_row, scratch
from solver.search.pricing.steps import absence_over, break_over, home_cost, leg


@compiled(VOID, PTR, PTR, INT, INT, INT, INT, INT)
def go_home(graph: Arena, later: Arena, state: int, stop: int, first: int, end: int, place: int) -> None:
    """Begin a row with what going home costs."""
    for k in range(end - first):
        home = home_cost(graph, stop, state, (first + k) * graph[at.G_GRID])
        if home < at.FAR:
            later[place + k] = pack(home, at.HOME)


@compiled(VOID, PTR, PTR, PTR, INT, INT)
def find_breaks(day: Arena, graph: Arena, later: Arena, state: int, block: int) -> None:
    """Note when each break is over that begins in a cell of a block, wherever that is."""
    first, room, breaks = block * graph[at.G_BLOCK], row_room(graph), graph[at.G_BREAKS]
    place, number = scratch(graph) + 2 * room, 0
    while 1 << number < breaks:
        for k in range(graph[at.G_BLOCK]):
            over = at.FAR
            if not state % breaks >> number & 1:
                over = break_over(day, graph, state % breaks, number, (first + k) * graph[at.G_GRID])
            later[place + k] = over
        place, number = place + room, number + 1


@compiled(VOID, PTR, PTR, INT, INT, INT, INT, INT, INT, INT)
def rest(
    graph: Arena, later: Arena, line: int, state: int, stop: int, first: int, end: int, skipped: int, place: int
) -> None:
    """Keep what going on after a break costs.

    Parameters
    ----------
    skipped
        How many cells of the block come before the first.
    """
    room, number = row_room(graph), 0
    while 1 << number < graph[at.G_BREAKS]:
        overs = scratch(graph) + (2 + number) * room + skipped
        for k in range(end - first):
            if later[overs + k] >= at.FAR:
                continue
            beyond = later_row(graph, line, state | 1 << number, stop, later[overs + k])
            if later[beyond + at.LATER_BEST] < at.FAR:
                known = pack(later[beyond + at.LATER_BEST], later[beyond + at.LATER_NEXT])
                keep(later, place + k, place + room + k, known)
            if later[beyond + at.LATER_OTHER] < at.FAR:
                keep(later, place + k, place + room + k, pack(later[beyond + at.LATER_OTHER], ANYBODY))
        number += 1


@compiled(VOID, PTR, PTR, INT, INT, INT, INT, INT, INT)
def be_absent(graph: Arena, later: Arena, line: int, state: int, stop: int, first: int, end: int, place: int) -> None:
    """Keep what going on after the next absence with a place costs."""
    target = graph[at.G_VISITS] + state // graph[at.G_BREAKS]
    if target >= graph[at.G_STOPS]:
        return
    way = graph[at.G_RATE] * leg(graph, stop, target)
    for k in range(end - first):
        over = absence_over(graph, stop, state, (first + k) * graph[at.G_GRID])
        if over < at.FAR:
            beyond = later_row(graph, line, state + graph[at.G_BREAKS], target, over)
            if later[beyond + at.LATER_BEST] < at.FAR:
                packed = pack(later[beyond + at.LATER_BEST] + way, ANYBODY)
                keep(later, place + k, place + row_room(graph) + k, packed)
