"""Plan versions: inserted once, of which only the state changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping, desc, func, insert, select, update

from dispatcher.store.body import pack, unpack
from dispatcher.store.dialect import hold
from dispatcher.store.rows import PlanState, PlanVersion, Tree, fields
from dispatcher.store.tables import PLAN

_COLUMNS = [column for column in PLAN.c if column.name != "fence"]


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A version to insert; ``body`` is the plan as JSON tree, and may have an id that is taken."""

    plan_key: str
    request_id: str
    body: Tree
    run_id: str | None = None
    fence: int | None = None
    from_plan_id: str | None = None
    modes: Sequence[str] = ()
    interrupts: Sequence[Tree] = field(default_factory=tuple)


def add_plan(connection: Connection, new: NewPlan, now: float) -> str:
    """Insert a proposed version; return its id: the plan's own, with a number behind it where that is taken."""
    hold(connection, "plan")  # keys with equal requests have plans of equal ids
    name = _free_id(connection, str(new.body["plan_id"]))
    values = {
        "id": name,
        "plan_key": new.plan_key,
        "request_id": new.request_id,
        "run_id": new.run_id,
        "fence": new.fence,
        "from_plan_id": new.from_plan_id,
        "modes": list(new.modes),
        "interrupts": list(new.interrupts),
        "body": pack({**new.body, "plan_id": name}),
        "created_at": now,
        "state": "proposed",
    }
    connection.execute(insert(PLAN).values(values))
    return name


def find_plan(connection: Connection, plan_id: str) -> PlanVersion | None:
    """Return a version; None: there is none of that id."""
    row = connection.execute(select(*_COLUMNS).where(PLAN.c.id == plan_id)).mappings().one_or_none()
    return None if row is None else _version(row)


def plans_of_key(
    connection: Connection,
    key: str,
    *,
    states: Collection[PlanState] = (),
    before: int | None = None,
    count: int = 100,
) -> list[PlanVersion]:
    """Return versions of a key, newest first: those of some states (empty: all), before a number."""
    rows = select(*_COLUMNS).where(PLAN.c.plan_key == key).order_by(desc(PLAN.c.number)).limit(count)
    if states:
        rows = rows.where(PLAN.c.state.in_(states))
    if before is not None:
        rows = rows.where(PLAN.c.number < before)
    return [_version(row) for row in connection.execute(rows).mappings()]


def find_equal(connection: Connection, new: NewPlan) -> PlanVersion | None:
    """Return a proposal that is the same plan of the same request as a new one; None: there is none."""
    same = find_plan(connection, str(new.body["plan_id"]))
    is_open = same is not None and same.request_id == new.request_id and same.state in ("proposed", "reviewed")
    return same if is_open else None


def history(connection: Connection, key: str, *, before: int | None = None, count: int = 100) -> list[PlanVersion]:
    """Return the versions that were in force under a key, newest first: those below a version."""
    rows = select(*_COLUMNS).where(PLAN.c.plan_key == key, PLAN.c.version.is_not(None))
    if before is not None:
        rows = rows.where(PLAN.c.version < before)
    return [_version(row) for row in connection.execute(rows.order_by(desc(PLAN.c.version)).limit(count)).mappings()]


def set_state(
    connection: Connection, plan_id: str, state: PlanState, *, only: Collection[PlanState], version: int | None = None
) -> bool:
    """Change the state of a version that has one of some states; return whether it had."""
    values = {"state": state} | ({} if version is None else {"version": version})
    own = (PLAN.c.id == plan_id, PLAN.c.state.in_(only))
    return connection.execute(update(PLAN).where(*own).values(values)).rowcount == 1


def _version(row: RowMapping) -> PlanVersion:
    found = fields(row)
    return PlanVersion(**{**found, "body": unpack(found["body"])})


def _free_id(connection: Connection, wanted: str) -> str:
    def is_taken(name: str) -> bool:
        return connection.execute(select(func.count()).where(PLAN.c.id == name)).scalar_one() > 0

    name, number = wanted, 1
    while is_taken(name):
        number += 1
        name = f"{wanted}.{number}"
    return name
