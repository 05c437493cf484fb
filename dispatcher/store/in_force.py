"""Which key a ticket or a shift is in force under: one at a time."""

from collections.abc import Mapping

from sqlalchemy import Connection, and_, delete, insert, or_, select

from dispatcher.store.dialect import hold
from dispatcher.store.errors import InForceElsewhereError
from dispatcher.store.tables import IN_FORCE

Item = tuple[str, str]
_CHUNK = 200


def take(connection: Connection, plan_key: str, items: Mapping[Item, float], moment: float) -> None:
    """Put items in force under a key in place of those it had.

    Parameters
    ----------
    items
        Kind (``ticket``, ``shift``) and id of each, with when it is over.
    moment
        What other keys have in force that is over by then does not count.

    Raises
    ------
    InForceElsewhereError
        Some are in force under another key.
    """
    hold(connection, "in_force")
    connection.execute(delete(IN_FORCE).where(IN_FORCE.c.plan_key == plan_key))
    names = sorted(items)
    clashes: list[tuple[str, str]] = []
    for k in range(0, len(names), _CHUNK):
        same = or_(*(and_(IN_FORCE.c.kind == kind, IN_FORCE.c.item_id == item) for kind, item in names[k : k + _CHUNK]))
        found = connection.execute(select(IN_FORCE).where(same)).mappings().all()
        clashes += [(row["item_id"], row["plan_key"]) for row in found if row["until"] > moment]
        connection.execute(delete(IN_FORCE).where(same))
    if clashes:
        raise InForceElsewhereError(clashes)
    rows = [{"kind": kind, "item_id": item, "plan_key": plan_key, "until": items[kind, item]} for kind, item in names]
    if rows:
        connection.execute(insert(IN_FORCE), rows)
