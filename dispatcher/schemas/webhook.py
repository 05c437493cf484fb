"""Webhooks as administrators see them."""

from typing import Literal

from pydantic import Field

from dispatcher.schemas.common import Id, Time, Wire
from dispatcher.schemas.message import KindName
from dispatcher.schemas.runs import Token

ProblemName = Literal["unresolved", "refused_address", "unreachable", "untrusted", "timeout", "bad_answer"]
DeliveryStateName = Literal["waiting", "delivered", "failed"]


class WebhookWish(Wire):
    """A webhook to make."""

    url: str = Field(
        description="Where messages go: https, or http within networks of the installation's own.",
        json_schema_extra={"maxLength": 2000},
    )
    kinds: list[KindName] = Field([], max_length=20, description="Kinds of messages; absent: all.")
    estates: list[Id] = Field([], max_length=1000, description="Estates the messages are about; absent: all.")
    label: str = Field("", description="Who or what it is for, for people.", max_length=200)


class WebhookRow(Wire):
    """A webhook, without its secret."""

    id: str
    url: str
    kinds: list[str] = Field(description="Kinds of messages; empty: all.")
    estates: list[str] = Field(description="Estates the messages are about; empty: all.")
    label: str
    made_at: Time
    made_by: str = Field(description="Id of the key that made it.")
    previous_until: Time | None = Field(None, description="Until when the secret before signs as well; absent: none.")
    disabled_at: Time | None = Field(None, description="Since when nothing is sent to it; absent: it is in use.")
    disabled_because: str | None = Field(None, description="gone: it answered 410; absent: it is in use.")


class MadeWebhook(WebhookRow):
    """A webhook with a secret that has just been made."""

    secret: str = Field(description="What its messages are signed with, shown this once: whsec_….")


class WebhookList(Wire):
    """Webhooks, oldest first."""

    items: list[WebhookRow]


class DeliveryRow(Wire):
    """What has become of a message for a webhook."""

    message_id: str
    type: str = Field(description="Kind of the message.")
    plan_key: str = Field(description="What it is about; empty: it is a test.")
    written_at: Time
    state: DeliveryStateName
    attempts: int = Field(description="Tries so far.")
    next_at: Time | None = Field(None, description="When it is tried next; absent: no more.")
    status: int | None = Field(None, description="Status of the last try; absent: there was none.")
    problem: ProblemName | None = Field(None, description="Why the last try had no status; absent: it had one.")
    ended_at: Time | None = Field(None, description="When it arrived or was given up; absent: it waits.")


class DeliveryList(Wire):
    """Deliveries, newest first."""

    items: list[DeliveryRow]
    next_page_token: Token = None


class Retried(Wire):
    """What is tried again."""

    messages: int = Field(description="Messages that had been given up.")
