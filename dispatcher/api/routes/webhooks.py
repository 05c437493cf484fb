"""Webhooks, for administrators."""

from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from dispatcher.api.access import Caller, allow, require_own_estates, service_of
from dispatcher.api.answers import answer
from dispatcher.api.bodies import object_of
from dispatcher.api.described import described
from dispatcher.api.headers import page_wanted
from dispatcher.api.keys import Key
from dispatcher.api.refusals import refuse
from dispatcher.api.roles import Right
from dispatcher.api.rows import delivery_tree, webhook_tree
from dispatcher.schemas.webhook import (
    DeliveryList,
    DeliveryRow,
    DeliveryStateName,
    MadeWebhook,
    Retried,
    WebhookList,
    WebhookRow,
    WebhookWish,
)
from dispatcher.store.errors import unknown_webhook
from dispatcher.store.webhooks import NewWebhook, Webhook
from dispatcher.webhooks import Webhooks
from dispatcher.webhooks.hooks import MOST_WEBHOOKS

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], dependencies=[Depends(allow(Right.ADMINISTER))])


class Hooks:
    """The webhooks that a caller may administer: those for his estates.

    Parameters
    ----------
    who
        The caller.
    """

    def __init__(self, hooks: Webhooks, who: Key) -> None:
        self.hooks, self.who = hooks, who

    def sees(self, hook: Webhook) -> bool:
        """Whether a webhook is for estates of the caller alone."""
        return not self.who.estates or (bool(hook.estates) and set(hook.estates) <= set(self.who.estates))

    def find(self, webhook_id: str) -> str:
        """Return the id of a webhook that is there for the caller."""
        found = self.hooks.find(webhook_id)
        if not self.sees(found):
            raise unknown_webhook(webhook_id)
        return found.id


def hooks_of(call: HttpRequest, caller: Caller) -> Hooks:
    """Return the webhooks of the service that is called."""
    found = service_of(call).hooks
    if found is None:
        raise refuse(503, "not_ready")
    return Hooks(found, caller)


Own = Annotated[Hooks, Depends(hooks_of)]


@router.post("", **described("make_webhook", "Make a webhook", MadeWebhook, body=WebhookWish, status=201))
def make(own: Own, wish: Annotated[WebhookWish, Depends(object_of(WebhookWish))]) -> Response:
    """Make a webhook; the secret its messages are signed with is shown this once."""
    require_own_estates(own.who, wish.estates)
    problem = own.hooks.problem_of(wish.url)
    if problem:
        raise refuse(422, problem, ("url",))
    new = NewWebhook(wish.url, "", own.who.id, wish.kinds, wish.estates, wish.label)
    made = own.hooks.make(new)
    if made is None:
        raise refuse(409, "too_many_webhooks", allowed=MOST_WEBHOOKS)
    return answer(webhook_tree(made) | {"secret": made.secret}, 201)


@router.get("", **described("list_webhooks", "List the webhooks", WebhookList))
def list_webhooks(own: Own) -> Response:
    """List webhooks, without their secrets."""
    return answer({"items": [webhook_tree(hook) for hook in own.hooks.every() if own.sees(hook)]})


@router.get("/{webhook_id}", **described("get_webhook", "A webhook", WebhookRow))
def get(own: Own, webhook_id: str) -> Response:
    """Give a webhook, without its secret."""
    return answer(webhook_tree(own.hooks.find(own.find(webhook_id))))


@router.delete("/{webhook_id}", **described("drop_webhook", "Delete a webhook", WebhookRow))
def drop(own: Own, webhook_id: str) -> Response:
    """Delete a webhook: nothing more is sent to it."""
    return answer(webhook_tree(own.hooks.drop(own.find(webhook_id), who=own.who.id)))


@router.post("/{webhook_id}:rotate", **described("rotate_webhook", "Give a webhook a new secret", MadeWebhook))
def rotate(own: Own, webhook_id: str) -> Response:
    """Give a webhook a new secret, shown this once; for a day messages are signed with the old one as well."""
    made = own.hooks.rotate(own.find(webhook_id), who=own.who.id)
    return answer(webhook_tree(made) | {"secret": made.secret})


@router.post("/{webhook_id}:test", **described("test_webhook", "Send a test message", DeliveryRow))
def test(own: Own, webhook_id: str) -> Response:
    """Send a test message now, and say what came of it; it is not tried again."""
    return answer(delivery_tree(own.hooks.send_test(own.find(webhook_id))))


@router.post("/{webhook_id}:enable", **described("enable_webhook", "Send to a webhook again", WebhookRow))
def enable(own: Own, webhook_id: str) -> Response:
    """Send to a webhook again that had answered 410."""
    return answer(webhook_tree(own.hooks.enable(own.find(webhook_id), who=own.who.id)))


@router.post("/{webhook_id}:retry", **described("retry_webhook", "Try again what was given up", Retried))
def retry(own: Own, webhook_id: str) -> Response:
    """Try again every message that was given up."""
    return answer({"messages": own.hooks.retry(own.find(webhook_id), who=own.who.id)})


@router.get("/{webhook_id}/deliveries", **described("list_deliveries", "What was sent to a webhook", DeliveryList))
def list_deliveries(
    own: Own,
    webhook_id: str,
    state: str | None = None,
    page_size: str | None = None,
    page_token: str | None = None,
) -> Response:
    """List messages for a webhook, newest first; ``state``: those that are ``waiting``, ``delivered`` or ``failed``."""
    page = page_wanted(page_size, page_token)
    known: tuple[Any, ...] = get_args(DeliveryStateName)
    wanted = next((name for name in known if name == state), None)
    if state is not None and wanted is None:
        raise refuse(422, "bad_enum", ("state",), value=state, allowed=list(known))
    found = own.hooks.deliveries(own.find(webhook_id), state=wanted, before=page.number, count=page.size + 1)
    return answer(page.answer([(str(row.number), delivery_tree(row)) for row in found]))
