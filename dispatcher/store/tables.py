"""The tables of the store, as the newest revision has them; ``migrations`` says how files get there."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
RUN_STATES = ("queued", "running", "succeeded", "failed", "cancelled")
PLAN_STATES = ("proposed", "reviewed", "published", "superseded", "discarded")
LANES = ("urgent", "daily")
PART_STATES = ("queued", "running", "done", "failed")
DELIVERY_STATES = ("waiting", "delivered", "failed")


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


# Keys are listed in one order, whatever the language of the database.
KEY = String().with_variant(String(collation="C"), "postgresql")
_IN_FORCE = text("state = 'published'")

# One row per key: what is in force. ``version`` counts publications and is what a publisher compares and sets;
# ``revision`` counts every change, events included, and is what those who work on a copy compare and set.
PLAN_KEY = Table(
    "plan_key", METADATA,
    Column("key", KEY, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("submitted_id", ForeignKey("request.id")),
    Column("request_id", ForeignKey("request.id")),
    Column("plan_id", ForeignKey("plan.id", use_alter=True)),
    Column("created_at", Float, nullable=False),
)  # fmt: skip

# Requests never change: as sent (less what is private), or as events and publications have left them.
REQUEST = Table(
    "request", METADATA,
    Column("id", String, primary_key=True),
    Column("plan_key", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Float, nullable=False),
    _one_of("origin", ("submitted", "events", "published")),
    Index(None, "plan_key", "created_at"),
)  # fmt: skip

PRIVATE = Table(
    "private_words", METADATA,
    Column("plan_key", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("subject_id", String, primary_key=True),
    Column("words", JSON, nullable=False),
    Column("written_at", Float, nullable=False),
    _one_of("kind", ("ticket", "technician")),
    Index(None, "written_at"),
)  # fmt: skip

RUN = Table(
    "plan_run", METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("plan_key", ForeignKey("plan_key.key"), nullable=False),
    Column("request_id", ForeignKey("request.id"), nullable=False),
    Column("before_id", ForeignKey("plan.id")),
    Column("state", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("modes", JSON, nullable=False),
    Column("limits", JSON, nullable=False),
    Column("lease_owner", String),
    Column("lease_until", Float),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("causes", JSON, nullable=False),
    Column("progress", JSON(none_as_null=True)),
    Column("plan_id", ForeignKey("plan.id")),
    Column("plan_ids", JSON, nullable=False),
    Column("problem", JSON(none_as_null=True)),
    Column("stop_wanted", Integer, nullable=False),
    Column("cancel_wanted", Integer, nullable=False),
    Column("deadline", Float),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("finished_at", Float),
    _one_of("state", RUN_STATES),
    _one_of("lane", LANES),
    Index(None, "state", "lane", "number"),
    Index(None, "plan_key", "number"),
)  # fmt: skip

RUN_EVENT = Table(
    "run_event", METADATA,
    Column("run_id", ForeignKey("plan_run.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", Float, nullable=False),
)  # fmt: skip

# Parts of a run under way that free slots plan for its holder; they go when its claim ends. ``until``: when their
# plans are wanted, by which he ends them as well.
PART = Table(
    "run_part", METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("run_id", ForeignKey("plan_run.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("places", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("until", Float, nullable=False),
    Column("lease_owner", String),
    Column("lease_until", Float),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("progress", JSON(none_as_null=True)),
    Column("cause", String),
    Column("body", LargeBinary),
    _one_of("state", PART_STATES),
    Index(None, "run_id", "place", unique=True),
    Index(None, "state", "number"),
)  # fmt: skip

# Who runs runs on a shared database, heard of every second.
SUPERVISOR = Table(
    "supervisor", METADATA,
    Column("owner", String, primary_key=True),
    Column("daily_slots", Integer, nullable=False),
    Column("heard_at", Float, nullable=False),
)  # fmt: skip

# Plan versions: everything but ``state`` and ``version`` (set once, when it comes into force) is written once.
PLAN = Table(
    "plan", METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("plan_key", ForeignKey("plan_key.key"), nullable=False),
    Column("request_id", ForeignKey("request.id"), nullable=False),
    Column("run_id", ForeignKey("plan_run.id", use_alter=True)),
    Column("fence", Integer),
    Column("from_plan_id", ForeignKey("plan.id")),
    Column("modes", JSON, nullable=False),
    Column("interrupts", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("state", String, nullable=False),
    Column("version", Integer),
    _one_of("state", PLAN_STATES),
    Index(None, "plan_key", "number"),
    Index(None, "run_id"),
    # One plan in force per key, whatever the code does.
    Index("ix_plan_in_force", "plan_key", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
)  # fmt: skip

EVENT = Table(
    "event", METADATA,
    Column("plan_key", ForeignKey("plan_key.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("batch", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("who", String, nullable=False),
    Column("accepted_at", Float, nullable=False),
    Index(None, "plan_key", "id", unique=True),
)  # fmt: skip

AUDIT = Table(
    "audit", METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("plan_key", String),
    Column("ids", JSON, nullable=False),
    Column("previous", String, nullable=False),
    Column("digest", String, nullable=False),
    Index(None, "plan_key", "number"),
)  # fmt: skip

IDEMPOTENCY = Table(
    "idempotency", METADATA,
    Column("principal", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index(None, "expires_at"),
)  # fmt: skip

OUTBOX = Table(
    "outbox", METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("topic", String, nullable=False),
    Column("plan_key", String, nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("sent_at", Float),
    Index(None, "sent_at", "number"),
)  # fmt: skip

WEBHOOK = Table(
    "webhook", METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("url", String, nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("estates", JSON, nullable=False),
    Column("label", String, nullable=False),
    Column("secret", String, nullable=False),
    Column("previous_secret", String),
    Column("previous_until", Float),
    Column("disabled_at", Float),
    Column("disabled_because", String),
    Column("made_at", Float, nullable=False),
    Column("made_by", String, nullable=False),
)  # fmt: skip

# One message for one webhook. Who tries it puts ``next_at`` off first: that is his claim.
DELIVERY = Table(
    "delivery", METADATA,
    Column("number", Integer, primary_key=True),
    Column("webhook_id", ForeignKey("webhook.id"), nullable=False),
    Column("message_id", ForeignKey("outbox.id"), nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Float, nullable=False),
    Column("status", Integer),
    Column("problem", String),
    Column("ended_at", Float),
    _one_of("state", DELIVERY_STATES),
    Index(None, "webhook_id", "message_id", unique=True),
    Index(None, "state", "next_at"),
    Index(None, "message_id"),
)  # fmt: skip

# A ticket or a shift is in force under one key only; ``until`` is when it is over by the plan.
IN_FORCE = Table(
    "in_force", METADATA,
    Column("kind", String, primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("plan_key", ForeignKey("plan_key.key"), nullable=False),
    Column("until", Float, nullable=False),
    _one_of("kind", ("ticket", "shift")),
    Index(None, "plan_key"),
)  # fmt: skip

# Shared by the processes on one database; a service on a file keeps keys in a file beside it, and rates in memory.
API_KEY = Table(
    "api_key", METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("body", JSON, nullable=False),
)  # fmt: skip

CALL_RATE = Table(
    "call_rate", METADATA,
    Column("caller", String, primary_key=True),
    Column("calls_left", Float, nullable=False),
    Column("at", Float, nullable=False),
    Column("is_welcome", Integer, nullable=False),
    Index(None, "at"),
)  # fmt: skip
