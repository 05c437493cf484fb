"""A request: everything one planning run is told."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, PrivateAttr

from dispatcher.digest import bytes_digest, request_digest
from dispatcher.schemas.common import Time, Version, Wire, ZoneName
from dispatcher.schemas.history import AppliedEvent, Override
from dispatcher.schemas.limits import PriorityMatrix, TimeLimit
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.policy import Policy, Search
from dispatcher.schemas.site import Site
from dispatcher.schemas.technician import Technician
from dispatcher.schemas.ticket import Ticket
from dispatcher.schemas.travel import Travel, ZonesTravel
from dispatcher.wire_json import wire_json


class Horizon(Wire):
    """The days to plan."""

    start: Time = Field(description="A whole minute; minute 0 of the plan.")
    end: Time = Field(description="Caps the lateness an unassigned ticket pays; bounds no visit.")


class Request(Wire):
    """Everything one planning run is told."""

    schema_version: Version
    horizon: Horizon = Field(description="The days to plan.")
    now: Time | None = Field(None, description="Nobody sets out for a new visit before it; absent: horizon.start.")
    sites: list[Site] = Field(description="All places.")
    travel: Travel = Field(
        ZonesTravel(kind="zones"), description="How travel minutes are given; absent: zones with their defaults."
    )
    technicians: list[Technician] = Field(description="All people, with their shifts.")
    tickets: list[Ticket] = Field(description="All requests of owners, whatever their status.")
    priority_matrix: PriorityMatrix | None = Field(None, description="Effective urgencies; absent: as sent.")
    time_limits: list[TimeLimit] = Field([], description="Due times to fill in; absent: none.")
    published: Plan | None = Field(None, description="The plan now in force; absent: none.")
    freeze_until: Time | None = Field(None, description="Planned visits starting before it stay; absent: no freeze.")
    max_changes: Annotated[int, Field(ge=0, le=1_000_000)] | None = Field(
        None, description="Most visits changed against published; absent: no cap."
    )
    time_zone: ZoneName | None = Field(
        None, description="IANA zone that decides days and texts; absent: the offset of horizon.start."
    )
    policy: Policy = Field(Policy(), description="Weights and choices; absent: balanced.")
    overrides: list[Override] = Field([], description="Supervisors' decisions in force; absent: none.")
    applied_events: list[AppliedEvent] = Field([], description="Events already in it; absent: none.")
    search: Search = Field(Search(), description="Limits of the search; absent: 10 seconds.")

    _sent: dict[str, Any] | None = PrivateAttr(None)
    _digest: str | None = PrivateAttr(None)

    @classmethod
    def from_tree(cls, tree: dict[str, Any]) -> Self:
        """Validate a JSON tree and remember it as what was sent.

        Raises
        ------
        pydantic.ValidationError
            A field is structurally wrong; ``dispatcher.reading.read_request`` reports faults instead.
        """
        return cls.model_validate(tree, context={"sent": tree})

    def model_post_init(self, context: Any) -> None:
        """Keep the tree the request was read from, if it was."""
        self._sent = context.get("sent") if isinstance(context, dict) else None

    def forget_sent(self) -> None:
        """Let the digest be of the fields as they are, no longer of what was sent."""
        self._sent, self._digest = None, None

    def model_copy(self, *, update: Any = None, deep: bool = False) -> Self:
        """Copy the request; with an update, what was sent is no longer what the digest is of."""
        copy = super().model_copy(update=update, deep=deep)
        if update:
            copy.forget_sent()
        return copy

    @property
    def digest(self) -> str:
        """sha256 of the RFC 8785 JSON of the request as sent (else as it would be sent), without ``search``."""
        if self._digest is None:
            self._digest = self.wire_digest if self._sent is None else request_digest(self._sent)
        return self._digest

    @property
    def wire_digest(self) -> str:
        """The same of the request as it would be sent, whatever was sent."""
        return bytes_digest(wire_json(self, inside=frozenset({"published"}), without=frozenset({"search"})))

    @property
    def moment(self) -> datetime:
        """``now``, or the start of the horizon."""
        return self.now or self.horizon.start
