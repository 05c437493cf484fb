"""A bad morning: a day that is planned and published, and what goes wrong of it between 8:00 and 10:40.

The request comes from its seed, the events from the plan by fixed rules; the plan itself is searched for, so
``python -m benchmarks.bad_morning`` writes the files; they are packaged beside the examples.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from scenarios.stored import STORED

NAME, PLAN, EVENTS = "bad-morning", "bad-morning-plan", "bad-morning-events"
DAY = "estates-60-en"
_DATE, _ZONE = "2026-03-02", "+08:00"
_UNTIL = "10:40"
_MOST_OVER, _WAITED = timedelta(minutes=30), timedelta(minutes=15)
_PIPE = {"id": "T-0061", "trade": "water", "service_minutes": 60, "urgency": "emergency", "impact": "building",
         "description": "A riser has burst, water runs down the stairs"}  # fmt: skip

Tree = dict[str, Any]
Visit = Mapping[str, Any]


def moment(clock: str) -> str:
    """Return a time of the day as the wire has it."""
    return f"{_DATE}T{clock}:00{_ZONE}"


def make_request() -> Tree:
    """Return the day's request: what starts before 11:00 is frozen once published, and one ticket is locked."""
    request: Tree = {**STORED[DAY].make()}
    locked = next(ticket for ticket in reversed(request["tickets"]) if "lock" not in ticket and "steps" not in ticket)
    locked["lock"] = "both"
    return {**request, "freeze_until": moment("11:00")}


def publish(plan: Tree) -> Tree:
    """Return the plan as it is published at 7:20: every owner has been told the arrival window."""
    routes = [
        {
            **route,
            "visits": [
                {**visit, "arrival_window": {**visit["arrival_window"], "told_at": moment("07:20")}}
                for visit in route["visits"]
            ],
        }
        for route in plan["routes"]
    ]
    return {**plan, "routes": routes}


def make_events(request: Tree, plan: Tree) -> Tree:
    """Return what happens until 10:40, by the plan as published."""
    rows = sorted(_Morning(request, plan).events(), key=lambda event: event["at"])
    return {"schema_version": 1, "events": [{"id": f"E-{k:02}", **event} for k, event in enumerate(rows, 1)]}


class _Morning:
    """Who has which misfortune: of the routes by technician id, each the first that fits."""

    def __init__(self, request: Tree, plan: Tree) -> None:
        self._request = request
        self._routes: dict[str, list[Visit]] = {
            route["technician_id"]: route["visits"]
            for route in sorted(plan["routes"], key=lambda route: str(route["technician_id"]))
        }
        # The one who sets out first never says anything; the clock is all there is of his day.
        self._silent = min(self._routes, key=lambda person: str(self._routes[person][0]["start"]))
        free = [person for person in self._routes if person != self._silent]
        self._sick = self._take(free, lambda visit: moment("10:05") <= visit["end"] <= moment("10:20"))
        self._late = self._take(free, lambda visit: moment("09:20") <= visit["end"] <= moment("09:50"))
        self._away = self._take(free, lambda visit: moment("09:40") <= visit["start"] <= moment("10:00"))

    def _take(self, free: list[str], fits: Callable[[Visit], bool]) -> tuple[str, Visit]:
        crews = Counter((visit["ticket_id"], visit["step"]) for visits in self._routes.values() for visit in visits)
        alone = [(p, v) for p in free for v in self._routes[p] if crews[v["ticket_id"], v["step"]] == 1]
        person, visit = next(row for row in alone if fits(row[1]))
        free.remove(person)
        return person, visit

    def events(self) -> Iterator[Tree]:
        """Yield every event, without its id."""
        for person in self._routes:
            if person != self._silent:
                yield from self._reports(person)
        _, late = self._late
        yield {"at": moment("09:15"), "type": "overrun", "visit_id": late["visit_id"],
               "expected_end": _later(late["end"], _MOST_OVER)}  # fmt: skip
        sick, last = self._sick
        yield {"at": last["end"], "type": "technician_out", "technician_id": sick, "start": last["end"]}
        waiting = next(visit for visit in self._routes[self._away[0]] if visit["start"] > moment("11:00"))
        yield {"at": moment("09:30"), "type": "parts_late", "ticket_id": waiting["ticket_id"],
               "ready_at": moment("14:30")}  # fmt: skip
        site = self._request["tickets"][0]["site_id"]
        yield {"at": moment("10:20"), "type": "new_ticket", "ticket": {**_PIPE, "site_id": site}}
        yield from self._decisions()

    def _decisions(self) -> Iterator[Tree]:
        """Yield a visit of the one who is ill given to somebody who may, and a time that is kept and let go again."""
        tickets = {ticket["id"]: ticket for ticket in self._request["tickets"]}
        estates = {site["id"]: site.get("estate_id") for site in self._request["sites"]}
        rest = [visit for visit in self._routes[self._sick[0]] if visit["start"] > moment("11:00")]
        given, person = next(
            (visit, person["id"])
            for visit in rest
            for person in sorted(self._request["technicians"], key=lambda person: str(person["id"]))
            if person["id"] != self._sick[0]
            and _has_skill(person, tickets[visit["ticket_id"]])
            and (not person.get("estates") or estates[visit["site_id"]] in person["estates"])
        )
        kept = self._routes[self._late[0]][-1]
        yield {"at": moment("08:35"), "type": "override", "visit_id": kept["visit_id"], "start": kept["start"],
               "by": "Chen", "why": "The owner asked for exactly this time"}  # fmt: skip
        yield {"at": moment("10:30"), "type": "override", "visit_id": given["visit_id"], "technician_id": person,
               "by": "Chen", "why": "He knows the flat"}  # fmt: skip
        yield {"at": moment("10:36"), "type": "released", "visit_id": kept["visit_id"]}

    def _reports(self, person: str) -> Iterator[Tree]:
        """Yield what a technician says of his visits: begun and done, as published or as soon as he can."""
        free = moment("00:00")
        for visit in self._routes[person]:
            name, arrives = visit["visit_id"], _later(free, timedelta(minutes=visit["travel_minutes"]))
            start = max(visit["start"], arrives)
            end = _later(start, _time(visit["end"]) - _time(visit["start"]))
            if start > moment(_UNTIL) or (self._sick[0] == person and start >= self._sick[1]["end"]):
                return
            if name == self._away[1]["visit_id"]:
                free = _later(start, _WAITED)
                yield {"at": free, "type": "no_show", "visit_id": name}
                continue
            if name == self._late[1]["visit_id"]:
                end = _later(end, _MOST_OVER)
            yield {"at": start, "type": "started", "visit_id": name, "time": start}
            if end > moment(_UNTIL):
                return
            yield {"at": end, "type": "done", "visit_id": name, "time": end}
            free = end


def _has_skill(person: Tree, ticket: Tree) -> bool:
    return any(
        skill["trade"] == ticket.get("trade") and skill.get("level", 1) >= ticket.get("min_level", 1)
        for skill in person["skills"]
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _later(text: str, by: timedelta) -> str:
    return (_time(text) + by).isoformat()
