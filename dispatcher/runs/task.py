"""What a child process is given, and what it says: JSON both ways, so that nothing it says can harm the service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Message = dict[str, Any]
PROGRESS, BEST, DONE, FAILED = "progress", "best", "done", "failed"  # best: an answer so far
STOP = b"stop"
PART = b"part "  # and a packed JSON tree: the plan of a part


@dataclass(frozen=True, slots=True)
class Share:
    """What one process plans of a request that several plan.

    Attributes
    ----------
    place, places
        Which of how many parts; 0: who has it puts the others' plans beside his own and makes the whole of them.
    seconds
        When the plans of parts are wanted, from the beginning on.
    """

    place: int
    places: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Task:
    """One request to plan.

    Attributes
    ----------
    request, before
        As the store keeps them, nothing private in them; before: the plan in force that changes are told against,
        None: the request says.
    digest
        Of the request as it was sent.
    modes
        Answers wanted to what has happened; empty: the request is planned.
    limits
        Fields of ``dispatcher.planning.Limits``.
    nice
        Lower priority.
    memory_bytes
        Most address space; None: no limit.
    share
        What of the request is planned here, where several processes plan it; None: all.
    """

    request: bytes
    digest: str
    limits: Mapping[str, Any]
    modes: tuple[str, ...] = ()
    before: bytes | None = None
    nice: int = 0
    memory_bytes: int | None = None
    share: Share | None = None


def encode(message: Message) -> bytes:
    """Return a message as it goes through a pipe."""
    return json.dumps(message, ensure_ascii=False).encode()


def decode(text: bytes) -> Message | None:
    """Return a message; None: it is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) and isinstance(message.get("kind"), str) else None
