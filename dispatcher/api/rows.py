"""What the store keeps, as JSON trees."""

from typing import Any

from dispatcher.store.rows import AuditRow, EventRow, PlanKey, PlanVersion, Run

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


def _given(**fields: Any) -> Tree:
    return {name: value for name, value in fields.items() if value is not None}
