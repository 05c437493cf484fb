"""How often a caller may call, counted for all processes on one database: a token bucket each, one statement a call."""

from dataclasses import dataclass

from sqlalchemy import Connection, case, delete, func

from dispatcher.store.dialect import insert
from dispatcher.store.tables import CALL_RATE


@dataclass(frozen=True, slots=True)
class Bucket:
    """How much may be taken: calls in a second on average, and at once."""

    per_second: float
    burst: int


def take_call(connection: Connection, caller: str, bucket: Bucket, now: float) -> float:
    """Count a call; return 0, or after how many seconds the next one is welcome."""
    had = CALL_RATE.c.calls_left + func.abs(now - CALL_RATE.c.at) * bucket.per_second
    left = case((had > bucket.burst, float(bucket.burst)), else_=had)
    is_welcome = left >= 1
    new = insert(connection, CALL_RATE).values(caller=caller, calls_left=bucket.burst - 1.0, at=now, is_welcome=1)
    counted = new.on_conflict_do_update(
        index_elements=["caller"],
        set_={
            "calls_left": case((is_welcome, left - 1), else_=left),
            "at": now,
            "is_welcome": case((is_welcome, 1), else_=0),
        },
    )
    row = connection.execute(counted.returning(CALL_RATE.c.calls_left, CALL_RATE.c.is_welcome)).one()
    return 0.0 if row.is_welcome else (1.0 - row.calls_left) / bucket.per_second


def forget_calls(connection: Connection, before: float) -> None:
    """Forget callers that have been silent since a time: by then they may call as often as new ones."""
    connection.execute(delete(CALL_RATE).where(CALL_RATE.c.at < before))
