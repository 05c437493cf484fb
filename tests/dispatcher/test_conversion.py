"""A request becomes a problem: minutes, days, travel, due times, policy."""

from typing import Any

import numpy as np
import pytest

from dispatcher.convert.clock import make_clock
from dispatcher.convert.problem import make_problem
from dispatcher.convert.travel import travel_matrix
from solver.problem import Absence, Break, Urgency, Window
from tests.dispatcher.requests import (
    accepted,
    at,
    changed,
    make_shift,
    make_technician,
    make_ticket,
    make_tree,
)


def ticket_of(**fields: Any) -> Any:
    """Return the solver's ticket of a request with one ticket."""
    return make_problem(accepted(make_tree(tickets=[make_ticket(**fields)]))).tickets[0]


def test_lower_limits_round_up_and_upper_limits_down() -> None:
    """9:00:30 is minute 61 as a lower limit and minute 60 as an upper one (the horizon starts at 8:00)."""
    half = at("09:00:30")
    ticket = ticket_of(
        reported_at=half,
        ready_at=half,
        respond_by=half,
        complete_by=half,
        deadline=half,
        windows=[{"start": half, "end": at("10:00:30"), "kind": "promised"}],
    )

    assert (ticket.reported_at, ticket.ready_at) == (61, 61)
    assert (ticket.respond_by, ticket.complete_by, ticket.deadline) == (60, 60, 60)
    assert ticket.promised == (Window(61, 120),)


def test_shift_rounds_inward_and_absence_outward() -> None:
    """A shift is not longer than sent, an absence not shorter."""
    shift = make_shift(
        start=at("08:00:20"),
        end=at("17:00:40"),
        breaks=[{"earliest_start": at("11:29:30"), "latest_start": at("12:30:30"), "minutes": 30}],
        unavailable=[{"start": at("14:00:30"), "end": at("15:00:30")}],
    )

    (found,) = make_problem(accepted(make_tree(technicians=[make_technician(shifts=[shift])]))).shifts

    assert (found.start, found.end, found.overtime_until) == (1, 540, 540)
    assert found.breaks == (Break(210, 270, 30),)
    assert found.absences == (Absence(360, 421, None),)


def test_now_rounds_up_and_defaults_to_the_horizon() -> None:
    """Nobody sets out before ``now``: 8:10:01 is minute 11; without it, minute 0."""
    late = make_problem(accepted(make_tree(now=at("08:10:01"))))
    default = make_problem(accepted(make_tree()))

    assert (late.now, default.now) == (11, 0)


def test_freeze_keeps_every_start_before_it() -> None:
    """With a freeze until 9:00:30 a start at 9:00 (minute 60) is before it: 60 < 61."""
    problem = make_problem(accepted(make_tree(freeze_until=at("09:00:30"))))

    assert problem.freeze_until == 61


@pytest.mark.parametrize(
    ("fields", "site"), [({}, "center"), ({"end_site_id": None}, None), ({"end_site_id": "b3"}, "b3")]
)
def test_end_site_is_the_start_site_unless_said(fields: dict[str, Any], site: int | None) -> None:
    """An absent end site is the start site; a null one in so many words is anywhere."""
    tree = make_tree(technicians=[make_technician(shifts=[make_shift(**fields)])])

    request = accepted(tree)

    problem = make_problem(request)
    end = problem.shifts[0].end_site
    assert (None if end is None else problem.sites[end].id) == site
    assert request.to_wire() == tree


def test_offset_of_the_horizon_decides_days_without_a_zone() -> None:
    """23:30 UTC on 1 March is the 2nd at +08:00, and the 1st in London."""
    start = "2026-03-01T23:30:00Z"
    shift = make_shift(start=start, end="2026-03-02T07:00:00Z")
    tree = make_tree(horizon={"start": at("07:00"), "end": at("18:00")}, technicians=[make_technician(shifts=[shift])])

    here = make_problem(accepted(tree)).shifts[0].day
    london = make_problem(accepted({**tree, "time_zone": "Europe/London"})).shifts[0].day

    assert here - london == 1


def test_minutes_pass_through_daylight_saving() -> None:
    """In Berlin 29 March 2026 has no hour from 2:00 to 3:00: minute 120 after 1:00 is 4:00 at +02:00."""
    tree = changed(
        make_tree(time_zone="Europe/Berlin", technicians=[]),
        {"/horizon": {"start": "2026-03-29T01:00:00+01:00", "end": "2026-03-30T01:00:00+02:00"}},
    )

    clock = make_clock(accepted(tree))

    assert clock.time(59).isoformat() == "2026-03-29T01:59:00+01:00"
    assert clock.time(60).isoformat() == "2026-03-29T03:00:00+02:00"
    assert clock.time(120).isoformat() == "2026-03-29T04:00:00+02:00"
    assert clock.up(clock.time(120)) == clock.down(clock.time(120)) == 120


def test_matrix_is_reordered_and_access_is_added() -> None:
    """Rows go by ``site_ids``; access minutes (center 1, b3 2) are added on the way to another site only."""
    travel = {"kind": "matrix", "site_ids": ["b3", "center"], "minutes": [[0, 5], [7, 0]]}
    tree = changed(make_tree(travel=travel), {"/sites/0/access_minutes": 1, "/sites/1/access_minutes": 2})

    minutes = travel_matrix(accepted(tree))

    assert minutes.tolist() == [[0, 7 + 2], [5 + 1, 0]]


def test_zones_by_estate_pair_and_default() -> None:
    """Same site 1, same estate 6, jade to lake 15 (back 25), no estate always 25; access minutes of lake: 3."""
    sites = [
        {"id": "center", "estate_id": "jade"},
        {"id": "b3", "estate_id": "jade"},
        {"id": "lake", "estate_id": "lake", "access_minutes": 3},
        {"id": "yard"},
    ]
    pairs = [{"from_estate": "jade", "to_estate": "lake", "minutes": 15}]
    travel = {"kind": "zones", "same_site": 1, "pairs": pairs}

    minutes = travel_matrix(accepted(make_tree(sites=sites, travel=travel)))

    assert minutes.tolist() == [[1, 6, 18, 25], [6, 1, 18, 25], [25, 25, 1, 25], [25, 25, 28, 1]]


def test_two_sites_without_estate_are_apart() -> None:
    """Having no estate is not an estate: two such sites are 25 minutes apart."""
    minutes = travel_matrix(accepted(make_tree(sites=[{"id": "center"}, {"id": "b3"}])))

    assert minutes.tolist() == [[0, 25], [25, 0]]


@pytest.mark.parametrize(
    ("degrees", "minutes"),
    [
        # A degree of latitude is 6 371 008.8 m x pi / 180 = 111 195.08 m; the way is 1.3 times that.
        (0.004, 6),  # 578.2 m: walk 7.71 min at 75 m a minute; drive 1.73 + 4 = 5.73, the smaller
        (0.002, 4),  # 289.1 m: walk 3.85 -> 4; drive 0.87 + 4 = 4.87
        (0.01, 9),  # 1445.5 m, too far to walk: drive 4.34 + 4 = 8.34 -> 9
        (0.0, 0),
    ],
)
def test_coordinates_by_walk_or_drive(degrees: float, minutes: int) -> None:
    """The smaller of walk and drive within 800 m of way, else drive, rounded up."""
    sites = [{"id": "center", "lat": 30, "lon": 120}, {"id": "b3", "lat": 30 + degrees, "lon": 120}]

    found = travel_matrix(accepted(make_tree(sites=sites, travel={"kind": "coordinates"})))

    assert found.tolist() == [[0, minutes], [minutes, 0]]


def test_coordinates_do_not_round_up_a_whole_minute() -> None:
    """A way of exactly 10 minutes (within a billionth) takes 10 minutes, not 11."""
    metres_a_degree = 6_371_008.8 * np.pi / 180
    degrees = 10 * 1000 / 3 / 1.3 / metres_a_degree  # 10 minutes at 20 km/h = 333.33 m a minute
    sites = [{"id": "center", "lat": 0.5, "lon": 1}, {"id": "b3", "lat": 0.5 + degrees, "lon": 1}]
    travel = {"kind": "coordinates", "drive_overhead_minutes": 0}

    found = travel_matrix(accepted(make_tree(sites=sites, travel=travel)))

    assert found[0, 1] == 10


def limited(matrix: Any = None, rows: Any = (), **fields: Any) -> Any:
    """Return the solver's ticket under a priority matrix and time limits."""
    tree = make_tree(tickets=[make_ticket(**fields)], priority_matrix=matrix, time_limits=list(rows))
    return make_problem(accepted(tree)).tickets[0]


def test_priority_matrix_decides_urgency_and_ends_impact() -> None:
    """A pair of the matrix gives the urgency, a missing pair keeps it; the multiplier is then 1 for all."""
    matrix = {"normal": {"building": "urgent"}}

    raised = limited(matrix, impact="building")
    kept = limited(matrix, impact="estate")
    plain = limited(None, impact="estate")

    assert (raised.urgency, raised.impact) == (Urgency.URGENT, 1)
    assert (kept.urgency, kept.impact) == (Urgency.NORMAL, 1)
    assert (plain.urgency, plain.impact) == (Urgency.NORMAL, 4)


def test_time_limits_fall_through_to_the_row_for_all_trades() -> None:
    """Respond comes from the row of the trade (30), complete, null there, from the row without trade (240)."""
    rows = [
        {"urgency": "normal", "trade": "water", "respond_minutes": 30},
        {"urgency": "normal", "respond_minutes": 60, "complete_minutes": 240},
        {"urgency": "urgent", "respond_minutes": 5, "complete_minutes": 5},
    ]

    reported = limited(rows=rows, reported_at=at("08:20:30"))
    unreported = limited(rows=rows)
    own = limited(rows=rows, respond_by=at("09:00"))

    # 8:20:30 + 30 min = 8:50:30 -> minute 50; + 240 min = 12:20:30 -> minute 260.
    assert (reported.respond_by, reported.complete_by) == (50, 260)
    assert (unreported.respond_by, unreported.complete_by) == (30, 240)
    assert own.respond_by == 60


def test_time_limits_go_by_the_effective_urgency_and_the_first_person() -> None:
    """The matrix makes the ticket urgent; its first step's first person is for water."""
    rows = [
        {"urgency": "urgent", "trade": "water", "respond_minutes": 7},
        {"urgency": "urgent", "trade": "civil", "respond_minutes": 8},
        {"urgency": "normal", "respond_minutes": 9},
    ]
    steps = [{"service_minutes": 30, "crew": [{"trade": "water"}, {"trade": "civil"}]}]

    ticket = limited({"normal": {"household": "urgent"}}, rows, steps=steps)

    assert ticket.respond_by == 7
    assert [need.trade for need in ticket.steps[0].crew] == ["water", "civil"]


def test_single_step_ticket_has_a_crew_of_its_size() -> None:
    """A ticket without steps is one step whose crew members all need the same."""
    ticket = ticket_of(crew_size=2, min_level=2, certificates=["hv"])

    assert [(need.trade, need.min_level, need.certificates) for need in ticket.steps[0].crew] == [
        ("water", 2, frozenset({"hv"}))
    ] * 2


def test_promises_are_hard_at_first_and_soft_with_a_published_plan() -> None:
    """Without a word of the policy, a first plan keeps promises and a re-plan may miss them at a price."""
    plan = {"schema_version": 1, "routes": []}

    first = make_problem(accepted(make_tree()))
    again = make_problem(accepted(make_tree(published=plan)))
    strict = make_problem(accepted(make_tree(published=plan, policy={"promised_windows": "hard"})))

    assert (first.policy.promised_hard, again.policy.promised_hard, strict.policy.promised_hard) == (True, False, True)
    assert (first.has_published, again.has_published) == (False, True)


def test_policy_weights_are_resolved() -> None:
    """Profile low_travel makes a minute of travel cost 3; a number replaces every weight of a term."""
    policy = {"profile": "low_travel", "weights": {"workload": 0, "respond_late": {"normal": 4, "low": None}}}

    found = make_problem(accepted(make_tree(policy=policy))).policy.weights

    assert set(found["travel"].values()) == {3}
    assert set(found["workload"].values()) == {0}
    assert found["respond_late"] == {"emergency": 50, "urgent": 10, "normal": 4, "low": 1}
