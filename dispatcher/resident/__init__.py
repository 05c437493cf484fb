"""A process that stays: it holds a request with its plan in force ready, and answers what happens within moments."""

import gc

from dispatcher.resident.planner import Resident
from dispatcher.resident.proposals import Proposal

__all__ = ["Proposal", "Resident", "settle"]


def settle() -> None:
    """Let the garbage collector forget what is there by now, once requests are loaded and first answers given.

    Else a full collection, a fifth of a second on a day of 250 tickets, may fall into an emergency.
    """
    gc.collect()
    gc.freeze()
