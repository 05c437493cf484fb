"""Measures of what is in force: of a plan key, and over a period; remembered for as long as nothing happens."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from dispatcher.api.desk import Desks
from dispatcher.daily import Tally, changed_between, day_kpis, days_of, summed, tally_plan
from dispatcher.planning import check_plan
from dispatcher.runs import Desk
from dispatcher.schemas.daily import PeriodKpis, PlanKeyKpis
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.store import Store, requests
from dispatcher.store.errors import NothingInForceError
from dispatcher.store.estates import estates_of
from dispatcher.store.rows import PlanKey

MOST_REMEMBERED = 4096
PAGE = 100
Days = dict[date, Tally]


def plan_key_kpis(seen: Desks, name: str) -> PlanKeyKpis:
    """Return the measures of the plan in force under a plan key, as things stand.

    Raises
    ------
    NothingInForceError
        No plan is.
    """
    key = seen.plan_key(name)
    if key.plan_id is None or key.request_id is None:
        raise NothingInForceError(name)
    request = _request(seen.desk.store, key.request_id)
    if request.published is None:
        raise NothingInForceError(name)
    kpis = check_plan(request, request.published).kpis
    days = tally_plan(request, request.published)
    return PlanKeyKpis.model_validate({
        "plan_key": name,
        "plan_id": key.plan_id,
        "version": key.version,
        "changed_visits": changed_visits(seen.desk, key.key, key.version),
        "kpis": kpis,
        "days": [day_kpis(days[day], day) for day in sorted(days)],
    })  # fmt: skip


def period_kpis(seen: Desks, first: date, last: date, estate: str | None) -> PeriodKpis:
    """Return the measures of the plans in force on some days, both included.

    Parameters
    ----------
    estate
        Of plan keys that have a site of this estate; None: of all that the caller sees.
    """
    found: dict[str, Days] = {}
    changed = 0
    for key in _in_force(seen, estate):
        days = _days(seen.desk.store, str(key.request_id))
        if any(first <= day <= last for day in days):
            found[key.key] = days
            changed += changed_visits(seen.desk, key.key, key.version)
    rows = list(days_of(found.items(), first, last))
    inside = [tally for days in found.values() for day, tally in days.items() if first <= day <= last]
    return PeriodKpis(
        first=first.isoformat(),
        last=last.isoformat(),
        total=day_kpis(summed(inside), None, found),
        changed_visits=changed,
        days=rows,
    )


@lru_cache(MOST_REMEMBERED)
def changed_visits(desk: Desk, name: str, version: int) -> int:
    """Return how many visits publications after the first have changed, each against the plan before it.

    Parameters
    ----------
    version
        Of the plan key: what has been published up to it.
    """
    total, later, before = 0, None, version + 1
    while versions := desk.history(name, before=before, count=PAGE):
        for plan in (Plan.model_validate(row.body) for row in versions):
            total += 0 if later is None else changed_between(plan, later)
            later = plan
        before = versions[-1].version or 0
    return total


def _in_force(seen: Desks, estate: str | None) -> Iterator[PlanKey]:
    after = ""
    while page := seen.desk.plan_keys(after, PAGE):
        after = page[-1].key
        for key in page:
            if key.plan_id is None or key.request_id is None or not seen.sees_key(key):
                continue
            if estate is None or estate in estates_of(seen.desk.store, key.request_id):
                yield key


@lru_cache(MOST_REMEMBERED)
def _days(store: Store, request_id: str) -> Days:
    """Return what the plan in force in a request comes to by day: neither of them ever changes."""
    request = _request(store, request_id)
    return {} if request.published is None else tally_plan(request, request.published)


def _request(store: Store, request_id: str) -> Request:
    with store.reading() as connection:
        tree = requests.request_tree(connection, request_id)
    return Request.from_tree(tree)
