"""Bodies and answers of the service that are not those of a file or a command."""

from typing import Literal

from pydantic import Field, JsonValue

from dispatcher.faults.fault import Fault, Message
from dispatcher.schemas.common import Id, Wire
from dispatcher.schemas.event import EventList
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.question import ForcedQuestion, SlotQuestion, TicketQuestion
from dispatcher.schemas.request import Request
from dispatcher.schemas.verdict import Breach
from dispatcher.schemas.whatif import Move

RoleName = Literal["admin", "supervisor", "system", "read_only"]


class Nothing(Wire):
    """No question: all that is wanted is said by the place that is asked."""


class CheckBody(Wire):
    """A plan to judge."""

    request: Request = Field(description="The request it is for.")
    plan: Plan = Field(description="The plan; its routes are enough.")


class CandidatesBody(TicketQuestion):
    """Who could take a ticket?"""

    request: Request = Field(description="The request.")
    plan: Plan = Field(description="A plan of it.")


class SlotsBody(SlotQuestion):
    """When could somebody start a ticket?"""

    request: Request = Field(description="The request.")
    plan: Plan = Field(description="A plan of it.")


class MoveBody(ForcedQuestion):
    """What does it cost if a technician makes a visit?"""

    request: Request = Field(description="The request.")
    plan: Plan = Field(description="A plan of it.")


class ExplainQuestion(Wire):
    """Why is a plan as it is?"""

    ticket_id: Id | None = Field(None, description="The ticket to be explained; absent: the whole plan.")
    why_not: Id | None = Field(None, description="Why this technician does not have it; absent: nobody was asked of.")
    seconds: float = Field(10.0, ge=0, description="For proofs, and for solving the day again with changes.")
    one_more: float | None = Field(
        None, gt=0, description="Seconds for each plan with one more technician of a trade; absent: none is made."
    )


class ExplainBody(ExplainQuestion):
    """Why is a plan as it is?"""

    request: Request = Field(description="The request.")
    plan: Plan = Field(description="A plan of it.")


class Moved(Move):
    """What a move comes to, with the plan that keeps it and the event that makes it last."""

    plan: Plan | None = Field(None, description="The plan with the move; absent: it is not possible.")
    events: EventList | None = Field(None, description="The decision as an event; absent: nobody's was named.")


class Violated(Wire):
    """A plan that is not legal is not explained."""

    violations: list[Breach] = Field(description="Hard rules it breaks.")


class Problem(Wire):
    """Why a call was refused (RFC 9457)."""

    type: str = Field(description="urn:dispatcher:problem:CODE, the code being that of the first error.")
    title: str = Field(description="What the status means.")
    status: int = Field(description="Status of the answer.")
    detail: str = Field(description="The first error as a sentence, in the language of Accept-Language.")
    instance: str = Field(description="Path of the call.")
    request_id: str | None = Field(None, description="Id of the call, as in the log; absent: none was given.")
    errors: list[Fault] = Field(description="Every problem, at least one.")


class Probe(Wire):
    """Whether the service is well."""

    status: str = Field(description="ok, or what is missing.")


class CodeRow(Wire):
    """A code of a problem or warning."""

    code: str
    severity: str = Field(description="error or warning.")
    message: Message = Field(description="Its sentence; words in braces are filled in.")


class RuleRow(Wire):
    """A rule of a plan or a term of its cost; the name of a hard rule is a code, too."""

    name: str
    hard: bool = Field(description="Whether no plan breaks it.")
    unit: str = Field(description="What an amount counts.")
    title: Message


class Versions(Wire):
    """Versions of what answers."""

    api: str = Field(description="Version of the paths.")
    contract: str = Field(description="Version of the contract.")
    dispatcher: str = Field(description="Version of the package.")


class Meta(Wire):
    """What the service is, what it takes at most, and every code it may answer."""

    versions: Versions
    caps: dict[str, JsonValue] = Field(description="What one body may hold at most.")
    rate_per_minute: int = Field(description="Calls of one key in a minute; 0: no limit.")
    rules: list[RuleRow]
    codes: list[CodeRow]


class KeyWish(Wire):
    """A key to make."""

    role: RoleName = Field(description="What it is for.")
    estates: list[Id] = Field([], description="Estates it is for; absent: all.")
    contacts: bool = Field(False, description="Whether it may see phone numbers whole.")
    label: str = Field("", description="Who or what has it, for people.", max_length=200)


class KeyRow(Wire):
    """A key as it is kept: without its secret."""

    id: str
    role: str
    estates: list[str] = Field(description="Estates it is for; empty: all.")
    contacts: bool = Field(description="Whether it may see phone numbers whole.")
    label: str
    made_at: str = Field(description="When it was made.")


class MadeKey(KeyRow):
    """A key that has just been made."""

    key: str = Field(description="Its whole text, shown this once.")


class KeyList(Wire):
    """Keys, oldest first."""

    items: list[KeyRow]
