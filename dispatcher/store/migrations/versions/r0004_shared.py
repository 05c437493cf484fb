"""What several processes on one database share: keys of callers, and how often each of them has called."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "api_key",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_api_key")),
        sa.UniqueConstraint("id", name=op.f("uq_api_key_id")),
    )
    # Nobody misses it after a crash, and nobody has to wait for the disk.
    unlogged = ["UNLOGGED"] if op.get_context().dialect.name == "postgresql" else []
    op.create_table(
        "call_rate",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("calls_left", sa.Float(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("is_welcome", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("caller", name=op.f("pk_call_rate")),
        prefixes=unlogged,
    )
    op.create_index(op.f("ix_call_rate_at"), "call_rate", ["at"], unique=False)
