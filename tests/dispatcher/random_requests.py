"""Random requests with every kind of list, and the same requests with their lists and fields in another order."""

import copy
import random
from typing import Any

from tests.dispatcher.requests import at, make_ticket

Tree = dict[str, Any]
TRADES = ("water", "electric", "civil")
URGENCIES = ("emergency", "urgent", "normal", "low")
PAPERS = ("gas", "height")
SITES, ESTATES = 7, ("jade", "lake", "moon")
ORDERED = {"steps", "crew"}


def clock(minutes: int, day: int = 2) -> str:
    """Return a time of day in March 2026, by its minute."""
    return at(f"{minutes // 60:02}:{minutes % 60:02}", day)


def some(rng: random.Random, names: list[str] | tuple[str, ...], share: float) -> list[str]:
    """Return each of some names with a probability, in order."""
    return [name for name in names if rng.random() < share]


def draw_shift(rng: random.Random, owner: str, day: int) -> Tree:
    """Return a shift with two breaks and perhaps two absences; few serve some urgencies only."""
    start = rng.choice((420, 480, 480, 540))
    pauses = [
        {"earliest_start": clock(earliest, day), "latest_start": clock(earliest + 60, day), "minutes": minutes}
        for earliest, minutes in ((start + 180, 30), (start + 330, 15))
    ]
    shift: Tree = {
        "id": f"{owner}-{'za'[day - 2]}{day}", "start": clock(start, day), "end": clock(start + 540, day),
        "overtime_until": clock(start + 600, day), "start_site_id": f"p{rng.randrange(SITES)}",
        "breaks": pauses,
    }  # fmt: skip
    if rng.random() < 0.3:
        shift["unavailable"] = [
            {"start": clock(start + 120, day), "end": clock(start + 150, day), "site_id": f"p{rng.randrange(SITES)}"},
            {"start": clock(start + 480, day), "end": clock(start + 540, day)},
        ]
    if rng.random() < 0.2:
        shift["serves_urgencies"] = ["normal", "emergency", "urgent"]
    return shift


def draw_technician(rng: random.Random, k: int) -> Tree:
    """Return a technician of two days."""
    name = f"k{k}"
    skills = [{"trade": trade, "level": rng.randint(1, 3)} for trade in rng.sample(TRADES, rng.randint(2, 3))]
    return {
        "id": name, "skills": skills, "certificates": [{"code": code} for code in some(rng, PAPERS, 0.6)],
        "estates": some(rng, ESTATES, 0.8), "shifts": [draw_shift(rng, name, day) for day in (2, 3)],
        "employment": rng.choice(("staff", "staff", "contractor")),
    }  # fmt: skip


def draw_steps(rng: random.Random) -> list[Tree]:
    """Return a step, or two with a gap, some with a crew of two trades."""
    first: Tree = {"service_minutes": rng.choice((20, 30, 45, 60, 90))}
    if rng.random() < 0.15:
        first["crew"] = [{"trade": trade} for trade in rng.sample(TRADES, 2)]
    else:
        first |= {"trade": rng.choice(TRADES), "certificates": some(rng, PAPERS, 0.15)}
    second = {"trade": "civil", "service_minutes": 30, "min_gap_minutes": 60}
    return [first, second] if rng.random() < 0.15 else [first]


def draw_ticket(rng: random.Random, k: int, people: list[str]) -> Tree:
    """Return a ticket; windows, wishes, bans and what comes before it are each there in some."""
    start = rng.randrange(480, 900, 30)
    ticket = make_ticket(f"T-{k}", site_id=f"p{rng.randrange(SITES)}", steps=draw_steps(rng))
    ticket |= {"urgency": rng.choices(URGENCIES, (1, 3, 8, 3))[0], "status": rng.choice(("open",) * 9 + ("on_hold",))}
    if rng.random() < 0.3:
        kinds = ("promised", "preferred", "promised")
        ticket["windows"] = [
            {"start": clock(start + 60 * n), "end": clock(start + 60 * n + 90), "kind": kind}
            for n, kind in enumerate(kinds)
        ]
    ticket["preferred_technicians"] = some(rng, people[: len(people) // 2], 0.2)
    ticket["banned_technicians"] = some(rng, people[len(people) // 2 :], 0.1)
    if k > 1 and rng.random() < 0.15:
        ticket["after"] = [{"ticket_id": f"T-{other}", "min_gap_minutes": 10} for other in range(1, min(k, 3))]
    return ticket


def draw_travel(rng: random.Random) -> Tree:
    """Return a matrix, or zones with directed pairs."""
    if rng.random() < 0.5:
        names = [f"p{k}" for k in range(SITES)]
        minutes = [[0 if a == b else rng.randint(3, 40) for b in names] for a in names]
        return {"kind": "matrix", "site_ids": names, "minutes": minutes}
    pairs = [
        {"from_estate": a, "to_estate": b, "minutes": rng.randint(10, 40)} for a in ESTATES for b in ESTATES if a != b
    ]
    return {"kind": "zones", "pairs": pairs}


def draw_request(seed: int, tickets: int, technicians: int) -> Tree:
    """Return a request of two days."""
    rng = random.Random(seed)
    people = [draw_technician(rng, k) for k in range(technicians)]
    names = [person["id"] for person in people]
    limits = [{"urgency": urgency, "respond_minutes": 60 * n} for n, urgency in enumerate(URGENCIES, 1)]
    return {
        "schema_version": 1,
        "horizon": {"start": clock(420), "end": clock(1200, 3)},
        "sites": [{"id": f"p{k}", "estate_id": rng.choice(ESTATES), "access_minutes": k % 3} for k in range(SITES)],
        "travel": draw_travel(rng),
        "technicians": people,
        "tickets": [draw_ticket(rng, k, names) for k in range(1, tickets + 1)],
        "time_limits": [*limits, {"urgency": "normal", "trade": "water", "respond_minutes": 120}],
    }


def publish(request: Tree, plan: Tree, seed: int) -> Tree:
    """Return the request at 11:10 with its plan in force: owners told, locks, an interruption, a new ticket."""
    rng = random.Random(seed)
    now, later, force = clock(670), copy.deepcopy(request), copy.deepcopy(plan)
    visits = [visit for route in force["routes"] for visit in route["visits"]]
    for visit in visits:
        if visit["start"] >= now and rng.random() < 0.4:
            visit["arrival_window"]["told_at"] = now
    over = [visit for visit in visits if visit["end"] < now]
    for visit, outcome in zip(over[:2], ("interrupted", "no_show"), strict=False):
        visit |= {"state": "done", "outcome": outcome, "remaining_minutes": 20 if outcome == "interrupted" else None}
    for ticket in later["tickets"]:
        ticket["lock"] = rng.choice(("none", "none", "none", "technician", "both"))
    people = [technician["id"] for technician in request["technicians"]]
    later["tickets"].append(draw_ticket(rng, len(request["tickets"]) + 1, people))
    return later | {"now": now, "published": force, "freeze_until": clock(700)}


def permuted(tree: Any, rng: random.Random) -> Any:
    """Return a JSON tree with the lists shuffled whose order says nothing, and the fields of objects as well."""
    if isinstance(tree, list):
        return [permuted(item, rng) for item in tree]
    if not isinstance(tree, dict):
        return copy.deepcopy(tree)
    result = {name: permuted(tree[name], rng) for name in rng.sample(list(tree), len(tree))}
    if result.get("kind") == "matrix":
        order = rng.sample(range(len(tree["site_ids"])), len(tree["site_ids"]))
        result["site_ids"] = [tree["site_ids"][k] for k in order]
        return result | {"minutes": [[tree["minutes"][row][column] for column in order] for row in order]}
    for name, value in result.items():
        if isinstance(value, list) and name not in ORDERED:
            rng.shuffle(value)
    return result
