"""A watch: the rest of the day as projected from what is known, and what to look at."""

from typing import Literal

from pydantic import Field

from dispatcher.schemas.common import Id, Minutes, Time, Version, Wire
from dispatcher.schemas.figures import Amount
from dispatcher.schemas.visit import TakenBreak

KindName = Literal["will_miss_limit", "will_miss_window", "not_started", "overrunning"]
LimitName = Literal["respond_by", "complete_by", "deadline", "promised", "told"]


class Pushed(Wire):
    """A visit that starts later because of another."""

    visit_id: str = Field(description="The visit.")
    minutes: Amount = Field(description="Minutes later than published.")


class Finding(Wire):
    """One thing to look at."""

    kind: KindName = Field(description="What is found.")
    visit_id: str = Field(description="The visit.")
    ticket_id: Id
    technician_id: Id
    minutes: Amount | None = Field(
        None,
        description="Minutes since it could have begun, beyond its planned length, or after due; absent: it cannot be "
        "made as published.",
    )
    limit: LimitName | None = Field(None, description="What will be missed; absent: nothing by this visit.")
    due: Time | None = Field(None, description="When that is; absent: nothing is missed.")
    because_of: str | None = Field(None, description="Visit at the beginning of the delay; absent: none but itself.")
    pushed: list[Pushed] = Field(description="Visits that start later because of this one, by time.")


class ProjectedVisit(Wire):
    """A visit under way or still to be made."""

    visit_id: str = Field(description="The visit.")
    ticket_id: Id
    state: Literal["planned", "travelling", "started"] = Field(description="How far it is taken to have come.")
    said: bool = Field(description="Whether somebody has said so; false: the clock.")
    planned_start: Time = Field(description="Start by the plan in force; of a started one as it was.")
    start: Time | None = Field(None, description="Projected start; absent: it cannot be made as published.")
    end: Time | None = Field(None, description="Projected end; absent: likewise.")
    delay_minutes: Amount | None = Field(
        None, description="Minutes the start, of a started one the end, is later than planned; absent: likewise."
    )
    rule: str | None = Field(None, description="The hard rule in the way; absent: it can be made.")


class ProjectedRoute(Wire):
    """How a route goes on."""

    technician_id: Id
    shift_id: Id
    read_by_clock: bool = Field(
        description="Whether something should have begun and nobody has said anything of this route: it is taken to "
        "go as published."
    )
    planned_return_at: Time = Field(description="Return by the plan in force and its facts.")
    return_at: Time = Field(description="Projected return.")
    overtime_minutes: Amount = Field(description="Minutes of that after the shift's end.")
    breaks: list[TakenBreak] = Field(description="Breaks still to be taken, as projected.")
    visits: list[ProjectedVisit] = Field(description="What is under way or to be made, by planned start.")


class Watch(Wire):
    """What is going on."""

    schema_version: Version = 1
    plan_id: Id | None = Field(None, description="Id of the plan in force; absent: it had none.")
    now: Time = Field(description="The moment looked ahead from.")
    tolerance_minutes: Minutes = Field(description="Minutes before silence is a finding.")
    findings: list[Finding] = Field(description="What to look at, the most urgent first.")
    unplanned: list[Id] = Field(
        description="Open tickets with a visit to be made that is not in the plan, the most urgent first."
    )
    routes: list[ProjectedRoute] = Field(description="Every route of the plan in force.")
