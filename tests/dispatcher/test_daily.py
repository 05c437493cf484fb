"""Measures by day and over a period, and calls that are made once: numbers by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dispatcher.api.desk import Desks
from dispatcher.api.keys import Key
from dispatcher.api.measures import period_kpis, plan_key_kpis
from dispatcher.api.roles import Role
from dispatcher.daily import day_kpis, summed, tally_plan
from dispatcher.planning import check_plan
from dispatcher.runs import Desk
from dispatcher.schemas.plan import Plan
from dispatcher.store.errors import NothingInForceError
from tests.dispatcher.desks import DAY, DONE, KEY, OTHER, STARTED, batch, open_desk, proposed, published
from tests.dispatcher.requests import accepted, at, make_plan_tree, make_route, make_ticket, make_visit
from tests.dispatcher.requests import make_tree as make_request

MONDAY = date(2026, 3, 2)


def seen_by(desk: Desk, *estates: str) -> Desks:
    """Return a desk as somebody sees it."""
    return Desks(desk, Key("key-1", "", Role.READ_ONLY, estates))


def measured(tree: dict[str, Any], plan: dict[str, Any]) -> dict[date, Any]:
    """Return the measures of a plan by day."""
    request = accepted(tree)
    return {day: day_kpis(row, day) for day, row in tally_plan(request, Plan.model_validate(plan)).items()}


def test_minutes_of_a_day_are_those_of_the_plan(tmp_path: Path) -> None:
    """wang makes both visits of an hour, six minutes from the center: 120 of service, 12 of travel, in one shift."""
    days = measured(DAY, OTHER)
    kpis = check_plan(accepted(DAY), Plan.model_validate(OTHER)).kpis

    assert list(days) == [MONDAY]
    row = days[MONDAY]
    assert (row.planned, row.visits, row.visits_begun, row.shifts_used) == (2, 2, 0, 1)
    assert (row.service_minutes, row.travel_minutes) == (120, 12)
    parts = (row.service_minutes, row.travel_minutes, row.break_minutes, row.absence_minutes, row.waiting_minutes)
    assert sum(parts) + row.idle_minutes == row.shift_minutes + row.overtime_minutes
    assert row.utilization == 120 / row.shift_minutes
    assert (row.told_kept_share, row.told_late_minutes, row.promise_kept_share) == (None, None, None)
    assert kpis is not None
    assert (kpis.service_minutes, kpis.travel_minutes, kpis.planned) == (120, 12, 2)


def test_shares_of_sums_are_counted_not_averaged() -> None:
    """One ticket of two keeps its promise on a day, three of three on another: four of five, not three quarters."""
    windows = [{"start": at("08:00"), "end": at("09:00"), "kind": "promised"}]
    late = [{"start": at("08:00"), "end": at("08:05"), "kind": "promised"}]

    def day(*promised: list[dict[str, Any]]) -> Any:
        tickets = [make_ticket(f"T-{k}", service_minutes=10, windows=row) for k, row in enumerate(promised)]
        visits = [make_visit(f"T-{k}", f"08:{6 + 10 * k:02}", f"08:{16 + 10 * k:02}") for k in range(len(promised))]
        request = accepted(make_request(tickets=tickets))
        return tally_plan(request, Plan.model_validate(make_plan_tree(make_route(*visits))))[MONDAY]

    both = summed([day(windows, late), day(windows, windows, windows)])

    assert day_kpis(both).promise_kept_share == 4 / 5


def test_what_is_left_out_counts_on_the_first_day() -> None:
    """T-2 is in no plan: one normal ticket left out on the first day of the horizon, nothing else of it anywhere."""
    plan = make_plan_tree(make_route(make_visit("T-1", "08:06", "09:06")))

    row = measured(DAY, plan)[MONDAY]

    assert (row.planned, row.unassigned["normal"], row.visits) == (1, 1, 1)


def test_facts_are_held_against_what_owners_were_told(tmp_path: Path) -> None:
    """Told to come from 7:36 to 8:00, begun at 8:06: six minutes late; the visit has begun, and is over at 8:58."""
    desk = open_desk(tmp_path)
    published(desk)
    told = {
        "id": "E-0", "type": "owner_told", "at": at("07:00"), "visit_id": "T-1:0:0",
        "arrival_window": {"start": at("07:36"), "end": at("08:00")},
    }  # fmt: skip
    desk.record_events(KEY, batch(told), who="key-1")
    desk.record_events(KEY, batch(STARTED), who="key-1")
    desk.record_events(KEY, batch(DONE), who="key-1")

    found = plan_key_kpis(seen_by(desk), KEY)

    (row,) = found.days
    assert (row.visits, row.visits_begun, row.no_shows) == (2, 1, 0)
    assert (row.told_kept_share, row.told_late_minutes) == (0.0, 6)
    assert row.service_minutes == 52 + 60
    assert found.kpis.service_minutes == row.service_minutes


def test_a_period_sums_what_is_in_force(tmp_path: Path) -> None:
    """Two days under two keys: each on its date, both in the total; other periods and other estates have nothing."""
    desk = open_desk(tmp_path)
    tree = {**DAY, "sites": [{**site, "estate_id": "jade"} for site in DAY["sites"]]}
    published(desk, tree=tree)
    published(desk, OTHER, tree)
    next_day = _next_day(tree)
    published(desk, _next_day(OTHER), next_day, "jade_2026-03-03")

    found = period_kpis(seen_by(desk), MONDAY, date(2026, 3, 3), None)
    first = period_kpis(seen_by(desk, "jade"), MONDAY, MONDAY, "jade")
    foreign = period_kpis(seen_by(desk, "lake"), MONDAY, date(2026, 3, 3), None)
    later = period_kpis(seen_by(desk), date(2026, 3, 4), date(2026, 3, 9), None)
    other = period_kpis(seen_by(desk), MONDAY, date(2026, 3, 3), "lake")

    assert [(row.date, row.plan_keys) for row in found.days] == [
        ("2026-03-02", [KEY]), ("2026-03-03", ["jade_2026-03-03"])
    ]  # fmt: skip
    assert (found.total.planned, found.total.service_minutes) == (4, 240)
    assert found.total.utilization == found.days[0].utilization
    assert (first.total.planned, first.changed_visits) == (2, 1)  # T-2 went from li to wang
    assert [row.total.visits for row in (foreign, later, other)] == [0, 0, 0]
    assert later.total.utilization is None


def _next_day(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a day later, with names of its own."""
    import json

    text = json.dumps(tree).replace("2026-03-02", "2026-03-03").replace("-mon", "-tue").replace('"T-', '"U-')
    found: dict[str, Any] = json.loads(text)
    return found


def test_nothing_in_force_has_no_measures(tmp_path: Path) -> None:
    """A plan key with a proposal alone is refused."""
    desk = open_desk(tmp_path)
    proposed(desk)

    with pytest.raises(NothingInForceError):
        plan_key_kpis(seen_by(desk), KEY)
