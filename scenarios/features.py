"""What a request exercises: the features of the contract that occur in it, found by reading it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
Finder = Callable[[Json], bool]


def features_of(request: Json) -> tuple[str, ...]:
    """Return the names of the features that occur in a request, in the order of ``FEATURES``."""
    return tuple(name for name, occurs in FEATURES.items() if occurs(request))


def _open(request: Json) -> Iterator[Json]:
    return (ticket for ticket in request["tickets"] if ticket.get("status", "open") == "open")


def _steps(request: Json) -> Iterator[Json]:
    return (step for ticket in _open(request) for step in ticket.get("steps", [ticket]))


def _needs(request: Json) -> Iterator[Json]:
    return (need for step in _steps(request) for need in step.get("crew", [step]))


def _shifts(request: Json) -> Iterator[Json]:
    return (shift for technician in request["technicians"] for shift in technician["shifts"])


def _absences(request: Json) -> Iterator[Json]:
    return (absence for shift in _shifts(request) for absence in shift.get("unavailable", []))


def _ticket(name: str) -> Finder:
    return lambda request: any(name in ticket for ticket in _open(request))


def _technician(name: str) -> Finder:
    return lambda request: any(name in technician for technician in request["technicians"])


def _shift(name: str) -> Finder:
    return lambda request: any(name in shift for shift in _shifts(request))


def _step(name: str) -> Finder:
    return lambda request: any(name in step for step in _steps(request))


def _status(*names: str) -> Finder:
    return lambda request: any(ticket.get("status") in names for ticket in request["tickets"])


def _travel(kind: str) -> Finder:
    return lambda request: request["travel"]["kind"] == kind


def _window(kind: str) -> Finder:
    return lambda request: any(
        window["kind"] == kind for ticket in _open(request) for window in ticket.get("windows", [])
    )


def _several_windows(request: Json) -> bool:
    return any(
        sum(window["kind"] == "promised" for window in ticket.get("windows", [])) > 1 for ticket in _open(request)
    )


def _all_urgencies(request: Json) -> bool:
    return len({ticket.get("urgency", "normal") for ticket in _open(request)}) == 4


def _mixed_crew(request: Json) -> bool:
    return any(len({need["trade"] for need in step.get("crew", [])}) > 1 for step in _steps(request))


def _running_out(request: Json) -> bool:
    return any("valid_until" in paper for one in request["technicians"] for paper in one.get("certificates", []))


def _without_shift(request: Json) -> bool:
    return any(not technician["shifts"] for technician in request["technicians"])


def _several_shifts(request: Json) -> bool:
    return any(len(technician["shifts"]) > 1 for technician in request["technicians"])


def _reported_later(request: Json) -> bool:
    now = request.get("now", request["horizon"]["start"])
    return any(ticket.get("reported_at", now) > now for ticket in _open(request))


def _limit_by_trade(request: Json) -> bool:
    return any(row.get("trade") for row in request.get("time_limits", []))


def _policy(name: str) -> Finder:
    return lambda request: name in request.get("policy", {})


FEATURES: Mapping[str, Finder] = {
    "levels": lambda request: any(need.get("min_level", 1) > 1 for need in _needs(request)),
    "certificates": lambda request: any("certificates" in need for need in _needs(request)),
    "certificates that run out": _running_out,
    "all urgencies": _all_urgencies,
    "impact": _ticket("impact"),
    "time limits": lambda request: "time_limits" in request,
    "time limits by trade": _limit_by_trade,
    "priority matrix": lambda request: "priority_matrix" in request,
    "respond_by": _ticket("respond_by"),
    "complete_by": _ticket("complete_by"),
    "deadlines": _ticket("deadline"),
    "promised windows": _window("promised"),
    "several promised windows": _several_windows,
    "preferred windows": _window("preferred"),
    "ready_at": _ticket("ready_at"),
    "reported_at": _ticket("reported_at"),
    "reported during the day": _reported_later,
    "crews": _step("crew_size"),
    "crews of two trades": _mixed_crew,
    "steps": _ticket("steps"),
    "least gaps": _step("min_gap_minutes"),
    "most gaps": _step("max_gap_minutes"),
    "after": _ticket("after"),
    "same technician": _ticket("same_technician_as"),
    "required technician": _ticket("required_technician"),
    "preferred technicians": _ticket("preferred_technicians"),
    "banned technicians": _ticket("banned_technicians"),
    "on hold": _status("on_hold"),
    "done or cancelled": _status("done", "cancelled"),
    "breaks": _shift("breaks"),
    "overtime": _shift("overtime_until"),
    "absences nowhere": lambda request: any("site_id" not in absence for absence in _absences(request)),
    "absences at a site": lambda request: any("site_id" in absence for absence in _absences(request)),
    "most visits": _shift("max_visits"),
    "duty shifts": _shift("serves_urgencies"),
    "another end": lambda request: any(shift.get("end_site_id") for shift in _shifts(request)),
    "open end": lambda request: any(shift.get("end_site_id", "") is None for shift in _shifts(request)),
    "several shifts": _several_shifts,
    "no shift": _without_shift,
    "contractors": _technician("employment"),
    "estates": _technician("estates"),
    "duration percent": _technician("duration_percent"),
    "carried minutes": _technician("carried_minutes"),
    "matrix": _travel("matrix"),
    "zones": _travel("zones"),
    "coordinates": _travel("coordinates"),
    "access minutes": lambda request: any("access_minutes" in site for site in request["sites"]),
    "now": lambda request: "now" in request,
    "profile": _policy("profile"),
    "weights": _policy("weights"),
    "soft promises": _policy("promised_windows"),
    "arrival window": _policy("arrival_window"),
}
