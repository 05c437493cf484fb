"""Our checker's word on the plans of an engine: the one judge of all of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from solver.checker import check
from solver.plan import Plan
from solver.problem import Problem, Urgency
from solver.search.reach import Reach
from solver.tables import Tables


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker says of a plan.

    Attributes
    ----------
    cost
        None for a failure, which ``note`` then names.
    left_out
        Tickets that are not planned, hopeless ones too, by urgency.
    given_up
        Visits of a peer's sequences for which no legal times could be found.
    """

    cost: int | None
    left_out: Counter[Urgency] = field(default_factory=Counter)
    given_up: int = 0
    note: str = ""


def judge(problem: Problem, plan: Plan | None, given_up: int = 0) -> Verdict:
    """Return the checker's verdict on a plan; None is a failure to find one."""
    if plan is None:
        return Verdict(None, note="no plan")
    report = check(problem, plan)
    if not report.is_legal:
        return Verdict(None, note=f"illegal: {report.violations[0].rule}")
    left_out = Counter(problem.tickets[ticket].urgency for ticket in report.schedule.unassigned_tickets)
    return Verdict(report.total, left_out, given_up)


def judge_best(problem: Problem, plans: Iterable[tuple[Plan | None, int]]) -> Verdict:
    """Return the verdict on the cheapest legal plan of those an engine found, each with the visits it gave up.

    Without a legal one, the verdict on the first; without any, that there was none.
    """
    verdicts = [judge(problem, plan, given_up) for plan, given_up in plans] or [judge(problem, None)]
    legal = [verdict for verdict in verdicts if verdict.cost is not None]
    return min(legal, key=lambda verdict: verdict.cost or 0) if legal else verdicts[0]


def sunk_cost(tables: Tables, reach: Reach) -> int:
    """Return what no plan can avoid: what facts cost, and tickets that no shift can serve.

    Every engine leaves these tickets out, and one impossible emergency would drown every difference.
    """
    visits = tables.problem.open_visits_by_ticket
    hopeless = [ticket for ticket, own in enumerate(visits) if own and not all(reach.domains[v] for v in own)]
    return tables.constant_cost + int(tables.drop_price[hopeless].sum())
