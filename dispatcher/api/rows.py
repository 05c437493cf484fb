"""What the store keeps, as JSON trees."""

from typing import Any

from dispatcher.store.deliveries import Delivery
from dispatcher.store.rows import AuditRow, EventRow, PlanKey, PlanVersion, Run
from dispatcher.store.webhooks import Webhook

Tree = dict[str, Any]


def run_tree(run: Run) -> Tree:
    """Return a run."""
    return _given(
        id=run.id,
        plan_key=run.plan_key,
        state=run.state,
        lane=run.lane,
        modes=list(run.modes),
        progress=run.progress,
        plan_id=run.plan_id,
        plan_ids=list(run.plan_ids),
        problem=run.problem,
        attempts=run.attempts,
        causes=list(run.causes) or None,
        created_at=run.created_at.isoformat(),
        started_at=None if run.started_at is None else run.started_at.isoformat(),
        finished_at=None if run.finished_at is None else run.finished_at.isoformat(),
    )


def plan_tree(plan: PlanVersion, *, whole: bool = True) -> Tree:
    """Return a version of a plan; ``whole``: with the plan."""
    return _given(
        plan_id=plan.id,
        plan_key=plan.plan_key,
        state=plan.state,
        version=plan.version,
        modes=list(plan.modes),
        run_id=plan.run_id,
        from_plan_id=plan.from_plan_id,
        created_at=plan.created_at.isoformat(),
        interrupts=list(plan.interrupts),
        plan=plan.body if whole else None,
    )


def key_tree(key: PlanKey) -> Tree:
    """Return what is in force under a plan key."""
    return _given(
        plan_key=key.key,
        version=key.version,
        plan_id=key.plan_id,
        last_event=key.last_event,
        created_at=key.created_at.isoformat(),
    )


def event_tree(event: EventRow) -> Tree:
    """Return an accepted event."""
    return _given(number=event.number, who=event.who, accepted_at=event.accepted_at.isoformat(), event=event.body)


def audit_tree(row: AuditRow) -> Tree:
    """Return a row of the audit trail."""
    return _given(
        number=row.number,
        at=row.at.isoformat(),
        who=row.who,
        what=row.what,
        plan_key=row.plan_key,
        ids=list(row.ids),
        digest=row.digest,
    )


def webhook_tree(hook: Webhook) -> Tree:
    """Return a webhook, without its secrets."""
    return _given(
        id=hook.id,
        url=hook.url,
        kinds=list(hook.kinds),
        estates=list(hook.estates),
        label=hook.label,
        made_at=hook.made_at.isoformat(),
        made_by=hook.made_by,
        previous_until=None if hook.previous_until is None else hook.previous_until.isoformat(),
        disabled_at=None if hook.disabled_at is None else hook.disabled_at.isoformat(),
        disabled_because=hook.disabled_because,
    )


def delivery_tree(row: Delivery) -> Tree:
    """Return what has become of a message for a webhook."""
    return _given(
        message_id=row.message_id,
        type=row.topic,
        plan_key=row.plan_key,
        written_at=row.written_at.isoformat(),
        state=row.state,
        attempts=row.attempts,
        next_at=row.next_at.isoformat() if row.state == "waiting" else None,
        status=row.status,
        problem=row.problem,
        ended_at=None if row.ended_at is None else row.ended_at.isoformat(),
    )


def _given(**fields: Any) -> Tree:
    return {name: value for name, value in fields.items() if value is not None}
