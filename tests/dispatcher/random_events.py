"""Random events that fit a day under way: each is drawn against what the earlier ones have left."""

import functools
import json
import random
from collections.abc import Callable
from datetime import datetime

from dispatcher.planning import Limits, plan_request
from dispatcher.reading.checks.published import crew_sizes
from dispatcher.schemas.event import EVENT_TYPES
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.ticket import Ticket
from tests.dispatcher.event_days import Tree, happen
from tests.dispatcher.random_requests import clock, draw_request, draw_ticket
from tests.dispatcher.requests import accepted

STEPS = Limits(iterations=50, seed=0, workers=1)


@functools.cache
def published_day(seed: int) -> tuple[Tree, Tree]:
    """Return a random request of two days for three technicians and a plan for it, as JSON trees."""
    tree = draw_request(seed, 8, 3)
    return tree, plan_request(accepted(tree), STEPS).plan.to_wire()


def draw_events(seed: int, count: int) -> list[Tree]:
    """Return events that apply one after the other to the published day of the same seed, by time."""
    rng = random.Random(seed)
    tree, plan = published_day(seed % 3)
    request = accepted(tree).model_copy(update={"published": Plan.model_validate(plan)})
    minute, events = rng.randrange(480, 720), list[Tree]()
    for k in range(count * 3):
        minute = min(1200, minute) + rng.choice((1, 5, 15, 40))
        kind = rng.choice(list(EVENT_TYPES))
        sent = {"id": f"E-{k:02}", "at": clock(minute), "type": kind, **draw_fields(rng, kind, minute, request, k)}
        changed, _ = happen(sent, request=request)
        if changed is not None and len(events) < count:
            events.append(sent)
            request = changed
    return events


def draw_fields(rng: random.Random, kind: str, minute: int, request: Request, k: int) -> Tree:
    """Return what an event of a type says; not all that is drawn will fit."""
    assert request.published is not None
    stops = [(route, visit) for route in request.published.routes for visit in route.visits]
    moment = datetime.fromisoformat(clock(minute))
    near = sorted(stops, key=lambda stop: abs((stop[1].start - moment).total_seconds()))
    route, visit = rng.choice(near[:4])
    person = rng.choice(request.technicians).id
    ticket = rng.choice([visit.ticket_id, rng.choice(request.tickets).id])
    past, soon = clock(minute - rng.choice((0, 3, 10))), clock(minute + rng.choice((1, 20, 90)))
    drawn: dict[str, Callable[[], Tree]] = {
        "new_ticket": lambda: {"ticket": draw_ticket(rng, 100 + k, [person]) | {"after": []}},
        "travelling": lambda: {"time": past},
        "started": lambda: {"time": past},
        "done": lambda: {"time": past},
        "overrun": lambda: {"expected_end": soon},
        "finished_early": lambda: {"expected_end": clock(minute + rng.choice((0, 5)))},
        "paused": lambda: {"remaining_minutes": rng.choice((1, 15)), "ready_at": rng.choice((None, soon))},
        "rescoped": lambda: {"ticket_id": ticket, "steps": [{"trade": "water", "service_minutes": 20}]},
        "technician_out": lambda: {"technician_id": person, "start": past, "end": rng.choice((None, soon))},
        "technician_late": lambda: {"technician_id": person, "until": soon},
        "cancelled": lambda: {"ticket_id": ticket},
        "held": lambda: {"ticket_id": ticket},
        "parts_late": lambda: {"ticket_id": ticket, "ready_at": soon},
        "owner_changed_window": lambda: {"ticket_id": ticket, "windows": draw_windows(rng, minute)},
        "priority_changed": lambda: {"ticket_id": ticket, "urgency": rng.choice(("emergency", "low"))},
        "owner_told": lambda: {"arrival_window": {"start": visit.start.isoformat(), "end": visit.end.isoformat()}},
        "override": lambda: {"technician_id": route.technician_id, "by": "chen", "why": "as agreed"},
        "released": lambda: {"visit_id": rng.choice([override.visit_id for override in request.overrides] or ["none"])},
    }
    if kind in ("paused", "no_show") and max(crew_sizes(ticket_of(request, visit.ticket_id))) > 1:
        # A crew breaks off together: the search places the next part of one member before the first of another.
        return {}
    named = "visit_id" in EVENT_TYPES[kind].model_fields
    return ({"visit_id": visit.visit_id} if named else {}) | drawn.get(kind, dict)()


def ticket_of(request: Request, name: str) -> Ticket:
    """Return a ticket by its id."""
    return next(ticket for ticket in request.tickets if ticket.id == name)


def draw_windows(rng: random.Random, minute: int) -> list[Tree]:
    """Return a window later in the day, or none."""
    start = minute + rng.choice((30, 120))
    kind = rng.choice(("promised", "preferred"))
    return rng.choice(([], [{"start": clock(start), "end": clock(start + 60), "kind": kind}]))


def wire(request: Request) -> str:
    """Return a request as it goes out."""
    return json.dumps(request.to_wire(), ensure_ascii=False)
