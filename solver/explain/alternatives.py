"""Who could serve a ticket instead, and at what price: each technician in turn, everybody else free to make room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from solver.checker import Report, check
from solver.explain.classes import Classifier
from solver.explain.crowding import Crowd
from solver.explain.resolving import Resolver
from solver.plan import Plan
from solver.problem import Problem
from solver.search.whatif import Wish

NO_ROOM = "no_room_found"
DEAR = 10**9  # above every real cost


@dataclass(frozen=True, slots=True)
class Alternative:
    """One technician and a ticket.

    Attributes
    ----------
    rule
        The hard rule that excludes him, or ``no_room_found`` where no plan with him was found; None: he can.
    serves
        Whether he serves it in the plan.
    change
        What each term of the cost would change, terms that stay left out; None where he cannot, or does.
    report
        On the plan in which he serves it; None where he cannot, or does.
    """

    technician: int
    rule: str | None = None
    serves: bool = False
    change: Mapping[str, int] | None = None
    report: Report | None = None

    @property
    def total(self) -> int | None:
        """Change of the whole cost; None where there is none."""
        return None if self.change is None else sum(self.change.values())


def change_of(before: Report, after: Report) -> dict[str, int]:
    """Return what each term changes from one plan to another, terms that stay left out."""
    return {term: cost - before.terms[term] for term, cost in after.terms.items() if cost != before.terms[term]}


class Alternatives:
    """Asks one plan about one ticket after another.

    Parameters
    ----------
    resolver
        Holds the plan.
    classifier
        Knows which rules keep whom from what.
    """

    def __init__(self, resolver: Resolver, classifier: Classifier) -> None:
        self.resolver = resolver
        self.classifier = classifier
        self.problem: Problem = resolver.problem
        self.crowd: tuple[int, Crowd | None] | None = None  # of the ticket asked about last

    def of(self, ticket: int) -> tuple[Alternative, ...]:
        """Return all who have a shift: who serves the ticket, then who could, cheapest first, then the rest."""
        rows = [self.one(ticket, k) for k, person in enumerate(self.problem.technicians) if person.shifts]
        return tuple(sorted(rows, key=lambda row: (not row.serves, row.total is None, row.total or 0, row.technician)))

    def one(self, ticket: int, technician: int) -> Alternative:
        """Return what is to be said of one technician."""
        own = self.problem.open_visits_by_ticket[ticket]
        placed = self.resolver.report.schedule.placed
        if any(v in placed and placed[v].technician == technician for v in own):
            return Alternative(technician, serves=True)
        banned = self.classifier.bans.of(ticket)
        if technician in banned:
            return Alternative(technician, banned[technician])
        found = self._cheapest(ticket, technician)
        if found is None:
            return Alternative(technician, self.classifier.miss(ticket, technician) or NO_ROOM)
        return Alternative(technician, change=change_of(self.resolver.report, found), report=found)

    def _cheapest(self, ticket: int, technician: int) -> Report | None:
        """Return the cheapest plan found in which one of the ticket's visits is by a technician."""
        shifts = frozenset(self.problem.technicians[technician].shifts)
        found = [
            self.resolver.place(self.resolver.asked, [ticket], [Wish(visit, shifts)], at_any_price=True)
            for visit in self.problem.open_visits_by_ticket[ticket]
        ]
        best = min((row for row in found if row is not None), key=lambda row: row.total, default=None)
        return best or self._exact(ticket, technician, DEAR)

    def _exact(self, ticket: int, technician: int, most: int) -> Report | None:
        """Return the cheapest plan in which one shift of a technician, re-ordered exactly, takes a single visit.

        None where it costs at least ``most`` more than the plan without the ticket, or is not known.
        """
        own = self.problem.open_visits_by_ticket[ticket]
        crowd = self._without(ticket) if len(own) == 1 else None
        if crowd is None:
            return None
        shifts = self.problem.technicians[technician].shifts
        plans = [crowd.cheapest(own[0], shift, most) for shift in shifts]
        reports = [check(self.problem, plan) for plan in plans if plan is not None]
        return min((row for row in reports if row.is_legal), key=lambda row: row.total, default=None)

    def _without(self, ticket: int) -> Crowd | None:
        """Return the shifts of the plan without a ticket; None where the plan is not legal without it."""
        if self.crowd is None or self.crowd[0] != ticket:
            own = set(self.problem.open_visits_by_ticket[ticket])
            plan = self.resolver.plan
            routes = [replace(r, visits=tuple(p for p in r.visits if p.visit not in own)) for r in plan.routes]
            report = check(self.problem, Plan(tuple(route for route in routes if route.visits)))
            self.crowd = (ticket, Crowd(self.resolver.bench, report) if report.is_legal else None)
        return self.crowd[1]

    def forced(
        self, ticket: int, technician: int, better: Callable[[Problem], Plan | None] = lambda _: None
    ) -> Alternative:
        """Return what is to be said of one technician after a longer look.

        Parameters
        ----------
        better
            Searches a day in which the ticket requires the technician; None: it found nothing.
        """
        row = self.one(ticket, technician)
        if row.serves or (row.rule is not None and row.rule != NO_ROOM):
            return row
        exact = self._exact(ticket, technician, DEAR)
        if exact is not None and (row.report is None or exact.total < row.report.total):
            row = Alternative(technician, change=change_of(self.resolver.report, exact), report=exact)
        tickets = list(self.problem.tickets)
        tickets[ticket] = replace(tickets[ticket], required_technician=technician)
        plan = better(replace(self.problem, tickets=tuple(tickets)))
        report = None if plan is None else check(self.problem, plan)
        if report is None or not report.is_legal or ticket not in report.schedule.planned_tickets:
            return row
        if row.report is not None and row.report.total <= report.total:
            return row
        return Alternative(technician, change=change_of(self.resolver.report, report), report=report)
