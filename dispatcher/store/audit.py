"""The audit trail: who did what, when; rows are chained by digests, so that none can be changed or taken out unseen."""

from collections.abc import Sequence

from sqlalchemy import Connection, desc, insert, select

from dispatcher.digest import json_digest
from dispatcher.store.dialect import hold
from dispatcher.store.rows import AuditRow, fields
from dispatcher.store.tables import AUDIT

FIRST = "0" * 64


def note(
    connection: Connection, *, at: float, who: str, what: str, plan_key: str | None = None, ids: Sequence[str] = ()
) -> None:
    """Write one row; ids name runs, plans, events, never people, and nothing of it is private."""
    hold(connection, "audit")  # each row names the one before it
    last = connection.execute(select(AUDIT.c.digest).order_by(desc(AUDIT.c.number)).limit(1)).scalar_one_or_none()
    previous = last or FIRST
    row = {"at": at, "who": who, "what": what, "plan_key": plan_key, "ids": list(ids), "previous": previous}
    connection.execute(insert(AUDIT).values(**row, digest=json_digest(row)))


def audit_rows(
    connection: Connection, *, plan_key: str | None = None, after: int = 0, count: int = 100
) -> list[AuditRow]:
    """Return rows in order: those of a key (None: all) after a number."""
    rows = select(AUDIT).where(AUDIT.c.number > after).order_by(AUDIT.c.number).limit(count)
    if plan_key is not None:
        rows = rows.where(AUDIT.c.plan_key == plan_key)
    return [AuditRow(**fields(row)) for row in connection.execute(rows).mappings()]


def first_broken_row(connection: Connection) -> int | None:
    """Return the number of the first row that does not follow from the one before it; None: the chain is whole."""
    previous = FIRST
    for row in connection.execute(select(AUDIT).order_by(AUDIT.c.number)).mappings():
        content = {name: row[name] for name in ("at", "who", "what", "plan_key", "ids", "previous")}
        if row["previous"] != previous or row["digest"] != json_digest(content):
            return int(row["number"])
        previous = row["digest"]
    return None
