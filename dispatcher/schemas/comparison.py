"""A comparison: what differs between two plans of one request."""

from typing import Literal

from pydantic import Field

from dispatcher.schemas.change import Placement
from dispatcher.schemas.common import Id, UrgencyName, Version, Wire
from dispatcher.schemas.figures import Amount
from dispatcher.schemas.verdict import Verdict

Number = int | float


class Side(Verdict):
    """One of the two plans, judged."""

    plan_id: Id | None = Field(None, description="The plan's id as sent; absent: it had none.")


class VisitDifference(Wire):
    """A visit that the two plans have differently."""

    visit_id: str = Field(description="The visit, by its id in both plans.")
    kind: Literal["added", "dropped", "technician", "time", "both"] = Field(description="What is different.")
    before: Placement | None = Field(None, description="Where the first plan has it; absent: nowhere.")
    after: Placement | None = Field(None, description="Where the second plan has it; absent: nowhere.")
    changed: bool = Field(
        description="Whether it counts as changed if the second plan replaces the first: false only for another start "
        "by the same technician within the first plan's arrival window."
    )


class Load(Wire):
    """What a technician does in a plan."""

    visits: Amount = Field(description="Visits, no-shows included.")
    service_minutes: Amount = Field(description="Minutes of service.")
    travel_minutes: Amount = Field(description="Minutes of travel, the way home included.")
    overtime_minutes: Amount = Field(description="Minutes of return after the shift's end.")


class TechnicianLoad(Wire):
    """A technician with a visit in either plan."""

    technician_id: Id
    before: Load = Field(description="In the first plan.")
    after: Load = Field(description="In the second plan.")


class CostDifference(Wire):
    """What the second plan costs more; below 0: less."""

    total: int = Field(description="The sum of all terms.")
    terms: dict[str, int] = Field(description="By name of the term; all of them.")


class KpiDifferences(Wire):
    """What the second plan has more of each measure; absent, or null, where one of the two has none."""

    planned: Number | None = Field(None, description="Tickets planned.")
    unassigned: dict[UrgencyName, Number | None] | None = Field(None, description="Tickets not planned, by urgency.")
    respond_on_time_share: dict[UrgencyName, Number | None] | None = Field(None, description="By urgency.")
    complete_on_time_share: dict[UrgencyName, Number | None] | None = Field(None, description="By urgency.")
    promise_kept_share: Number | None = Field(None, description="Of all tickets with promised windows.")
    service_minutes: Number | None = Field(None, description="Minutes of service.")
    travel_minutes: Number | None = Field(None, description="Minutes of travel.")
    waiting_minutes: Number | None = Field(None, description="Minutes of waiting.")
    break_minutes: Number | None = Field(None, description="Minutes of breaks.")
    idle_minutes: Number | None = Field(None, description="The rest of the shifts used.")
    overtime_minutes: Number | None = Field(None, description="Minutes of overtime.")
    workload_spread_minutes: Number | None = Field(None, description="Largest less smallest workload.")
    contractor_visits: Number | None = Field(None, description="Visits by contractors.")
    changed_visits: Number | None = Field(None, description="Visits changed against the plan in force.")


class Comparison(Wire):
    """Two plans of one request side by side."""

    schema_version: Version = 1
    before: Side = Field(description="The first plan.")
    after: Side = Field(description="The second plan.")
    cost_difference: CostDifference = Field(description="Cost of the second less that of the first.")
    kpi_differences: KpiDifferences = Field(description="Measures of the second less those of the first.")
    visits: list[VisitDifference] = Field(description="Visits that differ in technician, shift or start.")
    only_before: list[Id] = Field(description="Tickets that the first plan alone has whole.")
    only_after: list[Id] = Field(description="Tickets that the second plan alone has whole.")
    technicians: list[TechnicianLoad] = Field(description="Technicians with a visit in either plan.")
