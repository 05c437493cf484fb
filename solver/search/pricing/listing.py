"""All routes of one shift below a value, of those that make the same visits and end at the same the cheapest."""

from solver.search.chains.compiled import ARRAY, INT, Handle, entry
from solver.search.pricing import layout as at
from solver.search.pricing.price import FEWEST_LABELS, ROUTE_ROW, label_all, lay_out_desk, write_route
from solver.search.pricing.steps import home_cost


@entry(INT, ARRAY, ARRAY, ARRAY, INT, ARRAY, ARRAY)
def list_routes(day: Handle, graph: Handle, later: Handle, below: int, desk: Handle, out: Handle) -> int:
    """List routes at the prices ``look_ahead`` was given; every visit has to be remembered at every other.

    Parameters
    ----------
    below
        Cost less prices from which on a route is not listed.
    out
        ``ROUTE_ROW`` numbers for each route.

    Returns
    -------
    int
        How many rows of ``out`` hold a route; -1: there are too many labels or routes, or no more are wanted.
    """
    lay_out_desk(graph.ctypes, desk.ctypes, len(desk), below, at.LIST)
    if desk[at.D_MOST] < FEWEST_LABELS or not label_all(day.ctypes, graph.ctypes, later.ctypes, desk.ctypes):
        return -1
    rows = 0
    for label in range(desk[at.D_NUMBER]):
        known = desk[at.D_FIRST] + label * at.LABEL_ROW
        if desk[known + at.COUNT] == 0 or desk[known + at.NOW] >= at.FAR:
            continue
        home = home_cost(graph.ctypes, desk[known + at.STOP], desk[known + at.STATE], desk[known + at.FREE])
        if home < at.FAR and desk[known + at.NOW] + home < below:
            if (rows + 1) * ROUTE_ROW > len(out):
                return -1
            value = desk[known + at.NOW] + home
            write_route(graph.ctypes, desk.ctypes, label, value, out.ctypes, rows * ROUTE_ROW)
            rows += 1
    return rows
