"""Labels: where a technician may be, when, at which cost, after how many minutes of work, remembering whom.

A label goes on to every stop that may come next. A route may come back to a visit that its memory has lost on the way
(ng-routes: Baldacci, Mingozzi, Roberti 2011, doi:10.1287/opre.1110.0975). What is found is never dearer than a route
the rules allow: starts and ends cost the least they may cost then or later. What his minutes cost is convex, so that
one label is never worse than another if it is not with what both have now, nor with all the other can still do.
"""

from solver.search.chains.compiled import BOOL, INT, PTR, VOID, Arena, compiled
from solver.search.pricing import layout as at
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

# Odd, so that they spread bits over shelves.
MIX_ONE, MIX_TWO, MIX_THREE = 0x2545F4914F6CDD1D, 0x369DEA0F31A53F85, 0x0123456789ABCDF1


@compiled(INT, PTR, INT)
def load_cost(graph: Arena, load: int) -> int:
    """Return what minutes of visits cost."""
    return graph[graph[at.G_LOAD] + min(load, (graph[at.G_UNTIL] - 1) * graph[at.G_RATIO])]


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


@compiled(INT, PTR, PTR, INT, INT, INT, INT)
def shelf(graph: Arena, desk: Arena, stop: int, state: int, known: int, cuts: int) -> int:
    """Return where the list begins of labels that one with this stop and state is compared with."""
    if desk[at.D_LOOSE] != at.LIST:
        return desk[at.D_LIST] + stop * graph[at.G_STATES] + state
    mixed = (known * MIX_ONE) ^ (cuts * MIX_TWO) ^ ((stop * graph[at.G_STATES] + state) * MIX_THREE)
    return desk[at.D_LIST] + ((mixed ^ (mixed >> 31)) & (at.SHELVES - 1))


@compiled(BOOL, PTR, PTR, INT, INT, INT, INT, INT, INT, INT, INT, INT)
def is_dominated(
    graph: Arena, desk: Arena, free: int, cost: int, now: int, load: int, known: int, state: int, count: int, cuts: int,
    stop: int,
) -> bool:  # fmt: skip
    """Whether a label gone on from before costs no more, whatever comes, and has everything before it."""
    breaks, counts, loose = graph[at.G_BREAKS], graph[at.G_COUNTS], desk[at.D_LOOSE]
    taken, absent = state % breaks, state // breaks
    still = (graph[at.G_UNTIL] - 1 - free) * graph[at.G_RATIO]
    then = cost + load_cost(graph, load + still)
    for rested in range(taken, breaks):
        if rested & taken != taken:
            continue
        there = absent * breaks + rested
        other = desk[shelf(graph, desk, stop, there, known, cuts)]
        while other >= 0:
            row = desk[at.D_FIRST] + other * at.LABEL_ROW
            if desk[row + at.NOW] > now:
                break
            if loose == at.QUICK:
                return True
            if (desk[row + at.SET] & ~known) == 0 and not (counts and desk[row + at.COUNT] > count):
                # After an absence one may still be without visits, the only one who may go on to what comes first.
                fits = graph[at.G_FIRST] < 0 or count > 0 or desk[row + at.COUNT] == 0
                if loose == at.LIST:
                    alike = desk[row + at.SET] == known and desk[row + at.CUTS] == cuts
                    fits = fits and alike and desk[row + at.STOP] == stop and desk[row + at.STATE] == there
                if fits:
                    # What it may still have to pay for cuts where this one has not, at the most.
                    more = cut_price(graph, desk[row + at.CUTS] & ~cuts)
                    ends = desk[row + at.COST] + load_cost(graph, desk[row + at.LOAD] + still)
                    if desk[row + at.NOW] + more <= now and ends + more <= then:
                        return True
            other = desk[row + at.NEXT]
    return False


@compiled(VOID, PTR, PTR, INT)
def enlist(graph: Arena, desk: Arena, label: int) -> None:
    """Put a label into its list, which is by cost."""
    row = desk[at.D_FIRST] + label * at.LABEL_ROW
    place = shelf(graph, desk, desk[row + at.STOP], desk[row + at.STATE], desk[row + at.SET], desk[row + at.CUTS])
    while desk[place] >= 0 and desk[desk[at.D_FIRST] + desk[place] * at.LABEL_ROW + at.NOW] < desk[row + at.NOW]:
        place = desk[at.D_FIRST] + desk[place] * at.LABEL_ROW + at.NEXT
    desk[row + at.NEXT] = desk[place]
    desk[place] = label


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
