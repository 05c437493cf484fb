"""What is written once is guarded by the database itself: requests, events, audit, and all of a plan but its state."""

from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = ("request", "event", "audit")
PLAN_COLUMNS = "number, id, plan_key, request_id, run_id, fence, from_plan_id, modes, interrupts, body, created_at"


def upgrade() -> None:
    """Make the guards."""
    for table in WHOLE:
        op.execute(_guard(table, "UPDATE", "change"))
        op.execute(_guard(table, "DELETE", "delete"))
    op.execute(_guard("plan", f"UPDATE OF {PLAN_COLUMNS}", "change"))
    op.execute(_guard("plan", "DELETE", "delete"))


def _guard(table: str, what: str, name: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are written once'); END"
    )
