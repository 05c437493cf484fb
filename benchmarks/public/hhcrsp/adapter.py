"""An instance as our problem: patients are tickets, services visits, caregivers technicians; and a plan as a solution.

One minute of the problem is one tick. Travel and late ticks cost 1 each, so that a plan's cost is the set's travel plus
total tardiness. What the model does not have is the largest tardiness: a ``cap`` forbids more than it, and whoever
asks tries several.

- Two services at once are one step with a crew; its lateness counts twice (``impact``).
- Sequential services are two steps. The set bounds the time from start to start, the model that from end to start: the
  gaps are less the first service's length, and may be negative.
- The model lets one technician make both steps, the set does not: an instance in which somebody could is refused.
- Leaving a ticket out is no solution: it has a price that no plan with all of them is worth paying.
"""

import numpy as np

from benchmarks.public.hhcrsp.evaluation import Orders, Solution
from benchmarks.public.hhcrsp.instance import OFFICE, TICKS, Instance, Patient
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Need, Problem, Shift, Site, Step, Technician, Ticket, Visit
from solver.rules import SOFT_RULES
from solver.weights import default_policy

LONGEST_DAY = 4000 * TICKS  # the set's day has no end; no plan worth having lasts half as long
LEFT_OUT = 1000 * TICKS  # price of a patient left out: far above what one adds to a plan's cost
WEIGHTS = {"travel": 1, "respond_late": 1, "complete_late": 1}


def make_problem(instance: Instance, cap: int | None = None, left_out: int = LEFT_OUT) -> Problem:
    """Return the problem of an instance.

    Parameters
    ----------
    cap
        No service starts more ticks than this after it is due; None: any number.
    left_out
        Ticks that a patient left out costs.

    Raises
    ------
    ValueError
        If some caregiver can do both services of a sequential patient: the model cannot forbid it.
    """
    if both := [p.id for p in instance.patients if p.distance not in (None, (0, 0)) and _one_can_do_both(instance, p)]:
        raise ValueError(f"{instance.name}: not supported: one caregiver can do both services of {', '.join(both)}")
    tickets = tuple(_ticket(k, patient, cap) for k, patient in enumerate(instance.patients))
    people = range(len(instance.caregivers))
    weights = WEIGHTS | {"unassigned": left_out}
    return Problem(
        horizon_end=0,  # what is left out pays its price and no lateness
        now=0,
        sites=tuple(Site(f"place-{k}") for k in range(len(instance.travel))),
        travel=np.array(instance.travel, dtype=np.int64),
        technicians=tuple(
            Technician(row.id, skills=dict.fromkeys(sorted(row.abilities), 1), shifts=(k,))
            for k, row in enumerate(instance.caregivers)
        ),
        shifts=tuple(Shift(f"day-{k}", k, 0, LONGEST_DAY, LONGEST_DAY, OFFICE, OFFICE) for k in people),
        tickets=tickets,
        visits=tuple(
            Visit(f"{ticket.id}:{s}:{position}", t, s, position, 0, step.service_minutes)
            for t, ticket in enumerate(tickets)
            for s, step in enumerate(ticket.steps)
            for position in range(len(step.crew))
        ),
        policy=default_policy(overrides={rule.name: weights.get(rule.name, 0) for rule in SOFT_RULES}),
    )


def read_orders(problem: Problem, plan: Plan) -> Orders:
    """Return the routes of a plan of such a problem, services in the order in which they are done."""
    orders: list[list[tuple[int, int]]] = [[] for _ in problem.shifts]
    for route in plan.routes:
        visits = (problem.visits[row.visit] for row in sorted(route.visits, key=lambda row: (row.start, row.end)))
        orders[route.shift] = [(visit.ticket, visit.step + visit.crew_position) for visit in visits]
    return orders


def make_plan(problem: Problem, solution: Solution) -> Plan:
    """Return a solution as a plan of such a problem."""
    index = {(visit.ticket, visit.step + visit.crew_position): k for k, visit in enumerate(problem.visits)}
    routes = []
    for shift, stops in enumerate(solution):
        rows = [(index[stop.patient, stop.service], stop.start) for stop in stops]
        visits = tuple(PlannedVisit(visit, start, start + problem.visits[visit].minutes) for visit, start in rows)
        if visits:
            routes.append(Route(shift, visits))
    return Plan(tuple(routes))


def _one_can_do_both(instance: Instance, patient: Patient) -> bool:
    needs = {service.service for service in patient.services}
    return any(needs <= caregiver.abilities for caregiver in instance.caregivers)


def _ticket(place: int, patient: Patient, cap: int | None) -> Ticket:
    """Return the ticket of a patient; the lateness of a last service is that of its end, as its length is fixed."""
    together = patient.distance == (0, 0)
    steps = _steps(patient)
    last = patient.services[-1].ticks
    return Ticket(
        id=patient.id,
        site=place + 1,
        steps=steps,
        impact=2 if together else 1,
        ready_at=patient.earliest,
        respond_by=patient.due,
        complete_by=patient.due + last if len(steps) > 1 else None,
        deadline=None if cap is None else patient.due + cap + last,
    )


def _steps(patient: Patient) -> tuple[Step, ...]:
    needs = [Need(service.service) for service in patient.services]
    first, last = patient.services[0].ticks, patient.services[-1].ticks
    if patient.distance is None or patient.distance == (0, 0):
        return (Step(tuple(needs), first),)
    low, high = patient.distance
    return Step((needs[0],), first), Step((needs[1],), last, min_gap=low - first, max_gap=high - first)
