"""The outbox without what deliveries have taken over from it."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Drop the columns."""
    op.drop_index(op.f("ix_outbox_next_at"), table_name="outbox")
    for column in ("attempts", "next_at", "given_up_at"):
        op.execute(f"ALTER TABLE outbox DROP COLUMN {column}")  # in place: deliveries point to these rows
    op.create_index(op.f("ix_outbox_sent_at_number"), "outbox", ["sent_at", "number"], unique=False)
