"""What is written once is guarded by the database itself: requests, events, audit, and all of a plan but its state."""

from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = ("request", "event", "audit")
PLAN_COLUMNS = "number, id, plan_key, request_id, run_id, fence, from_plan_id, modes, interrupts, body, created_at"


# In PostgreSQL a trigger calls a function.
FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% rows are written once', TG_TABLE_NAME; END $$
"""


def upgrade() -> None:
    """Make the guards."""
    guard = _guard
    if op.get_context().dialect.name == "postgresql":
        guard = _guard_of_postgres
        op.execute(FUNCTION)
        for table in (*WHOLE, "plan"):
            op.execute(f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")
    for table in WHOLE:
        op.execute(guard(table, "UPDATE", "change"))
        op.execute(guard(table, "DELETE", "delete"))
    op.execute(guard("plan", f"UPDATE OF {PLAN_COLUMNS}", "change"))
    op.execute(guard("plan", "DELETE", "delete"))


def _guard(table: str, what: str, name: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are written once'); END"
    )


def _guard_of_postgres(table: str, what: str, name: str) -> str:
    return f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
