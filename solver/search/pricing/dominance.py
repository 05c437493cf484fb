"""Which of two labels goes on alone: one that is never worse, whatever comes.

What a technician's minutes cost is convex, so that one label is never worse than another if it is not with what both
have now, nor with all the other can still do.
"""

from solver.search.chains.compiled import BOOL, INT, PTR, VOID, Arena, compiled
from solver.search.pricing import layout as at
from solver.search.pricing.steps import cut_price

# Odd, so that they spread bits over shelves.
MIX_ONE, MIX_TWO, MIX_THREE = 0x2545F4914F6CDD1D, 0x369DEA0F31A53F85, 0x0123456789ABCDF1


@compiled(INT, PTR, INT)
def load_cost(graph: Arena, load: int) -> int:
    """Return what minutes of visits cost."""
    return graph[graph[at.G_LOAD] + min(load, (graph[at.G_UNTIL] - 1) * graph[at.G_RATIO])]


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
