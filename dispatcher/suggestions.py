"""Suggestions: a change of the day as wire data, and the request in which it has been made."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.reading.request import read_request
from dispatcher.schemas.request import Request
from dispatcher.schemas.unassigned import Suggestion
from solver.explain.fixes import NEW_ID, Action, Fix
from solver.explain.remedies import Remedy
from solver.problem import Problem, Window

Parameters = Mapping[str, Any]
Tree = dict[str, Any]


def make_suggestion(request: Request, problem: Problem, remedy: Remedy) -> Suggestion:
    """Return a remedy as wire data; it has been solved again, so it is verified."""
    parameters = _parameters(problem, make_clock(request), remedy.fix)
    if remedy.fix.action is Action.ONE_MORE_TECHNICIAN:
        parameters["technician_id"] = _new_id(request)
    return Suggestion(
        action=remedy.fix.action.value, parameters=parameters, cost_change=remedy.cost_change, verified=True
    )


def _new_id(request: Request) -> str:
    """Return an id that no technician and no shift has yet."""
    known = {row.id for row in request.technicians} | {shift.id for row in request.technicians for shift in row.shifts}
    names = (NEW_ID if k == 1 else f"{NEW_ID}_{k}" for k in range(1, len(known) + 2))
    return next(name for name in names if name not in known)


def _parameters(problem: Problem, clock: Clock, fix: Fix) -> dict[str, JsonValue]:
    """Return what has to be known to make a change; times as they are on the wire."""
    row: dict[str, JsonValue] = {}
    if fix.action is not Action.OVERTIME and fix.action is not Action.ONE_MORE_TECHNICIAN:
        row["ticket_id"] = problem.tickets[fix.ticket].id
    if fix.technician is not None:
        row["technician_id"] = problem.technicians[fix.technician].id
    if fix.shift is not None:
        row["shift_id"] = problem.shifts[fix.shift].id
    if fix.minutes and fix.action is not Action.OTHER_LEVEL:
        row["minutes"] = fix.minutes
    names = {Action.OVERTIME: "overtime_until", Action.DEADLINE: "deadline", Action.READY_EARLIER: "ready_at"}
    if fix.at is not None:
        row[names[fix.action]] = clock.time(fix.at).isoformat()
    if fix.window is not None:
        row["window"] = {
            "start": clock.time(fix.window.start).isoformat(),
            "end": clock.time(fix.window.end).isoformat(),
        }
    if fix.becomes is not None:
        row["start"], row["end"] = clock.time(fix.becomes.start).isoformat(), clock.time(fix.becomes.end).isoformat()
    if fix.step is not None:
        row["step"] = fix.step
    if fix.need is not None:
        row["trade"], row["level"] = fix.need.trade, fix.need.min_level
    if fix.need is not None and fix.action is Action.ONE_MORE_TECHNICIAN:
        row["certificates"] = [*sorted(fix.need.certificates)]
    if fix.site is not None:
        row["start_site_id"] = problem.sites[fix.site].id
    return row


def _wire_span(clock: Clock, window: Window) -> dict[str, JsonValue]:
    return {"start": clock.time(window.start).isoformat(), "end": clock.time(window.end).isoformat()}


def apply_suggestion(request: Request, suggestion: Suggestion) -> Request:
    """Return the request in which a suggestion has been followed.

    Raises
    ------
    ValueError
        The suggestion is none of this project's actions, or of another request.
    """
    if suggestion.action not in tuple(Action):
        raise ValueError(f"unknown action {suggestion.action!r}")
    tree, given = request.to_wire(), suggestion.parameters
    action = Action(suggestion.action)
    if action is Action.ONE_MORE_TECHNICIAN:
        tree["technicians"].append(_technician(given))
    elif action is Action.OVERTIME:
        shifts = (shift for row in tree["technicians"] for shift in row.get("shifts", ()))
        _only(shifts, given["shift_id"])["overtime_until"] = given["overtime_until"]
    else:
        _change(_only(tree["tickets"], given["ticket_id"]), action, given, make_clock(request))
        if action is Action.RELEASE_LOCK:
            mine = f"{given['ticket_id']}:"
            tree["overrides"] = [row for row in tree.get("overrides", ()) if not row["visit_id"].startswith(mine)]
    changed, faults = read_request(json.dumps(tree))
    if changed is None:
        raise ValueError(f"the suggestion is not one of this request: {faults[0].message.en}")
    return changed


def _only(rows: Iterable[Tree], name: object) -> Tree:
    """Return the row of an id."""
    found = next((row for row in rows if row["id"] == name), None)
    if found is None:
        raise ValueError(f"the suggestion names {name!r}, which the request does not have")
    return found


def _technician(given: Parameters) -> Tree:
    """Return the additional technician; his only shift has his id."""
    name, site = given["technician_id"], given["start_site_id"]
    return {
        "id": name,
        "skills": [{"trade": given["trade"], "level": given["level"]}],
        "certificates": [{"code": code} for code in given["certificates"]],
        "shifts": [{"id": name, "start": given["start"], "end": given["end"], "start_site_id": site}],
    }


def _change(ticket: Tree, action: Action, given: Parameters, clock: Clock) -> None:
    """Change one ticket of a request."""
    if action is Action.RELEASE_LOCK:
        ticket["lock"] = "none"
    elif action is Action.LIFT_BAN:
        ticket["banned_technicians"] = [k for k in ticket["banned_technicians"] if k != given["technician_id"]]
    elif action is Action.ANY_TECHNICIAN:
        ticket.pop("required_technician", None)
    elif action in (Action.READY_EARLIER, Action.DEADLINE):
        name = "ready_at" if action is Action.READY_EARLIER else "deadline"
        ticket[name] = given[name]
    elif action is Action.WINDOW:
        for window in ticket["windows"]:
            if window["kind"] == "promised" and _span(window, clock) == _span(given["window"], clock):
                window["start"], window["end"] = given["start"], given["end"]
    else:
        step = ticket["steps"][given["step"]] if "steps" in ticket else ticket
        for row in step.get("crew", [step]):
            if row["trade"] == given["trade"]:
                row["min_level"] = given["level"]


def _span(window: Tree, clock: Clock) -> tuple[int, int]:
    """Return the whole minutes of a window."""
    start, end = (datetime.fromisoformat(window[name]) for name in ("start", "end"))
    return clock.up(start), clock.down(end)
