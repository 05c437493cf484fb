"""Settings: the limits an installation may change, and what it says in the environment."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caps:
    """What one input may hold at most; more is a fault, never a crash.

    Attributes
    ----------
    tickets, technicians, sites
        Entries of the lists of a request.
    body_bytes
        Size of a JSON text in UTF-8.
    text_characters
        Length of any text, in code points.
    depth
        Levels of nested lists and objects.
    values
        Values of the whole input, the travel matrix not counted.
    faults
        Faults reported at once; a last one says how many more there are.
    """

    tickets: int = 5_000
    technicians: int = 500
    sites: int = 2_000
    body_bytes: int = 64 * 1024 * 1024
    text_characters: int = 2_000
    depth: int = 32
    values: int = 1_000_000
    faults: int = 1_000


DEFAULT_CAPS = Caps()


def notices_file() -> str | None:
    """Return the file of notice texts named by ``DISPATCHER_NOTICES``; None: the texts of the package."""
    return os.environ.get("DISPATCHER_NOTICES") or None
