"""What a plan costs and measures: cost, KPIs, constants, search figures."""

from typing import Annotated

from pydantic import Field

from dispatcher.schemas.common import UrgencyName, Wire

Amount = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Cost(Wire):
    """The sum of the named terms, in minutes of travel."""

    total: Amount = Field(description="The sum of all terms.")
    terms: dict[str, Amount] = Field(description="Cost of each term by its name.")


class Kpis(Wire):
    """Measures of a plan; shares are 0-1, null where none applies."""

    planned: Amount | None = Field(None, description="Tickets planned.")
    unassigned: dict[UrgencyName, Amount] | None = Field(None, description="Tickets not planned, by urgency.")
    respond_on_time_share: dict[UrgencyName, Share | None] | None = Field(None, description="By urgency.")
    complete_on_time_share: dict[UrgencyName, Share | None] | None = Field(None, description="By urgency.")
    promise_kept_share: Share | None = Field(None, description="Of all tickets with promised windows.")
    service_minutes: Amount | None = Field(None, description="Minutes of service.")
    travel_minutes: Amount | None = Field(None, description="Minutes of travel, the way home included.")
    waiting_minutes: Amount | None = Field(None, description="Minutes between first departure and return, idle.")
    break_minutes: Amount | None = Field(None, description="Minutes of breaks.")
    idle_minutes: Amount | None = Field(None, description="The rest of the shifts used, in minutes.")
    overtime_minutes: Amount | None = Field(None, description="Minutes of return after the shift's end.")
    workload_spread_minutes: Amount | None = Field(None, description="Largest less smallest workload among staff.")
    contractor_visits: Amount | None = Field(None, description="Visits by contractors.")
    changed_visits: Amount | None = Field(None, description="Visits changed against the published plan.")
    already_late_minutes: dict[str, dict[str, Amount]] | None = Field(
        None, description="Minutes a due time was passed before now, by ticket id and term: not priced."
    )


class Constants(Wire):
    """Figures derived from a first request, kept by its re-plans."""

    share: dict[str, Amount] = Field(description="Fair share of minutes by technician id.")
    scarce_trades: list[str] = Field(description="Trades whose demand exceeds 0.8 of their supply.")


class SearchFigures(Wire):
    """How the plan was found; the times are null when iterations were the limit."""

    seconds: Annotated[float, Field(ge=0)] | None = Field(None, description="Wall seconds used.")
    first_plan_seconds: Annotated[float, Field(ge=0)] | None = Field(None, description="Seconds to the first plan.")
    selection_seconds: Annotated[float, Field(ge=0)] | None = Field(
        None, description="Seconds of choosing among the routes seen; null: that was not done."
    )
    iterations: Amount | None = Field(None, description="Iterations made.")
    mean_removed: Annotated[float, Field(ge=0)] | None = Field(
        None, description="Visits taken out in an iteration of the chains, on average; null: no chain ran."
    )
    insertions: Amount | None = Field(None, description="Insertions the chains evaluated; null: no chain ran.")
    seed: Amount | None = Field(None, description="Seed used.")
    version: str | None = Field(None, description="Version of the engine.")
