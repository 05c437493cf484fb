"""Routes of one shift that are worth more than they cost at given prices of its visits."""

from solver.search.chains.compiled import ARRAY, INT, PTR, VOID, Arena, Handle, compiled, entry, pair
from solver.search.pricing import layout as at
from solver.search.pricing.ahead import look_back
from solver.search.pricing.dive import dive
from solver.search.pricing.labels import put_label, settle_label
from solver.search.pricing.later import least_later
from solver.search.pricing.steps import visit_row

MOST_STOPS = 40  # visits of a route that is told
ROUTE_ROW = 2 + 2 * MOST_STOPS  # value, number of visits, visits and their starts
FEWEST_LABELS = 1000


@compiled(VOID, PTR, PTR, INT, INT, INT)
def lay_out_desk(graph: Arena, desk: Arena, size: int, best: int, loose: int) -> None:
    """Make the desk ready."""
    stops = graph[at.G_STOPS]
    desk[at.D_BUCKET] = at.DESK_HEADER
    desk[at.D_LIST] = desk[at.D_BUCKET] + graph[at.G_UNTIL]
    desk[at.D_END] = desk[at.D_LIST] + (at.SHELVES if loose == at.LIST else (stops + 1) * graph[at.G_STATES])
    desk[at.D_FIRST] = desk[at.D_END] + 2 * (stops + 1)
    desk[at.D_NUMBER], desk[at.D_LOOSE], desk[at.D_BEST] = 0, loose, best
    desk[at.D_LEAST] = best
    desk[at.D_MOST] = (size - desk[at.D_FIRST]) // at.LABEL_ROW
    if desk[at.D_MOST] < FEWEST_LABELS:
        return
    for k in range(desk[at.D_BUCKET], desk[at.D_END]):
        desk[k] = -1
    for k in range(stops + 1):
        desk[desk[at.D_END] + 2 * k], desk[desk[at.D_END] + 2 * k + 1] = 0, -1


@compiled(VOID, PTR, PTR, INT, INT, PTR, INT)
def write_route(graph: Arena, desk: Arena, label: int, value: int, out: Arena, row: int) -> None:
    """Write a route into a row of the answer: its value, the number of its visits (-1: too many), visits and starts."""
    length = 0
    while label >= 0:
        known = desk[at.D_FIRST] + label * at.LABEL_ROW
        before = desk[known + at.PARENT]
        rested = before >= 0 and desk[desk[at.D_FIRST] + before * at.LABEL_ROW + at.COUNT] == desk[known + at.COUNT]
        if desk[known + at.STOP] < graph[at.G_VISITS] and not rested:
            if length == MOST_STOPS:
                length = -1
                break
            visit = desk[known + at.STOP]
            out[row + 2 + 2 * length] = visit
            out[row + 3 + 2 * length] = (
                desk[known + at.FREE] - visit_row(graph, visit, at.VISIT_MINUTES) + graph[at.G_READY]
            )
            length += 1
        label = before
    for k in range(length // 2):
        one, other = row + 2 + 2 * k, row + 2 + 2 * (length - 1 - k)
        out[one], out[other] = out[other], out[one]
        out[one + 1], out[other + 1] = out[other + 1], out[one + 1]
    out[row], out[row + 1] = value, length


@compiled(INT, PTR, PTR, PTR, PTR)
def label_all(day: Arena, graph: Arena, later: Arena, desk: Arena) -> int:
    """Make all labels, minute by minute; return 0 if there was no room for them, or they are no longer wanted."""
    put_label(graph, later, desk, 0, 0, 0, 0, 0, 0, 0, graph[at.G_STOPS], -1)
    for minute in range(graph[at.G_UNTIL]):
        bucket = desk[at.D_BUCKET] + minute
        while desk[bucket] >= 0:
            label = desk[bucket]
            desk[bucket] = desk[desk[at.D_FIRST] + label * at.LABEL_ROW + at.NEXT]
            settle_label(day, graph, later, desk, label)
            if desk[at.D_NUMBER] > desk[at.D_MOST] or desk[at.D_STOP]:
                return 0
    return 1


@compiled(VOID, PTR, INT)
def find_better_starts(graph: Arena, visit: int) -> None:
    """Note for each start of a visit the next that costs less, or has another stamp."""
    row = graph[at.G_VISIT] + visit * at.VISIT_ROW
    costs, after = graph[at.G_LEAST] + graph[row + at.VISIT_TIMES], graph[at.G_AFTER] + graph[row + at.VISIT_TIMES]
    stamps = graph[at.G_STAMPS] + graph[row + at.VISIT_TIMES]
    for start in range(graph[row + at.VISIT_LATEST], graph[row + at.VISIT_EARLIEST] - 1, -1):
        better = start + 1 if start < graph[row + at.VISIT_LATEST] else at.FAR
        while better < at.FAR and graph[costs + better] >= graph[costs + start]:
            if graph[stamps + better] != graph[stamps + start]:
                break
            better = graph[after + better]
        graph[after + start] = better


@entry(INT, ARRAY, ARRAY, ARRAY, INT)
def look_ahead(day: Handle, graph: Handle, later: Handle, skip: int) -> int:
    """Work out what going on costs at the least at the prices in the graph; return a lower bound of every route.

    Parameters
    ----------
    skip
        Visits that are worth no more than this are passed over.
    """
    alive = 0
    for visit in range(graph[at.G_VISITS]):
        if not graph[graph[at.G_WANTED] + visit]:
            continue
        if visit_row(graph.ctypes, visit, at.VISIT_TIMED):
            find_better_starts(graph.ctypes, visit)
        if graph[graph[at.G_VISIT] + visit * at.VISIT_ROW + at.VISIT_PRIZE] > skip or visit_row(
            graph.ctypes, visit, at.VISIT_TIMED
        ):
            graph[graph[at.G_LIVE] + alive] = visit
            alive += 1
    graph[at.G_ALIVE] = alive
    for line in range(graph[at.G_LINES]):
        look_back(day.ctypes, graph.ctypes, later.ctypes, line)
    return min(0, least_later(graph.ctypes, later.ctypes, 0, graph[at.G_STOPS], 0, 0, 0))


@entry(pair(2), ARRAY, ARRAY, ARRAY, ARRAY, ARRAY)
def dive_for_routes(day: Handle, graph: Handle, later: Handle, desk: Handle, out: Handle) -> tuple[int, int]:
    """Make one route from each first visit, quickly, at the prices ``look_ahead`` was given.

    Returns
    -------
    value, routes
        The least of cost less prices of them, at most 0; how many rows of ``out`` hold a route worth having.
    """
    best, rows = 0, 0
    for place in range(graph[at.G_LIVE], graph[at.G_LIVE] + graph[at.G_ALIVE]):
        first = graph[place]
        row = rows * ROUTE_ROW
        value = dive(day.ctypes, graph.ctypes, later.ctypes, desk.ctypes, first, out.ctypes, row, MOST_STOPS)
        if value < 0:
            best = min(best, value)
            rows += 1
    return best, rows


@entry(pair(3), ARRAY, ARRAY, ARRAY, INT, INT, ARRAY, ARRAY)
def find_routes(
    day: Handle, graph: Handle, later: Handle, known: int, loose: int, desk: Handle, out: Handle
) -> tuple[int, int, int]:
    """Find the cheapest route of a shift at the prices ``look_ahead`` was given, and cheap ones that end elsewhere.

    Parameters
    ----------
    known
        Cost of a route, at most 0: what is not cheaper is not looked for.
    loose
        ``QUICK``: labels are compared by what they cost so far alone, and what is found are routes, but they need not
        be the cheapest; ``EXACT``: of all cheaper than known, the cheapest for each last stop.
    desk
        To work in.
    out
        ``ROUTE_ROW`` numbers for each stop, for the answer.

    Returns
    -------
    value, routes, labels
        The least of cost less prices of any route, ``known`` if there is none below; how many rows of ``out`` hold a
        route; how many labels there were, -1: too many, and the value is that of a route, not the least.
    """
    lay_out_desk(graph.ctypes, desk.ctypes, len(desk), known, loose)
    if desk[at.D_MOST] < FEWEST_LABELS:
        return known, 0, -1
    done = label_all(day.ctypes, graph.ctypes, later.ctypes, desk.ctypes)
    rows = 0
    for stop in range(graph[at.G_STOPS]):
        end = desk[at.D_END] + 2 * stop
        if desk[end + 1] >= 0:
            write_route(graph.ctypes, desk.ctypes, desk[end + 1], desk[end], out.ctypes, rows * ROUTE_ROW)
            rows += 1
    return min(desk[at.D_BEST], desk[at.D_LEAST]), rows, desk[at.D_NUMBER] if done else -1
