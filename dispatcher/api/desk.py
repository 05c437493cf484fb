"""What of the desk a caller may see: plan keys of his estates; others are not there for him."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request as HttpRequest

from dispatcher.api.access import Caller, service_of
from dispatcher.api.keys import Key
from dispatcher.api.refusals import refuse
from dispatcher.api.watches import Watches
from dispatcher.runs import Desk
from dispatcher.store.errors import unknown_plan, unknown_plan_key, unknown_run
from dispatcher.store.estates import estates_of
from dispatcher.store.keys import find_key
from dispatcher.store.rows import PlanKey, PlanVersion, Run


def desk_of(call: HttpRequest) -> Desk:
    """Return the desk of the service that is called."""
    desk = service_of(call).desk
    if desk is None:
        raise refuse(503, "not_ready")
    return desk


def watches_of(call: HttpRequest, desk: Desk) -> Watches:
    """Return the runs of the desk that are followed in the app that is called."""
    state = call.app.state
    if not hasattr(state, "watches"):
        state.watches = Watches(desk)
    watches: Watches = state.watches
    return watches


def seen_by(call: HttpRequest, caller: Caller) -> "Desks":
    """Return the desk as the caller sees it."""
    return Desks(desk_of(call), caller)


class Desks:
    """The desk as one caller sees it.

    Parameters
    ----------
    who
        The caller.
    """

    def __init__(self, desk: Desk, who: Key) -> None:
        self.desk = desk
        self.who = who

    def plan_key(self, name: str) -> PlanKey:
        """Return a plan key of the caller's estates."""
        found = self.desk.plan_key(name)
        if not self.sees_key(found):
            raise unknown_plan_key(name)
        return found

    def run(self, run_id: str) -> Run:
        """Return a run of the caller's estates."""
        found = self.desk.run(run_id)
        if not self.sees(found.request_id):
            raise unknown_run(run_id)
        return found

    def plan(self, plan_id: str) -> PlanVersion:
        """Return a plan of the caller's estates."""
        found = self.desk.plan(plan_id)
        if not self.sees(found.request_id):
            raise unknown_plan(plan_id)
        return found

    def may_submit(self, name: str) -> bool:
        """Whether the caller may send a request for a plan key: a new one, or one of his estates."""
        with self.desk.store.reading() as connection:
            found = find_key(connection, name)
        return found is None or self.sees_key(found)

    def sees_key(self, key: PlanKey) -> bool:
        """Whether a plan key is of the caller's estates."""
        return all(self.sees(name) for name in (key.request_id, key.submitted_id) if name is not None)

    def sees(self, request_id: str) -> bool:
        """Whether a request is of the caller's estates."""
        return not self.who.estates or estates_of(self.desk.store, request_id) <= set(self.who.estates)


Seen = Annotated[Desks, Depends(seen_by)]
