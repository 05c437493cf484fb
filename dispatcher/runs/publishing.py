"""Publishing: one plan in force per key, checked as things stand, set only if nobody has published meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection

from dispatcher.convert.state import visits_by_id
from dispatcher.convert.verdict import make_verdict
from dispatcher.digest import json_digest
from dispatcher.events import apply
from dispatcher.faults import make_fault
from dispatcher.planning import check_plan
from dispatcher.reading.events import make_batch
from dispatcher.resident import Resident
from dispatcher.runs import telling
from dispatcher.runs.recording import EVENT, MOST_TRIES
from dispatcher.runs.residents import Residents, read_key, read_plan
from dispatcher.schemas.event import AnyEvent
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.verdict import Breach
from dispatcher.schemas.visit import Visit
from dispatcher.store import Store, audit, events, in_force, keys, plans, requests
from dispatcher.store.dialect import hold_key
from dispatcher.store.errors import NotLegalError, NotPublishableError, StaleVersionError
from dispatcher.store.plans import NewPlan
from dispatcher.store.rows import EventRow, PlanKey, PlanState, PlanVersion
from solver.checker import Report
from solver.rules.base import Text

IN_FORCE: tuple[PlanState, ...] = ("published",)
STATES = {
    "proposed": Text("proposed", "待定"),
    "reviewed": Text("reviewed", "已审核"),
    "published": Text("in force already", "已生效"),
    "superseded": Text("superseded", "已被取代"),
    "discarded": Text("discarded", "已弃用"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan ready to come into force.

    Attributes
    ----------
    resident
        Planner with the plan in force, to be kept once that is so.
    plan
        What comes into force.
    is_new
        Whether it is another version than the one that was named: that one as things stand by now.
    happens
        Events that happen with it.
    """

    resident: Resident
    plan: Plan
    is_new: bool = False
    happens: tuple[AnyEvent, ...] = ()


def publish(store: Store, residents: Residents, plan_id: str, *, version: int, who: str) -> PlanVersion:
    """Put a plan in force; see ``Desk.publish``."""
    with store.reading() as connection:
        key = read_plan(connection, plan_id).plan_key
    with residents.alone(key):
        for _ in range(MOST_TRIES):
            with store.reading() as connection:
                wanted, seen = read_plan(connection, plan_id), read_key(connection, key)
            require_state(wanted, ("proposed", "reviewed", "superseded"))
            if seen.version != version:
                raise StaleVersionError(key, seen.version)
            draft = _draft(store, residents, seen, wanted)
            try:
                name = _write(store, seen, wanted, draft, who)
            except keys.MovedOnError:
                continue
            residents.keep(key, seen.revision + 1, draft.resident)
            with store.reading() as connection:
                return read_plan(connection, name)
    raise TimeoutError(f"others write to {key} all the time")


def require_state(plan: PlanVersion, states: tuple[PlanState, ...]) -> None:
    """Refuse what a plan's state forbids.

    Raises
    ------
    NotPublishableError
        The plan is in another state than these.
    """
    if plan.state not in states:
        words = {"state": STATES[plan.state]}
        raise NotPublishableError([make_fault("plan_not_publishable", ids=[plan.id], words=words)])


def _draft(store: Store, residents: Residents, seen: PlanKey, wanted: PlanVersion) -> Draft:
    """Return a plan as it would come into force now, checked.

    Raises
    ------
    NotLegalError, NotPublishableError
        It breaks a hard rule as things stand, or what has happened does not fit it.
    """
    tree, since = None, []
    with store.reading() as connection:
        origin, last_event = requests.request_origin(connection, wanted.request_id)
        if origin == "submitted" and wanted.version is None:
            tree = requests.request_tree(connection, wanted.request_id)
            since = events.events_of_key(connection, seen.key, after=last_event)
    if tree is not None:
        current = None if seen.plan_id is None else residents.get(seen.key)[1]
        return _adopted(Request.from_tree(tree), wanted, since, current)
    _, resident = residents.get(seen.key)
    plan = Plan.model_validate(wanted.body)
    if wanted.version is not None or wanted.request_id != seen.request_id:
        return _again(resident, plan, wanted)
    happens = tuple(EVENT.validate_python(tree) for tree in wanted.interrupts)
    changed, faults = apply(resident.request, resident.standing.published, make_batch(happens))
    if changed is None:
        raise NotPublishableError([make_fault("events_do_not_fit", ids=[wanted.id]), *faults])
    _require_legal(changed if happens else resident.request, plan, wanted.id)
    return Draft(_published(resident, plan, changed if happens else resident.request), plan, happens=happens)


def _adopted(request: Request, wanted: PlanVersion, since: list[EventRow], current: Resident | None) -> Draft:
    """Return the plan of a request that was submitted, with the events that have been accepted since.

    Parameters
    ----------
    current
        What is in force so far; None: nothing. What has happened was done by those whom that names.
    """
    plan = Plan.model_validate(wanted.body)
    _require_legal(request, plan, wanted.id)
    resident = Resident(request.model_copy(update={"published": plan}), plan)
    for _, rows in groupby(since, lambda row: row.batch):
        faults = resident.take(make_batch([EVENT.validate_python(row.body) for row in rows]))
        if faults:
            raise NotPublishableError([make_fault("events_do_not_fit", ids=[wanted.id]), *faults])
    if current is not None:
        then, now = visits_by_id(current.standing.published), visits_by_id(resident.standing.published)
        for name in {str(row.body["visit_id"]) for row in since if "visit_id" in row.body}:
            if name in then and (name not in now or now[name][0].shift_id != then[name][0].shift_id):
                raise NotPublishableError([make_fault("events_do_not_fit", ids=[wanted.id, name])])
    return Draft(resident, plan)


def _again(resident: Resident, plan: Plan, wanted: PlanVersion) -> Draft:
    """Return an earlier plan as things stand by now."""
    proposal, report = resident.given(plan)
    if not report.is_legal:
        raise NotLegalError(wanted.id, breaches(resident, report))
    return Draft(_published(resident, proposal.plan, resident.request), proposal.plan, is_new=True)


def breaches(resident: Resident, report: Report) -> list[Breach]:
    """Return the hard rules a plan breaks as things stand."""
    return list(make_verdict(resident.standing.problem, report).violations)


def _published(resident: Resident, plan: Plan, request: Request) -> Resident:
    """Return a planner with another plan in force; the one there is stays as it is until that is so."""
    return Resident(request.model_copy(update={"published": plan}), plan, texts=resident.texts)


def _require_legal(request: Request, plan: Plan, name: str) -> None:
    verdict = check_plan(request, plan)
    if not verdict.legal:
        raise NotLegalError(name, verdict.violations)


def _write(store: Store, seen: PlanKey, wanted: PlanVersion, draft: Draft, who: str) -> str:
    """Put a plan in force if the key is still as it was seen; return the version's id.

    Raises
    ------
    MovedOnError
        The key has moved on meanwhile: nothing is changed.
    """
    with store.writing() as connection:
        hold_key(connection, seen.key)
        now = store.time(connection)
        last_event = seen.last_event + len(draft.happens)
        name = wanted.id
        if draft.is_new:
            new = NewPlan(seen.key, wanted.request_id, draft.plan.to_wire(), from_plan_id=wanted.id)
            name = plans.add_plan(connection, new, now)
        request = _named(draft.resident, name)
        request_id = requests.add_request(
            connection, seen.key, request, origin="published", last_event=last_event, now=now
        )
        moved = {"request_id": request_id, "plan_id": name, "last_event": last_event, "version": seen.version + 1}
        keys.move_on(connection, seen, **moved)
        _happen(connection, seen, draft, who, now)
        before = None if seen.plan_id is None else read_plan(connection, seen.plan_id)
        if before is not None:
            plans.set_state(connection, before.id, "superseded", only=IN_FORCE)
        if draft.is_new:
            plans.set_state(connection, wanted.id, "superseded", only=("proposed", "reviewed"))
        if not plans.set_state(connection, name, "published", only=("proposed", "reviewed"), version=seen.version + 1):
            raise keys.MovedOnError(name)
        plan = draft.resident.published
        moment = min(now, request.moment.timestamp())
        in_force.take(connection, seen.key, items_of(plan), moment)
        told = None if before is None else Plan.model_validate(before.body)
        telling.tell(connection, seen.key, plan, told, version=seen.version + 1, now=now)
        ids = [name] if before is None else [name, before.id]
        audit.note(connection, at=now, who=who, what="plan.published", plan_key=seen.key, ids=ids)
        return name


def _named(resident: Resident, name: str) -> Request:
    """Give the plan in force the id it is kept under; return the request with it."""
    if resident.published.plan_id != name:
        plan = resident.published.model_copy(update={"plan_id": name})
        resident.publish(plan)
    return resident.request


def _happen(connection: Connection, seen: PlanKey, draft: Draft, who: str, now: float) -> None:
    """Keep the events that happen with a plan."""
    rows = [(event.id, event.to_wire()) for event in draft.happens]
    kept = [(name, json_digest(tree), tree) for name, tree in rows]
    events.add_events(connection, seen.key, kept, after=seen.last_event, who=who, now=now)


def items_of(plan: Plan) -> dict[tuple[str, str], float]:
    """Return what a plan has in force, with when each is over: tickets with visits still to be made, shifts used."""
    found: dict[tuple[str, str], float] = {}

    def hold(kind: str, name: str, until: datetime) -> None:
        found[kind, name] = max(until.timestamp(), found.get((kind, name), 0.0))

    for route in plan.routes:
        for visit in route.visits:
            hold("shift", route.shift_id, route.return_at or visit.end)
            if is_to_be_made(visit):
                hold("ticket", visit.ticket_id, visit.end)
    return found


def is_to_be_made(visit: Visit) -> bool:
    """Whether nobody has said that a visit has begun."""
    return visit.state in (None, "planned", "travelling")
