"""Parts of runs under way: offered by a run's holder, claimed and written to by whoever plans them.

They exist as long as the claim of their run: ids are never used again, so who plans a part of a claim that is over
can write nothing.
"""

import uuid
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from dispatcher.store.bell import ring
from dispatcher.store.body import pack, unpack
from dispatcher.store.errors import FencedError
from dispatcher.store.lease import Lease
from dispatcher.store.rows import Part, Tree, fields
from dispatcher.store.tables import PART, RUN

_COLUMNS = [column for column in PART.c if column.name != "body"]
LEAST_SECONDS = 1.0  # a part for which less is left is not worth beginning


def offer(connection: Connection, run_id: str, fence: int, places: int, until: float) -> list[Part]:
    """Offer the parts of a run that is held, all but the first, which its holder plans himself.

    Parameters
    ----------
    fence
        The number the run was claimed with.
    until
        When their plans are wanted, in seconds since 1970.

    Raises
    ------
    FencedError
        The run is no longer the caller's.
    """
    own = select(RUN.c.id).where(RUN.c.id == run_id, RUN.c.state == "running", RUN.c.fence == fence)
    if connection.execute(own.with_for_update()).one_or_none() is None:
        raise FencedError(run_id)
    drop_parts(connection, run_id)
    rows = [
        {"id": f"part-{uuid.uuid4().hex}", "run_id": run_id, "place": place, "places": places, "state": "queued",
         "until": until, "fence": 0, "attempts": 0}
        for place in range(1, places)
    ]  # fmt: skip
    connection.execute(insert(PART), rows)
    ring(connection)
    return parts_of(connection, run_id)


def parts_of(connection: Connection, run_id: str) -> list[Part]:
    """Return the parts of a run, in order."""
    rows = select(*_COLUMNS).where(PART.c.run_id == run_id).order_by(PART.c.place)
    return [Part(**fields(row)) for row in connection.execute(rows).mappings()]


def part_plan(connection: Connection, part: Part) -> Any:
    """Return the plan of a part that is done, as JSON tree; None: there is none."""
    body = connection.execute(select(PART.c.body).where(PART.c.id == part.id)).scalar_one_or_none()
    return None if body is None else unpack(body)


def is_offered(connection: Connection, now: float) -> bool:
    """Whether a part waits for somebody to plan it, or was left behind by somebody."""
    return connection.execute(_free(now).limit(1)).one_or_none() is not None


def claim_part(connection: Connection, lease: Lease, now: float) -> Part | None:
    """Take the next part that waits, or that somebody has left behind; None: there is none."""
    free = _free(now).order_by(PART.c.number).limit(1).with_for_update(skip_locked=True)
    name = connection.execute(free).scalar_one_or_none()
    if name is None:
        return None
    values = {
        "state": "running",
        "lease_owner": lease.owner,
        "lease_until": now + lease.seconds,
        "fence": PART.c.fence + 1,
        "attempts": PART.c.attempts + 1,
    }
    connection.execute(update(PART).where(PART.c.id == name).values(values))
    return _find(connection, name)


def renew_part(connection: Connection, part: Part, lease: Lease, now: float) -> Part:
    """Prolong the lease of a part that is held; return it as it is by now.

    Raises
    ------
    FencedError
        Somebody else has claimed it, or its run is held by nobody, or somebody else, any more.
    """
    _write(connection, part, {"lease_until": now + lease.seconds})
    found = _find(connection, part.id)
    if found is None:
        raise FencedError(part.id)
    return found


def note_part(connection: Connection, part: Part, progress: Tree) -> None:
    """Write how far a part that is held has come.

    Raises
    ------
    FencedError
        As ``renew_part``.
    """
    _write(connection, part, {"progress": progress})


def end_part(connection: Connection, part: Part, plan: Any) -> None:
    """Keep the plan of a part that is held.

    Raises
    ------
    FencedError
        As ``renew_part``.
    """
    _write(connection, part, {"state": "done", "body": pack(plan), "lease_owner": None, "lease_until": None})
    ring(connection)


def give_up_part(connection: Connection, part: Part, cause: str, *, attempts: int, counts: bool = True) -> None:
    """Let somebody else try a part that is held, or nobody any more.

    Parameters
    ----------
    attempts
        Most attempts.
    counts
        Whether it was one: not where the process itself is to end.

    Raises
    ------
    FencedError
        As ``renew_part``.
    """
    state = "failed" if counts and part.attempts >= attempts else "queued"
    values = {"state": state, "cause": cause, "lease_owner": None, "lease_until": None}
    _write(connection, part, values | {"attempts": part.attempts - (not counts)})
    ring(connection)


def want_parts(connection: Connection, run_id: str, now: float) -> None:
    """Let the parts of a run end now with the best plans they have."""
    connection.execute(update(PART).where(PART.c.run_id == run_id, PART.c.until > now).values(until=now))


def drop_parts(connection: Connection, run_id: str) -> None:
    """Forget the parts of a run: who still plans one can write nothing any more."""
    connection.execute(delete(PART).where(PART.c.run_id == run_id))


def count_taken(connection: Connection) -> int:
    """Return how many daily slots are taken, or about to be: by runs, waiting or under way, and by parts."""
    runs = select(func.count()).where(RUN.c.state.in_(("queued", "running")), RUN.c.lane == "daily")
    parts = select(func.count()).where(PART.c.state.in_(("queued", "running")))
    return connection.execute(runs).scalar_one() + connection.execute(parts).scalar_one()


def _free(now: float) -> Any:
    waits = or_(PART.c.state == "queued", (PART.c.state == "running") & (PART.c.lease_until < now))
    return select(PART.c.id).where(waits, PART.c.until > now + LEAST_SECONDS)


def _find(connection: Connection, part_id: str) -> Part | None:
    row = connection.execute(select(*_COLUMNS).where(PART.c.id == part_id)).mappings().one_or_none()
    return None if row is None else Part(**fields(row))


def _write(connection: Connection, part: Part, values: Tree) -> None:
    """Write to a part if it is still the caller's: being planned, under the number he claimed it with."""
    own = (PART.c.id == part.id, PART.c.state == "running", PART.c.fence == part.fence)
    if connection.execute(update(PART).where(*own).values(values)).rowcount != 1:
        raise FencedError(part.id)
