"""Days from the wire to the wire: planned, published and planned again, judged from the JSON alone.

The judge below is written from the contract's words and shares no code with the rules, the checker or the search.
"""

import copy
import json
import math
import random
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatcher.planning import Limits, Planned, check_plan, plan_request
from dispatcher.reading import read_plan, read_request
from tests.dispatcher.command_line import run
from tests.dispatcher.requests import (
    accepted,
    at,
    changed,
    make_plan_tree,
    make_route,
    make_shift,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)

Tree = dict[str, Any]
ZONE = ZoneInfo("Europe/Berlin")
DAY = datetime(2026, 3, 28, tzinfo=ZONE)  # the night after it, clocks go forward by an hour
MINUTE = timedelta(minutes=1)
TRADES = ("water", "electric", "civil")
PRICES = {"emergency": 1_000_000, "urgent": 5000, "normal": 1500, "low": 500}
LIMITS = Limits(iterations=40, workers=1)


def moment(day: int, minutes: int, rng: random.Random) -> str:
    """Return minutes after the local midnight of a day, in one of three offsets."""
    zones = (ZONE, ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata"))
    return (DAY + timedelta(days=day, minutes=minutes)).astimezone(rng.choice(zones)).isoformat()


def draw_technician(rng: random.Random, k: int) -> Tree:
    """Return a technician with two shifts, the second after the change of the clocks."""
    shifts = []
    for day in range(2):
        pause = {"earliest_start": moment(day, 690, rng), "latest_start": moment(day, 750, rng), "minutes": 30}
        away = {"start": moment(day, 840, rng), "end": moment(day, 880, rng), "site_id": rng.choice((None, "b"))}
        shifts.append({
            "id": f"k{k}-{day}", "start": moment(day, 480, rng), "end": moment(day, 960, rng), "start_site_id": "a",
            "overtime_until": moment(day, 1000, rng), "breaks": [pause], "unavailable": [away] * (rng.random() < 0.3),
        })  # fmt: skip
    skills = [{"trade": trade, "level": rng.randint(1, 3)} for trade in rng.sample(TRADES, rng.randint(1, 3))]
    return {"id": f"k{k}", "skills": skills, "shifts": shifts, "employment": rng.choice(("staff", "contractor"))}


def draw_ticket(rng: random.Random, name: str) -> Tree:
    """Return a ticket of one or two steps, some with a crew, a window, a due time, a deadline or not open."""
    steps = [
        {"trade": rng.choice(TRADES), "min_level": rng.randint(1, 2), "service_minutes": rng.randint(15, 120),
         "crew_size": rng.choice((1, 1, 1, 2)), "min_gap_minutes": rng.choice((0, 0, 45))}
        for _ in range(rng.choice((1, 1, 2)))
    ]  # fmt: skip
    ticket: Tree = {"id": name, "site_id": rng.choice("abc"), "steps": steps, "urgency": rng.choice(list(PRICES))}
    ticket["status"] = rng.choice(("open",) * 6 + ("on_hold", "cancelled"))
    if rng.random() < 0.5:
        ticket["respond_by"] = moment(0, rng.randint(480, 900), rng)
    if rng.random() < 0.2:
        ticket["deadline"] = moment(rng.randint(0, 1), rng.randint(700, 950), rng)
    if rng.random() < 0.3:
        start = rng.randint(480, 840)
        window = {"start": moment(0, start, rng), "end": moment(0, start + 90, rng), "kind": "promised"}
        ticket["windows"] = [window]
    return ticket


def draw_request(seed: int) -> Tree:
    """Return a request of two days and two to eight tickets."""
    rng = random.Random(seed)
    sites = [{"id": "a", "estate_id": "x"}, {"id": "b", "estate_id": "x", "access_minutes": 3}, {"id": "c"}]
    tickets = [draw_ticket(rng, f"T{k}") for k in range(rng.randint(2, 8))]
    for ticket in tickets[1:]:
        if rng.random() < 0.2:
            ticket["after"] = [{"ticket_id": tickets[0]["id"], "min_gap_minutes": 20}]
    return {
        "schema_version": 1, "horizon": {"start": moment(0, 480, rng), "end": moment(1, 1080, rng)}, "sites": sites,
        "time_zone": "Europe/Berlin", "technicians": [draw_technician(rng, k) for k in range(rng.randint(1, 3))],
        "tickets": tickets, "search": {"iterations": 40, "workers": 1},
    }  # fmt: skip


def publish(request: Tree, plan: Tree, seed: int) -> Tree:
    """Return the request some hours later, with its plan in force, a freeze, told owners and a new ticket."""
    rng = random.Random(seed)
    later, force = copy.deepcopy(request), copy.deepcopy(plan)
    now = DAY + rng.choice((500, 560, 650, 760)) * MINUTE
    for visit in (visit for route in force["routes"] for visit in route["visits"]):
        if datetime.fromisoformat(visit["start"]) >= now and rng.random() < 0.4:
            visit["arrival_window"]["told_at"] = now.isoformat()
    later.update(now=now.isoformat(), published=force, freeze_until=(now + 30 * MINUTE).isoformat())
    later["tickets"].append(draw_ticket(rng, "NEW"))
    return later


class Judge:
    """What a plan must be by the contract, from the JSON of request and plan."""

    def __init__(self, request: Tree, plan: Tree) -> None:
        self.request, self.plan = request, plan
        self.tickets = {ticket["id"]: ticket for ticket in request["tickets"]}
        self.technicians = {technician["id"]: technician for technician in request["technicians"]}
        self.shifts = {shift["id"]: shift for person in request["technicians"] for shift in person["shifts"]}
        self.sites = {site["id"]: site for site in request["sites"]}
        self.visits = [(route, visit) for route in plan["routes"] for visit in route["visits"]]
        self.now = self.minute(request.get("now", request["horizon"]["start"]))

    def is_fact(self, visit: Tree) -> bool:
        """Whether a visit had started before now; no state is sent in these days."""
        return self.minute(visit["start"]) < self.now

    def minute(self, text: str) -> int:
        """Return whole minutes after the horizon's start."""
        start = datetime.fromisoformat(self.request["horizon"]["start"])
        return math.floor((datetime.fromisoformat(text) - start) / MINUTE)

    def travel(self, start: str, end: str) -> int:
        """Return minutes by zones with the contract's defaults."""
        one, other = self.sites[start], self.sites[end]
        if start == end:
            return 0
        near = one.get("estate_id") is not None and one.get("estate_id") == other.get("estate_id")
        return (6 if near else 25) + int(other.get("access_minutes", 0))

    def needed(self, ticket: Tree) -> set[tuple[str, int, int]]:
        """Return all visits of a ticket; no visit of these days is interrupted."""
        return {(ticket["id"], s, c) for s, step in enumerate(ticket["steps"]) for c in range(step["crew_size"])}

    def judge(self) -> None:
        """Assert everything below."""
        self.judge_partition()
        self.judge_facts()
        for route in self.plan["routes"]:
            self.judge_route(route)
        for ticket in self.request["tickets"]:
            self.judge_ticket(ticket)
        self.judge_figures()

    def judge_partition(self) -> None:
        """Every open ticket is planned whole or named as unassigned, every held one as held, the others nowhere."""
        found = [(v["ticket_id"], v["step"], v["crew_position"]) for _, v in self.visits]
        assert len(found) == len(set(found))
        unassigned = {row["ticket_id"] for row in self.plan["unassigned"]}
        assert {row["ticket_id"] for row in self.plan["held"]} == {
            name for name, ticket in self.tickets.items() if ticket["status"] == "on_hold"
        }
        for name, ticket in self.tickets.items():
            is_left_out = ticket["status"] == "open" and not self.needed(ticket) <= set(found)
            assert (name in unassigned) == is_left_out

    def judge_facts(self) -> None:
        """What had started before now stays, and so does what is frozen unless its technician is on the way."""
        places = {v["visit_id"]: (r["shift_id"], v["start"], v["end"]) for r, v in self.visits}
        frozen = self.minute(self.request.get("freeze_until", self.request["horizon"]["start"]))
        for route in self.request.get("published", {"routes": []})["routes"]:
            for visit in route["visits"]:
                waits = self.now <= self.minute(visit["depart"]) and self.minute(visit["start"]) < frozen
                if self.is_fact(visit) or waits:
                    assert places[visit["visit_id"]] == (route["shift_id"], visit["start"], visit["end"])

    def judge_route(self, route: Tree) -> None:
        """One place at a time with travel, inside the shift, with skills and a break, no absence disturbed."""
        shift, place = self.shifts[route["shift_id"]], self.shifts[route["shift_id"]]["start_site_id"]
        away = [row for row in shift["unavailable"] if row["site_id"]]
        stops = [(v["start"], v["end"], v["site_id"], v) for v in route["visits"]]
        stops += [(row["start"], row["end"], row["site_id"], {}) for row in away]
        starts = [self.minute(visit["start"]) for visit in route["visits"]]
        assert starts == sorted(starts)
        free, busy = self.minute(shift["start"]), []
        for start, end, site, visit in sorted(stops, key=lambda stop: self.minute(stop[0])):
            depart = self.minute(start) - self.travel(place, site)
            assert depart >= free
            assert not visit or (visit["travel_minutes"], self.minute(visit["depart"])) == (
                self.travel(place, site), depart)  # fmt: skip
            busy.append((depart, self.minute(end)))
            free, place = self.minute(end), site
        breaks = [(self.minute(pause["start"]), self.minute(pause["end"])) for pause in route["breaks"]]
        back = max([free, *(end for _, end in breaks)]) + self.travel(place, "a")
        assert self.minute(route["return_at"]) == back <= self.minute(shift["overtime_until"])
        nowhere = [(self.minute(r["start"]), self.minute(r["end"])) for r in shift["unavailable"] if not r["site_id"]]
        spans = sorted([*busy, *breaks, *nowhere])
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        (pause,) = shift["breaks"]
        low, high = self.minute(pause["earliest_start"]), self.minute(pause["latest_start"])
        facts = [visit for visit in route["visits"] if self.is_fact(visit)]
        is_missed = high < max([self.now, *(self.minute(visit["end"]) for visit in facts)])
        is_taken = any(low <= start <= high and end - start >= 30 for start, end in breaks)
        # A route of facts alone breaks rules with a warning at most.
        assert back <= high or is_missed or is_taken or facts == route["visits"]

    def judge_ticket(self, ticket: Tree) -> None:
        """Skills, crews, steps, windows, deadlines and order after another ticket."""
        rows = [(r, v) for r, v in self.visits if v["ticket_id"] == ticket["id"]]
        ends = [self.minute(self.request["horizon"]["start"])]
        for s, step in enumerate(ticket["steps"] if rows else []):
            crew = [(r, v) for r, v in rows if v["step"] == s]
            (start, end) = {(self.minute(v["start"]), self.minute(v["end"])) for _, v in crew}.pop()
            assert all((self.minute(v["start"]), self.minute(v["end"])) == (start, end) for _, v in crew)
            assert len({r["technician_id"] for r, _ in crew}) == step["crew_size"]
            assert end - start == step["service_minutes"]
            assert s == 0 or start >= ends[-1] + step["min_gap_minutes"]
            levels = [self.technicians[r["technician_id"]]["skills"] for r, _ in crew]
            assert all(any(k["trade"] == step["trade"] and k["level"] >= step["min_level"] for k in own)
                       for own in levels)  # fmt: skip
            ends.append(end)
        if rows:
            first = min(self.minute(v["start"]) for _, v in rows)
            assert "deadline" not in ticket or ends[-1] <= self.minute(ticket["deadline"])
            for window in ticket.get("windows", []):
                last = math.inf if "published" in self.request else self.minute(window["end"])
                assert self.minute(window["start"]) <= first <= last
            for row in ticket.get("after", []):
                before = [self.minute(v["end"]) for _, v in self.visits if v["ticket_id"] == row["ticket_id"]]
                is_off = self.tickets[row["ticket_id"]]["status"] == "cancelled"
                assert is_off or first >= max(before) + row["min_gap_minutes"]

    def judge_figures(self) -> None:
        """Cost and KPIs add up, times stand at the zone's offset, what is claimed of the bound holds."""
        plan, cost = self.plan, self.plan["cost"]
        price = sum(PRICES[self.tickets[row["ticket_id"]]["urgency"]] for row in plan["unassigned"])
        assert (sum(cost["terms"].values()), cost["terms"]["unassigned"]) == (cost["total"], price)
        kpis, used = plan["kpis"], [self.shifts[route["shift_id"]] for route in plan["routes"]]
        away = sum(self.minute(r["end"]) - self.minute(r["start"])
                   for shift in used for r in shift["unavailable"] if r["site_id"])  # fmt: skip
        names = ("service", "travel", "break", "waiting", "idle")
        length = sum(self.minute(shift["end"]) - self.minute(shift["start"]) for shift in used)
        assert sum(kpis[f"{n}_minutes"] for n in names) + away == length + kpis["overtime_minutes"]
        assert cost["terms"]["travel"] == kpis["travel_minutes"]
        moments = [datetime.fromisoformat(v[name]) for _, v in self.visits for name in ("start", "end", "depart")]
        assert all(one.utcoffset() == one.astimezone(ZONE).utcoffset() for one in moments)
        assert plan["lower_bound"] is None or plan["lower_bound"] <= cost["total"]
        assert plan["status"] == "feasible" or plan["lower_bound"] == cost["total"]


def plan_tree(tree: Tree) -> tuple[Planned, Tree]:
    """Plan a request as another system would send it, and return the answer as it would be read."""
    answer = plan_request(accepted(tree), LIMITS)
    return answer, json.loads(json.dumps(answer.plan.to_wire()))


@pytest.mark.parametrize("seed", range(24))
def test_plan_keeps_the_contract_over_three_rounds(seed: int) -> None:
    """A day planned, published and planned twice more keeps every rule the judge knows, and check agrees."""
    tree = draw_request(seed)
    for later in range(3):
        answer, plan = plan_tree(tree)

        assert answer.refused == 0
        Judge(tree, plan).judge()
        read, differences = read_plan(json.dumps(plan), accepted(tree))
        assert (read is not None, differences) == (True, [])
        verdict = check_plan(accepted(tree), read)
        assert (verdict.legal, verdict.cost.total) == (True, plan["cost"]["total"])
        tree = publish(tree, plan, seed + later)
        tree["tickets"][-1]["id"] += f"-{later}"


def test_plan_does_not_depend_on_process_or_order_of_keys(tmp_path: Path) -> None:
    """With iterations two processes with other hash seeds and other key orders write the same bytes."""
    tree = draw_request(3)
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    one.write_text(json.dumps(tree))
    other.write_text(json.dumps(dict(reversed(tree.items()))))

    first = run("plan", one, PYTHONHASHSEED="1")
    second = run("plan", other, PYTHONHASHSEED="2")

    assert (first.returncode, first.stdout) == (0, second.stdout)


def test_plan_costs_the_same_in_any_order_of_lists() -> None:
    """Tickets, technicians and sites in reverse order cost as much; the digest tells the requests apart."""
    tree = draw_request(5)
    turned = {**tree, **{name: tree[name][::-1] for name in ("tickets", "technicians", "sites")}}

    (_, plan), (_, again) = plan_tree(tree), plan_tree(turned)

    assert plan["status"] == again["status"] == "optimal"
    assert plan["cost"]["total"] == again["cost"]["total"]
    assert plan["request_digest"] != again["request_digest"]


LATER_STEP_DONE = make_tree(
    tickets=[make_ticket(steps=[{"trade": "water", "service_minutes": 60}, {"trade": "water", "service_minutes": 20}])],
    now=at("10:30"),
    published=make_plan_tree(
        make_route(
            make_visit("T-1", "09:00", "10:00", state="done", outcome="interrupted", remaining_minutes=6),
            make_visit("T-1", "10:00", "10:20", step=1, state="done"),
        )
    ),
)
OVERLAPPING_ABSENCES = make_tree(
    technicians=[
        make_technician(),
        make_technician(
            "li",
            shifts=[
                make_shift(
                    "li-mon",
                    unavailable=[
                        {"start": at("08:00"), "end": at("17:00")},
                        {"start": at("09:00"), "end": at("10:00")},
                    ],
                )
            ],
        ),
    ],
)
ON_THE_WAY_AND_ILL = changed(
    make_tree(
        now=at("08:55"),
        published=make_plan_tree(make_route(make_visit("T-1", "09:00", "10:00", state="travelling"))),
    ),
    {"/technicians/0/shifts/0/unavailable": [{"start": at("08:55"), "end": at("17:00")}]},
)


def test_rest_of_an_earlier_step_is_left_out_or_planned() -> None:
    """A rest whose next step is done is left unassigned: the checker takes the plan of the facts alone."""
    answer, plan = plan_tree(LATER_STEP_DONE)

    assert (answer.refused, plan["status"]) == (0, "optimal")


def test_overlapping_absences_are_one_long_absence() -> None:
    """A second absence inside the first changes nothing: the other technician's day is still proved."""
    _, plan = plan_tree(OVERLAPPING_ABSENCES)

    assert plan["status"] == "optimal"


def test_visit_travelled_to_is_released_when_its_technician_is_away() -> None:
    """Nothing is locked, so the day is planned; who is ill on the way is no reason to plan nobody."""
    _, plan = plan_tree(ON_THE_WAY_AND_ILL)

    assert plan["status"] in ("optimal", "feasible")


def test_no_two_visits_share_an_id() -> None:
    """Part 1 of ticket A and the second person of ticket A:0 are told apart."""
    tree = make_tree(
        technicians=[make_technician(), make_technician("li"), make_technician("zhao")],
        tickets=[make_ticket("A"), make_ticket("A:0", crew_size=2)],
        now=at("09:30"),
        published=make_plan_tree(
            make_route(make_visit("A", "08:06", "09:06", state="done", outcome="interrupted", remaining_minutes=30))
        ),
    )

    request, _ = read_request(json.dumps(tree))
    names = [] if request is None else [
        visit.visit_id for route in plan_request(request, LIMITS).plan.routes for visit in route.visits
    ]  # fmt: skip

    assert len(names) == len(set(names))
