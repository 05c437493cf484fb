"""Plans that are kept, ready for questions: one in force as things stand by now, any other as it was made."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from dispatcher.api.answers import Held
from dispatcher.api.desk import Desks
from dispatcher.api.refusals import refuse_input
from dispatcher.api.service import Service
from dispatcher.faults import Fault
from dispatcher.prepared import Prepared
from dispatcher.reading.enclosed import Asked
from dispatcher.reading.json_text import Parsed
from dispatcher.reading.plan import check_plan_tree
from dispatcher.schemas.comparison import Comparison
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.store.rows import PlanVersion
from dispatcher.supervising import compare_plans


@dataclass(frozen=True, slots=True)
class Stored:
    """A plan beside the request it answers; nothing private is in it.

    Attributes
    ----------
    given, alone
        Ready for questions, as the resident planner holds it (None: it is not in force), and what lets nobody else in.
    """

    version: PlanVersion
    request: Request
    plan: Plan
    given: Prepared | None = None
    alone: Callable[[], AbstractContextManager[None]] = nullcontext

    def asked(self, question: Any, service: Service) -> Held:
        """Return a question about it."""
        seconds = service.settings.answer_seconds
        return Held(Asked(self.request, self.plan, question), seconds, service.aside, self.given, self.alone)


def hold(seen: Desks, plan_id: str) -> Stored:
    """Return a plan with its request: of one in force, both with every event in them."""
    version = seen.plan(plan_id)
    if version.state != "published":
        return Stored(version, seen.desk.request_of(plan_id), Plan.model_validate(version.body))
    alone = partial(seen.desk.residents.alone, version.plan_key)
    with alone():
        key, resident = seen.desk.residents.get(version.plan_key)
        if key.plan_id != plan_id:  # somebody has published meanwhile
            return hold(seen, plan_id)
        standing = resident.standing
        return Stored(version, standing.request, standing.published, standing.asked, alone)


def compare(seen: Desks, plan_id: str, other_id: str) -> Comparison:
    """Return what differs between two plans, by the request of the second.

    Raises
    ------
    Refused
        The first plan names what that request does not have.
    """
    first, request = seen.plan(plan_id), hold(seen, other_id).request
    return compare_plans(request, _read(request, first), _read(request, seen.plan(other_id))).comparison


def _read(request: Request, version: PlanVersion) -> tuple[Plan, list[Fault]]:
    """Return a plan as another request sees it: one in force with what events have said."""
    own = request.published
    if own is not None and own.plan_id == version.id:
        return own, []
    plan, faults = check_plan_tree(Parsed(version.body, ()), request)
    if plan is None:
        raise refuse_input(faults)
    return plan, faults
