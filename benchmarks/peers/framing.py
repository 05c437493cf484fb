"""What is done around every peer: the day it is given, and what becomes of its sequences."""

from collections.abc import Iterator

from benchmarks.peers.answer import Answer
from benchmarks.peers.day import PeerDay
from benchmarks.peers.insertion import Completion, make_plan
from benchmarks.peers.retime import Retimer
from solver.plan import Plan
from solver.problem import Urgency
from solver.search.reach import Reach
from solver.tables import Tables

FIRST = (Urgency.EMERGENCY, Urgency.URGENT)


def frame(tables: Tables, reach: Reach) -> PeerDay:
    """Return a day as peers are given it.

    Linked tickets, which none of them models, are left to our insertion: urgent ones are placed and stay.
    """
    day = PeerDay(tables, reach)
    first = _first(day)
    return PeerDay(tables, reach, Completion(tables, reach, {}).complete(first)) if first else day


def _first(day: PeerDay) -> frozenset[int]:
    """Return the linked tickets to place before all others: urgent ones, with what is tied to them."""
    tickets = day.tables.problem.tickets
    return day.tied_to({ticket for ticket in day.linked if tickets[ticket].urgency in FIRST})


def unframe(day: PeerDay, answer: Answer) -> Iterator[tuple[Plan, int]]:
    """Yield the plan of each of a peer's solutions, with the number of visits it gave up.

    Sequences get the best legal times; what has none there, and linked tickets that are not placed, go where our
    insertion finds room.
    """
    retimer = Retimer(day)
    owner = [visit.ticket for visit in day.tables.problem.visits]
    last = day.linked - _first(day)  # what has found no room before could break a tie now
    for rows in answer.solutions:
        timed = retimer.retime({shift: dict(visits) for shift, visits in rows})
        missing = last | {owner[visit] for visit in timed.given_up}
        routes = Completion(day.tables, day.reach, timed.routes).complete(missing)
        yield make_plan(day.tables, routes), len(timed.given_up)
