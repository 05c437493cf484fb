"""Costs of coming to a visit by the minute, in tables that are read many minutes at a time.

A cost and the visit it goes with (the next one, or the one before) share a number, so that the least of several is
one comparison and a compiled loop takes several minutes at once. Of each minute there are two: the least, and the
least that goes with another visit. In a table the minutes that share a remainder by the grid lie together: steps from
row to row of the look ahead are steps to the next number.
"""

from solver.search.chains.compiled import BOOL, INT, PTR, VOID, Arena, compiled
from solver.search.pricing import layout as at
from solver.search.pricing.steps import start_of, visit_row

WIDTH = 12  # bits of the visit
WHO = (1 << WIDTH) - 1
MOST_VISITS = 4000  # that these bits can tell from one another, and from nobody
MOST_COST = 1 << 47  # of a route, which a number still holds when it is packed
NOTHING = 1 << 61 | WHO  # packed: no way to be there; nothing is above it
FEW = 5  # cells of a block below which they are taken one by one
AT_ONCE = 16  # minutes that a compiled loop takes at once: counts are rounded up to them


@compiled(INT, INT, INT)
def pack(cost: int, who: int) -> int:
    """Return a cost with whom it goes with."""
    return (cost << WIDTH) | (who & WHO)


@compiled(INT, INT)
def cost_of(packed: int) -> int:
    """Return a cost that has been packed; ``FAR`` for nothing."""
    return packed >> WIDTH if packed < NOTHING >> 1 else at.FAR


@compiled(INT, INT)
def who_of(packed: int) -> int:
    """Return whom it goes with."""
    who = packed & WHO
    return who if who < MOST_VISITS else who - WHO - 1


@compiled(VOID, PTR, INT, INT, INT)
def keep(table: Arena, best: int, other: int, packed: int) -> None:
    """Keep the least, and the least that goes with another visit."""
    known = table[best]
    if (known ^ packed) & WHO:
        table[other] = min(table[other], max(known, packed))
    table[best] = min(known, packed)


@compiled(INT, PTR, INT, INT, INT, INT, INT, INT, INT)
def keep_all(table: Arena, best: int, room: int, rest: int, plane: int, count: int, more: int, same: int) -> int:
    """Keep a row of costs, with something more, those that go with a visit being replaced by their others.

    What is nowhere below the number that is returned, the highest of the others, would change nothing.

    Parameters
    ----------
    best, room
        Where the row begins that they are kept in, and how far from it the row of others is.
    rest, plane
        The same of the row that is read.
    more
        Packed: what is added, and whom the sum goes with.
    """
    most = -NOTHING
    for k in range(count):
        least, another = table[rest + k], table[rest + plane + k]
        cost = ((another if (least & WHO) == same else least) & ~WHO) + more
        known, other = table[best + k], table[best + room + k]
        higher = known if known > cost else cost
        lower = other if other < higher else higher
        lower = lower if (known ^ cost) & WHO else other
        most = most if most > lower else lower
        table[best + room + k] = lower
        table[best + k] = cost if cost < known else known
    return most


@compiled(INT, PTR, INT, INT, INT, INT)
def keep_one(table: Arena, best: int, room: int, count: int, packed: int) -> int:
    """Keep one cost all along a row; return what ``keep_all`` does."""
    most = -NOTHING
    for k in range(count):
        known, other = table[best + k], table[best + room + k]
        higher = known if known > packed else packed
        lower = other if other < higher else higher
        lower = lower if (known ^ packed) & WHO else other
        most = most if most > lower else lower
        table[best + room + k] = lower
        table[best + k] = packed if packed < known else known
    return most


@compiled(VOID, PTR, INT, INT)
def clear(table: Arena, first: int, count: int) -> None:
    """Let nothing be known in a row."""
    for k in range(first, first + count):
        table[k] = NOTHING


@compiled(INT, INT)
def rounded(count: int) -> int:
    """Return a count rounded up to what a loop takes at once."""
    return (count + AT_ONCE - 1) // AT_ONCE * AT_ONCE


@compiled(INT, INT)
def fast(count: int) -> int:
    """Return a count that is quicker to go through than a lower one, where what is done too much does no harm."""
    return rounded(count) if count * 2 > AT_ONCE else count


@compiled(INT, PTR)
def row_room(graph: Arena) -> int:
    """Return how many numbers a row of one block has room for, begun anywhere in it."""
    return rounded(graph[at.G_BLOCK]) + AT_ONCE


@compiled(INT, PTR)
def table_span(graph: Arena) -> int:
    """Return how many numbers a table has of one remainder: a block's more than cells at either end."""
    return graph[at.G_CELLS] + 2 * row_room(graph)


@compiled(INT, PTR)
def table_size(graph: Arena) -> int:
    """Return how many numbers a table of one stop in one state has, both of a minute counted."""
    return 2 * graph[at.G_GRID] * table_span(graph)


@compiled(INT, PTR, INT)
def table_place(graph: Arena, minute: int) -> int:
    """Return where in a table a minute is."""
    grid = graph[at.G_GRID]
    if grid == 1:
        return row_room(graph) + minute
    return minute % grid * table_span(graph) + row_room(graph) + minute // grid


@compiled(BOOL, PTR, PTR, INT, INT)
def may_start(day: Arena, graph: Arena, visit: int, start: int) -> bool:
    """Whether a visit may start at a minute from its earliest to its latest start, for one who is there."""
    return not visit_row(graph, visit, at.VISIT_HARD) or start_of(day, graph, start, 0, visit) == start
