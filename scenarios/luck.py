"""Repeatable luck: the same draws from the same seed in every process and on every machine."""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Luck:
    """Draws from a seed; only whole numbers and sequences enter, so no platform's rounding shows.

    Parameters
    ----------
    parts
        What the seed is made of: a kind, a number, a subject. Every subject has luck of its own, so that a change of
        one leaves the draws of the others alone.
    """

    def __init__(self, *parts: str | int) -> None:
        # A text seeds by its SHA-512, not by hash(), which differs between processes.
        self._random = random.Random("/".join(str(part) for part in parts))

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self._random.randrange(len(items))]

    def weigh(self, items: Sequence[Item], weights: Sequence[int]) -> Item:
        """Return one of the items, each as often as its weight says."""
        ticks = self._random.randrange(sum(weights))
        for item, weight in zip(items, weights, strict=True):
            ticks -= weight
            if ticks < 0:
                return item
        raise ValueError("weights must be positive")

    def between(self, first: int, last: int, step: int = 1) -> int:
        """Return ``first``, ``first + step``, ... up to ``last``."""
        return self._random.randrange(first, last + 1, step)

    def chance(self, percent: int) -> bool:
        """Return True in so many of a hundred draws."""
        return self._random.randrange(100) < percent

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Return the items in another order."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self._random.randrange(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


def quota(percent: int, count: int) -> int:
    """Return how many of ``count`` a percentage means: at least one unless it is 0."""
    return min(count, math.ceil(percent * count / 100)) if percent else 0


def rounded(percent: int, count: int) -> int:
    """Return how many of ``count`` a percentage means, to the nearest."""
    return (percent * count + 50) // 100


def divide(total: int, weights: Sequence[int]) -> list[int]:
    """Return whole shares of a total in proportion to weights (largest remainders, the first of equals)."""
    whole = max(1, sum(weights))
    shares = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda k: (-(total * weights[k] % whole), k))
    for k in order[: total - sum(shares)]:
        shares[k] += 1
    return shares
