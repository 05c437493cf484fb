"""Labels: where a technician may be, when, at which cost, after how many minutes of work, remembering whom.

A label goes on to every stop that may come next. A route may come back to a visit that its memory has lost on the way
(ng-routes: Baldacci, Mingozzi, Roberti 2011, doi:10.1287/opre.1110.0975). What is found is never dearer than a route
the rules allow: starts and ends cost the least they may cost then or later.
"""

from solver.search.chains.compiled import INT, PTR, VOID, Arena, compiled
from solver.search.pricing import layout as at
from solver.search.pricing.dominance import enlist, is_dominated, load_cost
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


@compiled(INT, PTR, INT, INT, INT)
def remember(graph: Arena, known: int, stop: int, target: int) -> int:
    """Return what is remembered at a stop of what was at the one before, a visit itself included."""
    found, bit = (1 if target < graph[at.G_VISITS] else 0), 0
    near, places = graph[at.G_NEAR] + stop * graph[at.G_MEMORY], graph[at.G_PLACE] + target * graph[at.G_VISITS]
    while known:
        if known & 1:
            place = graph[places + graph[near + bit]]
            if place >= 0:
                found |= 1 << place
        known >>= 1
        bit += 1
    return found


@compiled(VOID, PTR, PTR, PTR, INT, INT, INT, INT, INT, INT, INT, INT, INT)
def put_label(
    graph: Arena, later: Arena, desk: Arena, free: int, cost: int, load: int, known: int, state: int, count: int,
    cuts: int, stop: int, parent: int,
) -> None:  # fmt: skip
    """Add a label that may lead to a route cheaper than known; without room for it ``D_NUMBER`` passes ``D_MOST``."""
    if cost + least_later(graph, later, state, stop, free, load, known) >= desk[at.D_BEST]:
        return
    now = cost + load_cost(graph, load)
    if is_dominated(graph, desk, free, cost, now, load, known, state, count, cuts, stop):
        return
    number = desk[at.D_NUMBER]
    desk[at.D_NUMBER] = number + 1
    if number >= desk[at.D_MOST]:
        return
    row = desk[at.D_FIRST] + number * at.LABEL_ROW
    desk[row + at.FREE], desk[row + at.COST], desk[row + at.NOW], desk[row + at.LOAD] = free, cost, now, load
    desk[row + at.SET], desk[row + at.STATE], desk[row + at.COUNT] = known, state, count
    desk[row + at.CUTS], desk[row + at.STOP], desk[row + at.PARENT] = cuts, stop, parent
    place = desk[at.D_BUCKET] + free
    desk[row + at.NEXT] = desk[place]
    desk[place] = number


@compiled(VOID, PTR, PTR, PTR, PTR, INT)
def rest(day: Arena, graph: Arena, later: Arena, desk: Arena, label: int) -> None:
    """Go on from a label by a break where it is."""
    row = desk[at.D_FIRST] + label * at.LABEL_ROW
    state, number, bit = desk[row + at.STATE], 0, 1
    while bit < graph[at.G_BREAKS]:
        if not state % graph[at.G_BREAKS] & bit:
            over = break_over(day, graph, state % graph[at.G_BREAKS], number, desk[row + at.FREE])
            if over < at.FAR:
                put_label(
                    graph, later, desk, over, desk[row + at.COST], desk[row + at.LOAD], desk[row + at.SET], state | bit,
                    desk[row + at.COUNT], desk[row + at.CUTS], desk[row + at.STOP], label,
                )  # fmt: skip
        number, bit = number + 1, bit << 1


@compiled(VOID, PTR, PTR, PTR, INT)
def pass_absence(graph: Arena, later: Arena, desk: Arena, label: int) -> None:
    """Go on from a label to the next absence with a place."""
    row = desk[at.D_FIRST] + label * at.LABEL_ROW
    state, stop = desk[row + at.STATE], desk[row + at.STOP]
    over = absence_over(graph, stop, state, desk[row + at.FREE])
    if over < at.FAR:
        target = graph[at.G_VISITS] + state // graph[at.G_BREAKS]
        cost = desk[row + at.COST] + graph[at.G_RATE] * leg(graph, stop, target)
        known = remember(graph, desk[row + at.SET], stop, target)
        put_label(
            graph, later, desk, over, cost, desk[row + at.LOAD], known, state + graph[at.G_BREAKS],
            desk[row + at.COUNT], desk[row + at.CUTS], target, label,
        )  # fmt: skip


@compiled(VOID, PTR, PTR, PTR, PTR, INT)
def extend(day: Arena, graph: Arena, later: Arena, desk: Arena, label: int) -> None:
    """Go on from a label to every visit that may come next."""
    row = desk[at.D_FIRST] + label * at.LABEL_ROW
    free, cost, known, state = desk[row + at.FREE], desk[row + at.COST], desk[row + at.SET], desk[row + at.STATE]
    count, stop, visits = desk[row + at.COUNT], desk[row + at.STOP], graph[at.G_VISITS]
    if count >= graph[at.G_CAPACITY]:
        return
    limit = last_end(graph, state)
    for place in range(graph[at.G_LIVE], graph[at.G_LIVE] + graph[at.G_ALIVE]):
        visit = graph[place]
        if known:
            bit = graph[graph[at.G_PLACE] + stop * visits + visit]
            if bit >= 0 and (known >> bit) & 1:
                continue
        if visit == graph[at.G_FIRST] and count > 0:
            continue
        way = leg(graph, stop, visit)
        load = desk[row + at.LOAD] + visit_row(graph, visit, at.VISIT_WORK)
        wider = remember(graph, known, stop, visit)
        inside = graph[graph[at.G_CUT_SETS] + visit]
        paid = cost + cut_price(graph, desk[row + at.CUTS] & inside)
        start = start_of(day, graph, free, way, visit)
        while start + visit_row(graph, visit, at.VISIT_MINUTES) <= limit:
            spent, over = paid + step_cost(graph, visit, way, start), start + visit_row(graph, visit, at.VISIT_MINUTES)
            stamp = graph[graph[at.G_STAMPS] + visit_row(graph, visit, at.VISIT_TIMES) + start]
            put_label(
                graph, later, desk, over, spent, load, wider, state, count + 1, desk[row + at.CUTS] ^ inside ^ stamp,
                visit, label,
            )  # fmt: skip
            start = next_start(day, graph, start, way, visit)


@compiled(VOID, PTR, PTR, PTR, PTR, INT)
def settle_label(day: Arena, graph: Arena, later: Arena, desk: Arena, label: int) -> None:
    """Take a label that no later one can improve: end its route, and go on from it."""
    row = desk[at.D_FIRST] + label * at.LABEL_ROW
    free, cost, now, load = desk[row + at.FREE], desk[row + at.COST], desk[row + at.NOW], desk[row + at.LOAD]
    known, state, count, stop = desk[row + at.SET], desk[row + at.STATE], desk[row + at.COUNT], desk[row + at.STOP]
    cuts = desk[row + at.CUTS]
    if cost + least_later(graph, later, state, stop, free, load, known) >= desk[at.D_BEST] or is_dominated(
        graph, desk, free, cost, now, load, known, state, count, cuts, stop
    ):
        desk[row + at.NOW] = at.FAR
        return
    enlist(graph, desk, label)
    if count > 0:
        home = home_cost(graph, stop, state, free)
        end = desk[at.D_END] + 2 * stop
        if home < at.FAR and now + home < desk[end]:
            desk[end], desk[end + 1] = now + home, label
            if desk[at.D_LOOSE] == at.QUICK:
                desk[at.D_BEST] = min(desk[at.D_BEST], now + home)
            if desk[at.D_LOOSE] == at.EXACT:
                desk[at.D_LEAST] = min(desk[at.D_LEAST], now + home)
    rest(day, graph, later, desk, label)
    pass_absence(graph, later, desk, label)
    extend(day, graph, later, desk, label)
