"""The cheapest checked plan of a search so far, and the news about it."""

from collections import Counter
from collections.abc import Callable

from solver.changes import changed_visits
from solver.checker import Report, check
from solver.plan import Plan
from solver.problem import Problem, Urgency
from solver.search.limits import Listener, Progress
from solver.timeline import Schedule


class Incumbent:
    """Takes plans and bounds, keeps the best, tells a listener.

    Attributes
    ----------
    plan, cost, bound
        None until there is one.
    most_changes
        Plans that change more visits than this are not taken; None: any number.
    change_price
        What a changed visit counts when plans are compared; no part of ``cost``, and with it no bound is taken.
    worth
        Cost with that price.
    refused
        Plans the checker refused: each is a defect of the search.
    """

    def __init__(
        self,
        problem: Problem,
        elapsed: Callable[[], float],
        listener: Listener | None,
        change_price: int = 0,
    ) -> None:
        self.problem = problem
        self.change_price = change_price
        self.elapsed = elapsed
        self.listener = listener
        self.plan: Plan | None = None
        self.cost: int | None = None
        self.worth: int | None = None
        self.bound: int | None = None
        self.most_changes: int | None = None
        self.first_seconds: float | None = None
        self.refused = 0
        self.unassigned: dict[Urgency, int] = {}

    def offer(self, plan: Plan, *, ours: bool = True) -> None:
        """Take a plan if the checker accepts it and it is cheaper; a refused one is a defect if it is ``ours``."""
        report = check(self.problem, plan)
        if not report.is_legal:
            self.refused += ours
            return
        if self.worth is not None and report.total >= self.worth:
            return
        worth = self._worth(report)
        if worth is None or (self.worth is not None and worth >= self.worth):
            return
        self.plan, self.cost, self.worth = plan, report.total, worth
        self.unassigned = _unassigned(self.problem, report.schedule)
        if self.first_seconds is None:
            self.first_seconds = self.elapsed()
        self.tell()

    def exchange(self, plan: Plan) -> None:
        """Take a legal plan that is no dearer and changes no more visits than allowed, without news."""
        report = check(self.problem, plan)
        worth = self._worth(report) if report.is_legal else None
        if worth is not None and self.worth is not None and worth <= self.worth:
            self.plan, self.cost, self.worth = plan, report.total, worth

    def _worth(self, report: Report) -> int | None:
        """Return what a plan counts when plans are compared; None if it changes too much."""
        if not self.change_price and self.most_changes is None:
            return report.total
        changes = len(changed_visits(self.problem, report.schedule))
        few = self.most_changes is None or changes <= self.most_changes
        return report.total + self.change_price * changes if few else None

    def cap(self, most_changes: int) -> None:
        """Take no plan that changes more visits than this, and give up the one in hand if it does."""
        changes = self.changes
        self.most_changes = most_changes
        if changes is not None and changes > most_changes:
            self.plan, self.cost, self.worth = None, None, None

    @property
    def changes(self) -> int | None:
        """Number of visits the plan changes; None without one."""
        return None if self.plan is None else len(changed_visits(self.problem, Schedule(self.problem, self.plan)))

    def hear(self, plan: Plan, _cost: int, bound: int | None) -> None:
        """Take a plan and a bound at once."""
        self.offer(plan)
        self.raise_bound(bound)

    def raise_bound(self, bound: int | None) -> None:
        """Keep the best bound."""
        if bound is not None and not self.change_price and (self.bound is None or bound > self.bound):
            self.bound = bound
            self.tell()

    def tell(self) -> None:
        """Tell the listener how things stand."""
        if self.listener is not None:
            self.listener(Progress(self.elapsed(), self.cost, self.bound, self.unassigned, self.plan))

    @property
    def is_best(self) -> bool:
        """Whether the plan is proved to be the best possible."""
        return self.cost is not None and self.bound is not None and self.bound >= self.cost

    def within(self, gap: float) -> bool:
        """Whether the plan is proved to be within a gap of the best possible."""
        if gap <= 0 or self.cost is None or self.bound is None:
            return False
        return self.cost - self.bound <= gap * max(1, self.cost)


def _unassigned(problem: Problem, schedule: Schedule) -> dict[Urgency, int]:
    """Count the tickets a plan leaves out, by urgency."""
    return dict(Counter(problem.tickets[ticket].urgency for ticket in schedule.unassigned_tickets))
