"""What a peer found, before our checker has looked at it."""

from dataclasses import dataclass

from benchmarks.peers.day import Sequences


@dataclass(frozen=True, slots=True)
class Answer:
    """Solutions of a peer, the best by its own reckoning first, and the seconds spent.

    Attributes
    ----------
    solutions
        Sequences to be timed by our layout; empty: it found none.
    objective
        Its own price of the first one; None where nothing can be compared with it.
    """

    solutions: tuple[Sequences, ...]
    build_seconds: float
    search_seconds: float
    objective: int | None = None
