"""Measures of plans by day and over a period."""

from pydantic import Field

from dispatcher.schemas.common import UrgencyName, Wire
from dispatcher.schemas.figures import Amount, Kpis, Share


class DayKpis(Wire):
    """Measures of a day, or of several; shares are 0-1, null where none applies."""

    date: str | None = Field(None, description="The local date; absent: of several days.")
    plan_keys: list[str] = Field([], description="Plan keys with anything on that day; absent: of one.")
    planned: Amount = Field(description="Tickets planned, by the day of the first visit.")
    unassigned: dict[UrgencyName, Amount] = Field(description="Tickets left out, by the first day of the horizon.")
    respond_on_time_share: dict[UrgencyName, Share | None] = Field(description="By urgency.")
    complete_on_time_share: dict[UrgencyName, Share | None] = Field(description="By urgency.")
    promise_kept_share: Share | None = Field(None, description="Of the tickets with promised windows.")
    visits: Amount = Field(description="Visits, by the day their shift starts on; so all below.")
    visits_begun: Amount = Field(description="Of these, those that have begun or are over, as events say.")
    no_shows: Amount = Field(description="Of these, those that came in vain.")
    contractor_visits: Amount = Field(description="Visits by contractors.")
    told_kept_share: Share | None = Field(
        None, description="Of the visits that have begun and whose owners were told a window: those begun in it."
    )
    told_late_minutes: Amount | None = Field(None, description="Minutes these began after it; null: no such visit.")
    shifts_used: Amount = Field(description="Shifts with visits.")
    shift_minutes: Amount = Field(description="Their minutes, overtime not included.")
    service_minutes: Amount = Field(description="Minutes of service.")
    travel_minutes: Amount = Field(description="Minutes of travel, the way home included.")
    break_minutes: Amount = Field(description="Minutes of breaks.")
    absence_minutes: Amount = Field(description="Minutes of appointments at a site.")
    waiting_minutes: Amount = Field(description="Minutes between first departure and return, idle.")
    idle_minutes: Amount = Field(description="The rest of the shifts used.")
    overtime_minutes: Amount = Field(description="Minutes of return after the shift's end.")
    utilization: Share | None = Field(None, description="Service in shift and overtime minutes; null: no shift used.")


class PlanKeyKpis(Wire):
    """Measures of the plan in force under a plan key, as things stand."""

    plan_key: str
    plan_id: str = Field(description="The plan in force.")
    version: int = Field(description="Publications so far.")
    changed_visits: Amount = Field(description="Visits that publications after the first have changed, summed up.")
    kpis: Kpis = Field(description="Measures of the whole plan, with what has happened.")
    days: list[DayKpis] = Field(description="The same by day.")


class PeriodKpis(Wire):
    """Measures of the plans in force over a period."""

    first: str = Field(description="First day.")
    last: str = Field(description="Last day, included.")
    total: DayKpis = Field(description="Of all days.")
    changed_visits: Amount = Field(description="Visits changed by publications, of plan keys with anything in them.")
    days: list[DayKpis] = Field(description="Of each day with anything on it.")
