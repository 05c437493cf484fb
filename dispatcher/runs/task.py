"""What a child process is given, and what it says: JSON both ways, so that nothing it says can harm the service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Message = dict[str, Any]
PROGRESS, BEST, DONE, FAILED = "progress", "best", "done", "failed"  # best: an answer so far
STOP = b"stop"


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
    """

    request: bytes
    digest: str
    limits: Mapping[str, Any]
    modes: tuple[str, ...] = ()
    before: bytes | None = None
    nice: int = 0
    memory_bytes: int | None = None


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
