"""Random realistic days in minutes, for measuring how long proofs take.

A day starts at minute 0 (08:00): nine-hour shifts with a lunch break, services of 20-120 minutes, travel of a
few minutes within an estate and up to half an hour between estates, trades, urgencies, windows and due times.
"""

import math
import random
from collections.abc import Mapping

import numpy as np

from solver.policy import Policy
from solver.problem import Break, Need, Problem, Shift, Site, Step, Technician, Ticket, Urgency, Visit, Window

TRADES = ("water", "electric", "civil", "hvac")
RESPOND_WITHIN = {Urgency.EMERGENCY: 60, Urgency.URGENT: 180, Urgency.NORMAL: 540, Urgency.LOW: None}
DAY = 540  # minutes from 08:00 to 17:00


def _draw_travel(rng: random.Random, sites: int) -> np.ndarray:
    """Minutes of a ride at 20 km/h and 4 minutes to get going, between points of a 6 km square."""
    points = [(rng.random() * 6, rng.random() * 6) for _ in range(sites)]
    travel = [[0 if a == b else 4 + math.ceil(3 * 1.3 * math.dist(a, b)) for b in points] for a in points]
    return np.array(travel, dtype=np.int64)


def _draw_technicians(rng: random.Random, count: int) -> tuple[tuple[Technician, ...], tuple[Shift, ...]]:
    """Together the technicians have every trade."""
    technicians = []
    for k in range(count):
        trades = {TRADES[k % 4], TRADES[(k + 1) % 4], *rng.sample(TRADES, k=1)}
        technicians.append(Technician(f"k{k}", skills={t: rng.randint(1, 3) for t in sorted(trades)}, shifts=(k,)))
    lunch = Break(210, 300, 45)
    shifts = tuple(Shift(f"s{k}", k, 0, DAY, DAY + 60, 0, 0, breaks=(lunch,)) for k in range(count))
    return tuple(technicians), shifts


def _draw_steps(rng: random.Random, linked: bool) -> tuple[Step, ...]:
    need = Need(rng.choice(TRADES), rng.choice((1, 1, 1, 2)))
    minutes = rng.choice((20, 30, 45, 60, 60, 90, 120))
    kind = rng.random()
    if not linked:
        return (Step((need,), minutes),)
    if kind < 0.06:
        return (Step((need, need), minutes),)
    if kind < 0.14:
        return Step((need,), minutes), Step((Need("civil"),), 30, min_gap=60, max_gap=300)
    return (Step((need,), minutes),)


def _draw_ticket(rng: random.Random, index: int, sites: int, linked: bool) -> Ticket:
    urgency = rng.choices(list(Urgency), weights=(4, 18, 58, 20))[0]
    reported = rng.randint(0, 300) if rng.random() < 0.2 else 0
    within = RESPOND_WITHIN[urgency]
    window = rng.choice((0, 120, 240, 360))
    promised = (Window(window, window + 120),) if rng.random() < 0.25 else ()
    return Ticket(
        id=f"t{index}",
        site=rng.randint(1, sites),
        steps=_draw_steps(rng, linked),
        urgency=urgency,
        impact=rng.choices((1, 2, 4), weights=(8, 1, 1))[0],
        reported_at=reported,
        respond_by=None if within is None else reported + within,
        complete_by=None if within is None else reported + 2 * within,
        promised=promised,
        preferred=(Window(240, 540),) if not promised and rng.random() < 0.15 else (),
    )


def random_day(
    seed: int, tickets: int, technicians: int, weights: Mapping[str, Mapping[str, int]], *, linked: bool = True
) -> Problem:
    """Draw a day of a property maintenance team.

    Parameters
    ----------
    seed
        The same arguments give the same day.
    tickets, technicians
        How many of each.
    weights
        The policy's weights, every term and name present.
    linked
        Whether some tickets need a crew or two steps; False: the same day, one visit each.
    """
    rng = random.Random(seed)
    sites = max(2, tickets // 2)
    people, shifts = _draw_technicians(rng, technicians)
    rows = tuple(_draw_ticket(rng, t, sites, linked) for t in range(tickets))
    visits = tuple(
        Visit(f"{ticket.id}:{s}:{position}", t, s, position, 0, step.service_minutes)
        for t, ticket in enumerate(rows)
        for s, step in enumerate(ticket.steps)
        for position in range(len(step.crew))
    )
    return Problem(
        horizon_end=DAY + 60,
        now=0,
        sites=tuple(Site(f"p{k}") for k in range(sites + 1)),
        travel=_draw_travel(rng, sites + 1),
        technicians=people,
        shifts=shifts,
        tickets=rows,
        visits=visits,
        policy=Policy(weights),
    )
