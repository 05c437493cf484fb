"""Measures of what is in force."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from dispatcher.api.access import allow
from dispatcher.api.answers import answer
from dispatcher.api.described import described
from dispatcher.api.desk import Seen
from dispatcher.api.measures import period_kpis, plan_key_kpis
from dispatcher.api.refusals import Refused, refuse
from dispatcher.api.roles import Right
from dispatcher.reading.moment import read_day
from dispatcher.schemas.daily import PeriodKpis, PlanKeyKpis

router = APIRouter(prefix="/v1", tags=["measures"], dependencies=[Depends(allow(Right.ASK))])
MOST_DAYS = 366


@router.get("/plan-keys/{plan_key}/kpis", **described("plan_key_kpis", "Measures of what is in force", PlanKeyKpis))
def of_plan_key(seen: Seen, plan_key: str) -> Response:
    """Measure the plan in force under a plan key, as things stand: as a whole, and by day."""
    return answer(plan_key_kpis(seen, plan_key))


@router.get("/kpis", **described("period_kpis", "Measures over a period", PeriodKpis))
def of_period(
    seen: Seen, first: Annotated[str, Query(alias="from")], to: str, estate_id: str | None = None
) -> Response:
    """Measure the plans in force between two dates, both included; ``estate_id``: of plan keys with a site of it."""
    begin, end = _days(first, to)
    return answer(period_kpis(seen, begin, end, estate_id))


def _days(first: str, last: str) -> tuple[date, date]:
    found = [read_day(text, name) for text, name in ((first, "from"), (last, "to"))]
    faults = [fault for _, wrong in found for fault in wrong]
    begin, end = found[0][0], found[1][0]
    if begin is None or end is None:
        raise Refused(422, faults)
    if not 0 <= (end - begin).days < MOST_DAYS:
        raise refuse(422, "bad_period", ("to",), value=last, allowed=MOST_DAYS)
    return begin, end
