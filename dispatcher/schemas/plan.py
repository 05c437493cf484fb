"""A plan: what is given back, published and sent in for checking."""

from typing import Any, Literal

from pydantic import Field

from dispatcher.faults.fault import Fault
from dispatcher.schemas.change import Change, Notice
from dispatcher.schemas.common import Id, Version, Wire
from dispatcher.schemas.figures import Amount, Constants, Cost, Kpis, SearchFigures
from dispatcher.schemas.unassigned import Held, Unassigned
from dispatcher.schemas.visit import Route

CONTRACT_VERSION = "1.0"
# Fields whose absence says that they do not apply, not that they are unknown.
_OCCASIONAL = frozenset(
    {"proof", "remaining_minutes", "value", "allowed", "changes", "notices", "visit_id", "event_id", "stopped_by"}
)
StatusName = Literal["optimal", "feasible", "infeasible", "no_plan_in_time"]


class Plan(Wire):
    """Who makes which visit when; sent in, only the version and the routes are needed."""

    schema_version: Version
    contract_version: str | None = Field(None, description="Version of the contract; absent: not said.")
    plan_id: Id | None = Field(None, description="Derived from request and routes; absent: not a plan of ours.")
    request_digest: str | None = Field(
        None, description="sha256 of the RFC 8785 JSON of the request without search; absent: not said."
    )
    status: StatusName | None = Field(None, description="What is proved of the plan; absent: not said.")
    routes: list[Route] = Field(description="One per shift with a visit.")
    unassigned: list[Unassigned] | None = Field(None, description="Tickets left out; absent: recomputed.")
    held: list[Held] | None = Field(None, description="Tickets on hold; absent: recomputed.")
    cost: Cost | None = Field(None, description="What the plan costs; absent: recomputed, or no plan.")
    lower_bound: int | None = Field(None, description="No plan is cheaper than this; absent: not known.")
    gap: float | None = Field(None, description="(total - lower_bound) / max(1, total - sunk); absent: not known.")
    sunk: Amount | None = Field(None, description="Cost no plan can change; absent: not known.")
    kpis: Kpis | None = Field(None, description="Measures of the plan; absent: recomputed, or no plan.")
    warnings: list[Fault] | None = Field(None, description="What to look at; absent: recomputed.")
    constants: Constants | None = Field(None, description="Kept by re-plans; absent: derived anew.")
    search: SearchFigures | None = Field(None, description="How it was found; absent: not said.")
    changes: list[Change] | None = Field(None, description="Against the published plan; absent: a first plan.")
    notices: list[Notice] | None = Field(None, description="Whom to tell; absent: a first plan.")

    def to_wire(self) -> dict[str, Any]:
        """Return the JSON tree with every field, null where a figure is not known.

        Fields that only some plans, visits or faults have are left out where they are absent.
        """
        tree: dict[str, Any] = _without_absent(self.model_dump(mode="json", by_alias=True))
        return tree


def _without_absent(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_absent(item) for item in node]
    if isinstance(node, dict):
        return {key: _without_absent(item) for key, item in node.items() if item is not None or key not in _OCCASIONAL}
    return node
