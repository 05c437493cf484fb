"""Webhooks as administrators see them: made, listed, given another secret, tried, enabled, deleted."""

import random
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from dispatcher.store import Store, audit, deliveries, outbox, webhooks
from dispatcher.store.deliveries import Delivery, DeliveryState
from dispatcher.store.errors import unknown_webhook
from dispatcher.store.webhooks import NewWebhook, Webhook
from dispatcher.webhooks.address import AddressError, Lookup, addresses, look_up, read_place
from dispatcher.webhooks.line import Line
from dispatcher.webhooks.posting import TEST, Posting
from dispatcher.webhooks.sender import Sender
from dispatcher.webhooks.settings import SendSettings
from dispatcher.webhooks.signature import new_secret

MOST_WEBHOOKS = 50  # each may take a thread
OVERLAP_SECONDS = 24 * 3600.0  # that a replaced secret still signs


class Webhooks:
    """The webhooks of a store, and what is sent to them.

    Parameters
    ----------
    lookup
        Gives the addresses of a name.
    """

    def __init__(
        self,
        store: Store,
        settings: SendSettings | None = None,
        *,
        lookup: Lookup = look_up,
        chance: random.Random | None = None,
    ) -> None:
        self.store, self.settings = store, settings or SendSettings()
        self._lookup = lookup
        self._posting = Posting(store, self.settings, chance or random.Random())
        self.sender = Sender(store, self._posting, self._line)

    def start(self) -> None:
        """Begin to send."""
        self.sender.start()

    def close(self) -> None:
        """End sending; what waits is sent by the next start."""
        self.sender.close()

    def problem_of(self, url: str) -> str:
        """Return why messages may not go to an address: ``bad_url`` or ``refused_address``; empty: they may.

        A name that has no address now may have one later.
        """
        place = read_place(url)
        if place is None or not (place.is_secure or self.settings.networks):
            return "bad_url"
        try:
            addresses(place, self.settings.networks, self._lookup)
        except AddressError as error:
            return "" if error.problem == "unresolved" else error.problem
        return ""

    def make(self, wish: NewWebhook) -> Webhook | None:
        """Make a webhook with a secret of its own; None: there are as many as there may be."""
        with self.store.writing() as connection:
            now = self.store.time(connection)
            if webhooks.count_webhooks(connection) >= MOST_WEBHOOKS:
                return None
            name = webhooks.add_webhook(connection, replace(wish, secret=new_secret()), now)
            audit.note(connection, at=now, who=wish.who, what="webhook.made", ids=[name])
            return _found(connection, name)

    def every(self) -> list[Webhook]:
        """Return all webhooks, oldest first."""
        with self.store.reading() as connection:
            return webhooks.all_webhooks(connection)

    def find(self, webhook_id: str) -> Webhook:
        """Return a webhook.

        Raises
        ------
        UnknownError
            There is none of this id.
        """
        with self.store.reading() as connection:
            return _found(connection, webhook_id)

    def drop(self, webhook_id: str, *, who: str) -> Webhook:
        """Delete a webhook with all that was to be sent to it; return it as it was."""

        def change(connection: Connection, _: float) -> None:
            webhooks.drop_webhook(connection, webhook_id)

        return self._change(webhook_id, "webhook.dropped", who, change, is_there=False)

    def rotate(self, webhook_id: str, *, who: str) -> Webhook:
        """Give a webhook a new secret; the old one signs as well for another day. Return it with both."""

        def change(connection: Connection, now: float) -> None:
            old = _found(connection, webhook_id)
            until = now + OVERLAP_SECONDS
            new = {"secret": new_secret(), "previous_secret": old.secret, "previous_until": until}
            webhooks.change_webhook(connection, webhook_id, **new)

        return self._change(webhook_id, "webhook.rotated", who, change)

    def enable(self, webhook_id: str, *, who: str) -> Webhook:
        """Send to a webhook again that had said it was gone."""

        def change(connection: Connection, _: float) -> None:
            webhooks.change_webhook(connection, webhook_id, disabled_at=None, disabled_because=None)

        return self._change(webhook_id, "webhook.enabled", who, change)

    def retry(self, webhook_id: str, *, who: str) -> int:
        """Try again what was given up for a webhook; return how many messages."""
        tried = 0

        def change(connection: Connection, now: float) -> None:
            nonlocal tried
            tried = deliveries.retry_failed(connection, webhook_id, now)

        self._change(webhook_id, "webhook.retried", who, change)
        self.sender.wake()
        return tried

    def send_test(self, webhook_id: str) -> Delivery:
        """Send a test message at once, in this thread, and return what came of it; it is not tried again."""
        with self.store.writing() as connection:
            now = self.store.time(connection)
            hook = _found(connection, webhook_id)
            message = outbox.put(connection, TEST, "", {"webhook_id": webhook_id}, now)
            outbox.hand_over(connection, message, now)
            deliveries.add_deliveries(connection, message, [webhook_id], now + 2 * self.settings.try_seconds)
            row = deliveries.find_delivery(connection, webhook_id, message)
        line = self._line(hook)
        if row is not None and line is not None:
            try:
                self._posting.attempt(hook, row, line)
            finally:
                line.close()
        with self.store.reading() as connection:
            found = deliveries.find_delivery(connection, webhook_id, message)
        if found is None:
            raise unknown_webhook(webhook_id)  # deleted meanwhile
        return found

    def deliveries(
        self, webhook_id: str, *, state: DeliveryState | None = None, before: int | None = None, count: int = 100
    ) -> list[Delivery]:
        """Return what was sent to a webhook, newest first: what is in a state (None: all), below a number."""
        with self.store.reading() as connection:
            _found(connection, webhook_id)
            return deliveries.list_deliveries(connection, webhook_id, state=state, before=before, count=count)

    def counts(self) -> dict[str, int]:
        """Return how many messages for webhooks wait, have arrived, and were given up."""
        with self.store.reading() as connection:
            return {"waiting": 0, "delivered": 0, "failed": 0} | deliveries.count_deliveries(connection)

    def _line(self, hook: Webhook) -> Line | None:
        place = read_place(hook.url)
        if place is None:
            return None
        return Line(place, self.settings.networks, self.settings.try_seconds, lookup=self._lookup)

    def _change(
        self,
        webhook_id: str,
        what: str,
        who: str,
        change: Callable[[Connection, float], None],
        *,
        is_there: bool = True,
    ) -> Webhook:
        with self.store.writing() as connection:
            now = self.store.time(connection)
            before = _found(connection, webhook_id)
            change(connection, now)
            audit.note(connection, at=now, who=who, what=what, ids=[webhook_id])
            return _found(connection, webhook_id) if is_there else before


def _found(connection: Connection, webhook_id: str) -> Webhook:
    found = webhooks.find_webhook(connection, webhook_id)
    if found is None:
        raise unknown_webhook(webhook_id)
    return found
