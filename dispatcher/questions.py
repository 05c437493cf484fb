"""The use cases of asking a plan: who could go, when could somebody come, what does an own idea cost.

``dispatcher.prepared`` does once what every question needs; each answer then takes milliseconds.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.convert.half_days import half_days
from dispatcher.faults import Fault, make_fault
from dispatcher.prepared import Prepared
from dispatcher.schemas import whatif as wire
from dispatcher.schemas.question import MoveQuestion, SlotQuestion, TicketQuestion
from solver.candidates import find_candidates
from solver.held_search import search_around
from solver.move import Idea, Move, price_move, weigh
from solver.obstacles import NO_ROOM, Obstacles
from solver.plan import Plan as SolverPlan
from solver.problem import TicketStatus, Window
from solver.rows import FAR_FUTURE
from solver.rules.base import Text
from solver.search.limits import SearchLimits, Stop
from solver.slots import find_slots

_CLOSED = {
    TicketStatus.DONE: Text("done", "已完成"),
    TicketStatus.CANCELLED: Text("cancelled", "已取消"),
}


def ask_candidates(held: Prepared, question: TicketQuestion) -> tuple[wire.Candidates | None, list[Fault]]:
    """Return who could take a ticket; None and every fault if that cannot be asked."""
    ticket, faults = _ticket(held, question.ticket_id)
    if ticket is None:
        return None, faults
    if held.breaches:
        return wire.Candidates(ticket_id=question.ticket_id, violations=held.breaches), []
    return held.writer.candidates(find_candidates(held.whatif, ticket, held.windows)), []


def ask_slots(held: Prepared, question: SlotQuestion) -> tuple[wire.Slots | None, list[Fault]]:
    """Return when a ticket could start; None and every fault if that cannot be asked."""
    ticket, faults = _ticket(held, question.ticket_id)
    for k, row in enumerate(question.windows):
        if row.end < row.start:
            faults.append(make_fault("window_reversed", ("windows", k, "end"), value=row.end.isoformat()))
    if ticket is None or faults:
        return None, faults
    if held.breaches:
        return wire.Slots(ticket_id=question.ticket_id, violations=held.breaches), []
    asked = [Window(held.clock.up(row.start), held.clock.down(row.end)) for row in question.windows]
    wanted = asked or half_days(held.problem, held.clock)
    return held.writer.slots(find_slots(held.whatif, ticket, wanted, held.windows)), []


@dataclass(frozen=True)
class Moved:
    """What a move comes to, and the solver's plan that keeps it; None: it is not possible."""

    answer: wire.Move
    plan: SolverPlan | None


def ask_move(
    held: Prepared,
    question: MoveQuestion,
    force: SearchLimits | None = None,
    *,
    stop: Stop | None = None,
    timer: Callable[[], float] = time.monotonic,
) -> tuple[Moved | None, list[Fault]]:
    """Return what a move costs; None and every fault if that cannot be asked.

    Parameters
    ----------
    force
        Limits of a search for the rest of the plan around the move; None: only the routes concerned change.
    stop
        Asked often; True ends the search with the best plan so far. None: never.
    """
    idea, faults = _idea(held, question)
    if idea is None:
        return None, faults
    if held.breaches:
        answer = wire.Move(
            visit_id=question.visit_id,
            technician_id=question.technician_id,
            possible=False,
            violations=held.breaches,
        )
        return Moved(answer, None), []
    found = price_move(held.whatif, idea, held.windows)
    if force is not None:
        found = _forced(held, idea, found, force, stop or (lambda: False), timer)
    return Moved(held.writer.move(idea, found), found.plan), []


def _forced(held: Prepared, idea: Idea, plain: Move, limits: SearchLimits, stop: Stop,
            timer: Callable[[], float]) -> Move:  # fmt: skip
    """Return the cheapest of the plain move, one that takes the place of others, and one that is searched for."""
    start = (idea.start, idea.start) if idea.start is not None else (-FAR_FUTURE, FAR_FUTURE)
    obstacle = Obstacles(held.whatif.tables, held.whatif.reach).name(idea.visit, idea.technician, *start)
    if plain.plan is None and obstacle != NO_ROOM:
        return plain  # proved: the rest of the plan is not in the way
    best = plain
    ejecting = price_move(held.whatif, idea, held.windows, eject=True)
    if ejecting.plan is not None and (best.plan is None or sum(ejecting.terms.values()) < sum(best.terms.values())):
        best = ejecting
    plan = search_around(held.problem, idea, best.plan, limits, timer=timer, stop=stop)
    return best if plan is None or plan == best.plan else weigh(held.whatif, idea, plan, held.windows)


def _ticket(held: Prepared, name: str) -> tuple[int | None, list[Fault]]:
    """Return the index of a ticket that can be asked about."""
    problem, path = held.problem, ("ticket_id",)
    index = next((k for k, ticket in enumerate(problem.tickets) if ticket.id == name), None)
    if index is None:
        return None, [make_fault("unknown_ticket", path, ids=[name], value=name)]
    status = problem.tickets[index].status
    if status in _CLOSED:
        return None, [make_fault("ticket_closed", path, ids=[name], words={"status": _CLOSED[status]})]
    if status is not TicketStatus.OPEN:
        return None, [make_fault("ticket_on_hold", path, ids=[name])]
    if not problem.open_visits_by_ticket[index]:
        return None, [make_fault("nothing_to_plan", path, ids=[name])]
    return index, []


def _idea(held: Prepared, question: MoveQuestion) -> tuple[Idea | None, list[Fault]]:
    problem, name = held.problem, question.visit_id
    faults: list[Fault] = []
    visit = next((k for k, row in enumerate(problem.visits) if row.id == name), None)
    if visit is None:
        faults.append(make_fault("unknown_visit", ("visit_id",), ids=[name], value=name))
    elif problem.visits[visit].is_fact:
        faults.append(make_fault("visit_begun", ("visit_id",), ids=[name], value=name))
    person = question.technician_id
    technician = next((k for k, row in enumerate(problem.technicians) if row.id == person), None)
    if technician is None:
        faults.append(make_fault("unknown_technician", ("technician_id",), ids=[person], value=person))
    elif not problem.technicians[technician].shifts:
        faults.append(make_fault("technician_without_shift", ("technician_id",), ids=[person], value=person))
    if visit is None or technician is None or faults:
        return None, faults
    return Idea(visit, technician, None if question.start is None else held.clock.up(question.start)), []
