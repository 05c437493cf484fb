"""When a message is tried again: later each time, and not by all of them at once."""

import random

FIRST_SECONDS = 5.0
GROWTH = 4.0
MOST_SECONDS = 4 * 3600.0
MOST_ASKED = 3600.0  # that a receiver may ask to wait


def delay(attempts: int, chance: random.Random, asked: float | None = None) -> float:
    """Return seconds until the next try.

    Parameters
    ----------
    attempts
        Tries that have failed, at least 1: 5 s, 20 s, 80 s, ... 4 h, each by half less up to half more.
    asked
        Seconds the receiver asked to wait; None: it did not.
    """
    usual = min(MOST_SECONDS, FIRST_SECONDS * GROWTH ** min(attempts - 1, 20)) * (0.5 + chance.random())
    return max(usual, min(asked or 0.0, MOST_ASKED))
