"""Compiled choice among operators: those that found something better lately, for the work they made, come more often.

Adaptive weights: Ropke and Pisinger (2006), doi:10.1287/trsc.1050.0135. Work is counted in insertions looked at, not in
seconds, so that a seed and a number of iterations give the same search on any machine.
"""

from solver.search.chains import layout as at
from solver.search.chains.compiled import INT, PTR, VOID, Arena, compiled
from solver.search.chains.luck import below

SEGMENT = 1024  # iterations after which weights follow what was found
WHOLE = 1000  # weight of an operator that finds as much as all together
LEAST = 150
BEST_FOUND = 16  # what finding the cheapest routes so far counts
BETTER_FOUND = 1  # and finding some cheaper than the last accepted


@compiled(INT, PTR, INT, INT)
def choose(desk: Arena, first: int, number: int) -> int:
    """Return one of ``number`` operators from ``first`` on, by weight."""
    total = 0
    for k in range(first, first + number):
        total += desk[desk[at.OPERATOR] + k * at.OPERATOR_ROW + at.OPERATOR_WEIGHT]
    luck, k = below(desk, total), first
    while k < first + number - 1:
        luck -= desk[desk[at.OPERATOR] + k * at.OPERATOR_ROW + at.OPERATOR_WEIGHT]
        if luck < 0:
            break
        k += 1
    return k


@compiled(VOID, PTR, INT, INT, INT)
def credit(desk: Arena, operator: int, found: int, work: int) -> None:
    """Note what an operator found and what work that was."""
    row = desk[at.OPERATOR] + operator * at.OPERATOR_ROW
    desk[row + at.OPERATOR_FOUND] += found
    desk[row + at.OPERATOR_WORK] += work


@compiled(VOID, PTR, INT, INT)
def reweigh(desk: Arena, first: int, number: int) -> None:
    """Move the weights of some operators a fifth of the way to what each found for its work, and count anew."""
    found, work = 0, 0
    for k in range(first, first + number):
        row = desk[at.OPERATOR] + k * at.OPERATOR_ROW
        found += desk[row + at.OPERATOR_FOUND]
        work += desk[row + at.OPERATOR_WORK]
    for k in range(first, first + number):
        row = desk[at.OPERATOR] + k * at.OPERATOR_ROW
        if found > 0 and desk[row + at.OPERATOR_WORK] > 0:
            share = desk[row + at.OPERATOR_FOUND] * work / (found * desk[row + at.OPERATOR_WORK])
            weight = 0.8 * desk[row + at.OPERATOR_WEIGHT] + 0.2 * WHOLE * share
            desk[row + at.OPERATOR_WEIGHT] = max(LEAST, int(weight))
        desk[row + at.OPERATOR_FOUND] = 0
        desk[row + at.OPERATOR_WORK] = 0


@compiled(VOID, PTR, INT, INT)
def credit_round(desk: Arena, found: int, before: int) -> None:
    """Credit the operators of an iteration, ``before`` being ``EVALUATED`` when it began; now and then reweigh all."""
    work = desk[at.EVALUATED] - before + 1
    credit(desk, desk[at.RUIN], found, work)
    credit(desk, desk[at.SORT], found, work)
    if desk[at.ITERATIONS] % SEGMENT == 0:
        reweigh(desk, 0, at.RUINS)
        reweigh(desk, at.RUINS, at.SORTS)
