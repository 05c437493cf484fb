"""A technician, with skills, certificates and shifts, as sent."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dispatcher.schemas.common import Day, Id, Level, Minutes, Text, Time, UrgencyName, Wire, Word
from dispatcher.schemas.contact import Contact


class Skill(Wire):
    """A trade a technician masters."""

    trade: Word = Field(description="water, electric, civil, hvac, security or any agreed text.")
    level: Level = Field(1, description="1 (basic) to 3 (expert).")


class Certificate(Wire):
    """A paper a technician holds."""

    code: Word = Field(description="Name of the paper, as tickets ask for it.")
    valid_until: Day | None = Field(None, description="Last valid day in the request's time zone; absent: for ever.")


class Break(Wire):
    """A break of a shift."""

    earliest_start: Time = Field(description="The break starts at or after this time.")
    latest_start: Time = Field(description="The break starts at or before this time.")
    minutes: Minutes = Field(description="Length in minutes.")


class Absence(Wire):
    """A stretch of a shift without work."""

    start: Time = Field(description="Begin; rounds down.")
    end: Time = Field(description="End; rounds up.")
    site_id: Id | None = Field(None, description="Where the technician is meanwhile; absent: nowhere.")


class Shift(Wire):
    """One technician's working day."""

    keeps_null: ClassVar[frozenset[str]] = frozenset({"end_site_id"})

    id: Id = Field(description="Unique in the whole request.")
    start: Time = Field(description="Earliest departure.")
    end: Time = Field(description="Return after this time is overtime.")
    overtime_until: Time | None = Field(None, description="Latest return; absent: end.")
    start_site_id: Id = Field(description="Where the route starts.")
    end_site_id: Id | None = Field(
        None, description="Where the route ends; absent: at the start site; null: anywhere, no way home."
    )
    breaks: list[Break] = Field([], description="Breaks to take; absent: none.")
    unavailable: list[Absence] = Field([], description="Absences within the shift; absent: none.")
    max_visits: Annotated[int, Field(ge=0, le=10_000)] | None = Field(
        None, description="Most visits of the route; absent: any number."
    )
    serves_urgencies: list[UrgencyName] = Field([], description="Urgencies served (duty staff); empty: all.")

    @property
    def latest_return(self) -> datetime:
        """End of overtime, or of the shift where there is none."""
        return self.overtime_until or self.end

    @property
    def last_site_id(self) -> str | None:
        """Where the route ends; None: anywhere."""
        return self.end_site_id if "end_site_id" in self.model_fields_set else self.start_site_id


class Technician(Wire):
    """A person who makes visits."""

    id: Id
    name: Text | None = Field(None, description="Name shown to people; absent: the id.")
    contact: Contact | None = Field(None, description="How to reach the technician; never read by the solver.")
    skills: list[Skill] = Field([], description="Trades with levels; empty: can do nothing (warning).")
    certificates: list[Certificate] = Field([], description="Certificates held; absent: none.")
    employment: Literal["staff", "contractor"] = Field("staff", description="Contractors cost extra.")
    estates: list[Id] = Field([], description="Estates open to the technician; empty: all.")
    duration_percent: Annotated[int, Field(ge=1, le=1000)] = Field(
        100, description="Percent of the service minutes this technician needs when alone."
    )
    carried_minutes: Minutes = Field(0, description="Minutes of work already done in the fairness period.")
    shifts: list[Shift] = Field([], description="Working days; absent: none.")
