"""Parts of huge requests that free slots plan for the run's holder, and who has slots."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "run_part",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_run_part_state")),
        sa.ForeignKeyConstraint(["run_id"], ["plan_run.id"], name=op.f("fk_run_part_run_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_run_part")),
        sa.UniqueConstraint("id", name=op.f("uq_run_part_id")),
    )
    op.create_index(op.f("ix_run_part_run_id_place"), "run_part", ["run_id", "place"], unique=True)
    op.create_index(op.f("ix_run_part_state_number"), "run_part", ["state", "number"], unique=False)
    # Whoever is missing after a crash writes himself down again.
    unlogged = ["UNLOGGED"] if op.get_context().dialect.name == "postgresql" else []
    op.create_table(
        "supervisor",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("daily_slots", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_supervisor")),
        prefixes=unlogged,
    )
