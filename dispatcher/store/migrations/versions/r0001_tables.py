"""The first form of a store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _audit()
    _idempotency()
    _outbox()
    _private_words()
    _request()
    _plan_key()
    _event()
    _in_force()
    _plan()
    _plan_run()
    _run_event()
    if op.get_context().dialect.name != "sqlite":  # which takes a key to a table that is not there yet
        op.create_foreign_key(op.f("fk_plan_key_plan_id"), "plan_key", "plan", ["plan_id"], ["id"])
        op.create_foreign_key(op.f("fk_plan_run_id"), "plan", "plan_run", ["run_id"], ["id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("plan_key", sa.String(), nullable=True),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_plan_key_number"), "audit", ["plan_key", "number"], unique=False)


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_expires_at"), "idempotency", ["expires_at"], unique=False)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("plan_key", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.Column("sent_at", sa.Float(), nullable=True),
        sa.Column("given_up_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
    )
    op.create_index(op.f("ix_outbox_next_at"), "outbox", ["next_at"], unique=False)


def _private_words() -> None:
    op.create_table(
        "private_words",
        sa.Column("plan_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.Float(), nullable=False),
        sa.CheckConstraint("kind IN ('ticket', 'technician')", name=op.f("ck_private_words_kind")),
        sa.PrimaryKeyConstraint("plan_key", "kind", "subject_id", name=op.f("pk_private_words")),
    )
    op.create_index(op.f("ix_private_words_written_at"), "private_words", ["written_at"], unique=False)


def _request() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan_key", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.CheckConstraint("origin IN ('submitted', 'events', 'published')", name=op.f("ck_request_origin")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_index(op.f("ix_request_plan_key_created_at"), "request", ["plan_key", "created_at"], unique=False)


def _plan_key() -> None:
    op.create_table(
        "plan_key",
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("submitted_id", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("plan_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_key_plan_id"), use_alter=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_plan_key_request_id")),
        sa.ForeignKeyConstraint(["submitted_id"], ["request.id"], name=op.f("fk_plan_key_submitted_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_plan_key")),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("plan_key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["plan_key"], ["plan_key.key"], name=op.f("fk_event_plan_key")),
        sa.PrimaryKeyConstraint("plan_key", "number", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_plan_key_id"), "event", ["plan_key", "id"], unique=True)


def _in_force() -> None:
    op.create_table(
        "in_force",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("plan_key", sa.String(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.CheckConstraint("kind IN ('ticket', 'shift')", name=op.f("ck_in_force_kind")),
        sa.ForeignKeyConstraint(["plan_key"], ["plan_key.key"], name=op.f("fk_in_force_plan_key")),
        sa.PrimaryKeyConstraint("kind", "item_id", name=op.f("pk_in_force")),
    )
    op.create_index(op.f("ix_in_force_plan_key"), "in_force", ["plan_key"], unique=False)


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan_key", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=True),
        sa.Column("from_plan_id", sa.String(), nullable=True),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("interrupts", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'reviewed', 'published', 'superseded', 'discarded')", name=op.f("ck_plan_state")
        ),
        sa.ForeignKeyConstraint(["from_plan_id"], ["plan.id"], name=op.f("fk_plan_from_plan_id")),
        sa.ForeignKeyConstraint(["plan_key"], ["plan_key.key"], name=op.f("fk_plan_plan_key")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_plan_request_id")),
        sa.ForeignKeyConstraint(["run_id"], ["plan_run.id"], name=op.f("fk_plan_run_id"), use_alter=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_plan")),
        sa.UniqueConstraint("id", name=op.f("uq_plan_id")),
    )
    where = sa.text("state = 'published'")
    op.create_index("ix_plan_in_force", "plan", ["plan_key"], unique=True, sqlite_where=where, postgresql_where=where)
    op.create_index(op.f("ix_plan_plan_key_number"), "plan", ["plan_key", "number"], unique=False)
    op.create_index(op.f("ix_plan_run_id"), "plan", ["run_id"], unique=False)


def _plan_run() -> None:
    op.create_table(
        "plan_run",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan_key", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("before_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("causes", sa.JSON(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=True),
        sa.Column("plan_id", sa.String(), nullable=True),
        sa.Column("plan_ids", sa.JSON(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("stop_wanted", sa.Integer(), nullable=False),
        sa.Column("cancel_wanted", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Float(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=True),
        sa.Column("finished_at", sa.Float(), nullable=True),
        sa.CheckConstraint("lane IN ('urgent', 'daily')", name=op.f("ck_plan_run_lane")),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name=op.f("ck_plan_run_state")
        ),
        sa.ForeignKeyConstraint(["before_id"], ["plan.id"], name=op.f("fk_plan_run_before_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_run_plan_id")),
        sa.ForeignKeyConstraint(["plan_key"], ["plan_key.key"], name=op.f("fk_plan_run_plan_key")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_plan_run_request_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_plan_run")),
        sa.UniqueConstraint("id", name=op.f("uq_plan_run_id")),
    )
    op.create_index(op.f("ix_plan_run_plan_key_number"), "plan_run", ["plan_key", "number"], unique=False)
    op.create_index(op.f("ix_plan_run_state_lane_number"), "plan_run", ["state", "lane", "number"], unique=False)


def _run_event() -> None:
    op.create_table(
        "run_event",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["plan_run.id"], name=op.f("fk_run_event_run_id")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_run_event")),
    )
