"""Compiled random numbers whose state lies on a chain's desk, so that threads do not disturb each other."""

from solver.search.chains import layout as at
from solver.search.chains.compiled import BOOL, INT, PTR, REAL, Arena, compiled


@compiled(INT, PTR)
def draw(desk: Arena) -> int:
    """Return 62 random bits (xorshift: Marsaglia, 2003)."""
    x = desk[at.LUCK]
    x ^= x << 13
    x ^= (x >> 7) & ((1 << 57) - 1)
    x ^= x << 17
    desk[at.LUCK] = x
    return (x >> 1) & ((1 << 62) - 1)


@compiled(INT, PTR, INT)
def below(desk: Arena, number: int) -> int:
    """Return a random whole number from 0 to ``number`` - 1."""
    return ((draw(desk) >> 30) * number) >> 32


@compiled(REAL, PTR)
def share(desk: Arena) -> float:
    """Return a random number above 0 and up to 1."""
    return ((draw(desk) >> 10) + 1) * 2.220446049250313e-16


@compiled(BOOL, PTR)
def blinks(desk: Arena) -> bool:
    """Whether the next place is passed over: one in a hundred, while that is switched on."""
    if desk[at.BLINKS] == 0:
        return False
    desk[at.BLINK] -= 1
    if desk[at.BLINK] > 0:
        return False
    desk[at.BLINK] = 1 + below(desk, 200)
    return True
