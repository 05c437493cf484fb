"""Plans that are kept, ready for questions: one in force as things stand by now, any other as it was made."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from dispatcher.api.answers import Held
from dispatcher.api.desk import Desks
from dispatcher.prepared import Prepared
from dispatcher.reading.enclosed import Asked
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.store.rows import PlanVersion


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

    def asked(self, question: Any, seconds: float) -> Held:
        """Return a question about it."""
        return Held(Asked(self.request, self.plan, question), seconds, self.given, self.alone)


def hold(seen: Desks, plan_id: str) -> Stored:
    """Return a plan with its request: of one in force, both with every event in them."""
    version = seen.plan(plan_id)
    if version.state != "published":
        return Stored(version, seen.desk.request_of(plan_id), Plan.model_validate(version.body))
    alone = partial(seen.desk.residents.alone, version.plan_key)
    with alone():
        standing = seen.desk.residents.get(version.plan_key)[1].standing
        return Stored(version, standing.request, standing.published, standing.asked, alone)


def request_of(seen: Desks, version: PlanVersion) -> Request:
    """Return the request that a plan is looked at by."""
    return hold(seen, version.id).request
