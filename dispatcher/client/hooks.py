"""The part of the client that has to do with webhooks."""

from collections.abc import Sequence
from urllib.parse import quote

from dispatcher.client.wire import Calls
from dispatcher.schemas.message import KindName
from dispatcher.schemas.webhook import (
    DeliveryList,
    DeliveryRow,
    DeliveryStateName,
    MadeWebhook,
    Retried,
    WebhookList,
    WebhookRow,
)


class Hooks:
    """Webhooks of the service: for administrators.

    Parameters
    ----------
    calls
        Makes the calls.
    """

    def __init__(self, calls: Calls) -> None:
        self.calls = calls

    def make_webhook(
        self, url: str, *, kinds: Sequence[KindName] = (), estates: Sequence[str] = (), label: str = ""
    ) -> MadeWebhook:
        """Make a webhook; its secret is in the answer and nowhere else."""
        body = {"url": url, "kinds": list(kinds), "estates": list(estates), "label": label}
        return self.calls.ask(MadeWebhook, "POST", "/webhooks", body)

    def webhooks(self) -> WebhookList:
        """Return all webhooks, without their secrets."""
        return self.calls.ask(WebhookList, "GET", "/webhooks")

    def webhook(self, webhook_id: str) -> WebhookRow:
        """Return a webhook."""
        return self.calls.ask(WebhookRow, "GET", _place(webhook_id))

    def drop_webhook(self, webhook_id: str) -> WebhookRow:
        """Delete a webhook."""
        return self.calls.ask(WebhookRow, "DELETE", _place(webhook_id))

    def rotate_webhook(self, webhook_id: str) -> MadeWebhook:
        """Give a webhook a new secret; the old one signs as well for another day."""
        return self.calls.ask(MadeWebhook, "POST", _place(webhook_id, ":rotate"))

    def test_webhook(self, webhook_id: str) -> DeliveryRow:
        """Send a test message now; return what came of it."""
        return self.calls.ask(DeliveryRow, "POST", _place(webhook_id, ":test"))

    def enable_webhook(self, webhook_id: str) -> WebhookRow:
        """Send to a webhook again that had answered 410."""
        return self.calls.ask(WebhookRow, "POST", _place(webhook_id, ":enable"))

    def retry_webhook(self, webhook_id: str) -> Retried:
        """Try again what was given up for a webhook."""
        return self.calls.ask(Retried, "POST", _place(webhook_id, ":retry"))

    def deliveries(
        self, webhook_id: str, state: DeliveryStateName | None = None, page_token: str | None = None
    ) -> DeliveryList:
        """Return what was sent to a webhook, newest first: what is in a state, None: all."""
        path = _place(webhook_id, "/deliveries")
        return self.calls.ask(DeliveryList, "GET", path, state=state, page_token=page_token)


def _place(webhook_id: str, what: str = "") -> str:
    return f"/webhooks/{quote(webhook_id, safe='')}{what}"
