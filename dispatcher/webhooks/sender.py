"""The sender: gives messages to the webhooks they are for, and sends to each of them in a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable

from dispatcher.store import Store, deliveries, outbox, webhooks
from dispatcher.store.deliveries import Delivery
from dispatcher.store.estates import estates_told_of
from dispatcher.store.rows import OutboxRow
from dispatcher.store.webhooks import Webhook
from dispatcher.webhooks.line import Line
from dispatcher.webhooks.posting import Posting
from dispatcher.webhooks.schedule import FIRST_SECONDS

LOG = logging.getLogger(__name__)
BATCH = 20  # messages claimed at a time
HANDED = 200  # messages given out in one transaction
FORGET_SECONDS = 600.0
TROUBLE_SECONDS = 5.0
ENDING_SECONDS = 3.0  # that a try under way may still take when the service ends
Dial = Callable[[Webhook], Line | None]


class Sender:
    """Sends what the outbox of a store holds.

    Parameters
    ----------
    dial
        Gives the line to a webhook; None: its address is none.
    """

    def __init__(self, store: Store, posting: Posting, dial: Dial) -> None:
        self._store, self._posting, self._dial = store, posting, dial
        self._ending = threading.Event()
        self._bell = threading.Event()
        self._guard = threading.Lock()
        self._busy: dict[str, threading.Thread] = {}
        self._forgot_at = time.monotonic()
        self._thread = threading.Thread(target=self._loop, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End: what is under way is tried again by whoever comes next, unless it ends soon."""
        self._ending.set()
        self._bell.set()
        if self._thread.is_alive():
            self._thread.join()
        until = time.monotonic() + ENDING_SECONDS
        with self._guard:
            busy = list(self._busy.values())
        for thread in busy:
            thread.join(max(0.0, until - time.monotonic()))

    def wake(self) -> None:
        """Look for work now."""
        self._bell.set()

    def turn(self) -> list[str]:
        """Give out what is new; return the ids of webhooks for which something is to be tried."""
        while self._hand_over():
            pass
        now = time.monotonic()
        kept = self._posting.settings.kept_seconds
        if kept and now - self._forgot_at >= FORGET_SECONDS:
            self._forgot_at = now
            self._forget(kept)
        with self._store.reading() as connection:
            return deliveries.due_webhooks(connection, self._store.time(connection))

    def send(self, webhook_id: str) -> None:
        """Try what is due for a webhook; after one that fails the others wait, so that a dead receiver costs little."""
        line: Line | None = None
        try:
            while not self._ending.is_set():
                hook, rows = self._claim(webhook_id)
                if hook is None or not rows:
                    return
                line = line or self._dial(hook)
                if line is None or not self._try(hook, rows, line):
                    return
        finally:
            if line is not None:
                line.close()

    def _try(self, hook: Webhook, rows: list[Delivery], line: Line) -> bool:
        """Try messages one after the other; return whether all have arrived."""
        for k, row in enumerate(rows):
            if self._ending.is_set() or not self._posting.attempt(hook, row, line):
                left = rows[k:] if self._ending.is_set() else rows[k + 1 :]
                pause = 0.0 if self._ending.is_set() else FIRST_SECONDS
                with self._store.writing() as connection:
                    deliveries.give_back(connection, left, self._store.time(connection) + pause)
                return False
        return True

    def _claim(self, webhook_id: str) -> tuple[Webhook | None, list[Delivery]]:
        claimed = BATCH * self._posting.settings.try_seconds + TROUBLE_SECONDS
        with self._store.writing() as connection:
            now = self._store.time(connection)
            hook = webhooks.find_webhook(connection, webhook_id)
            if hook is None or hook.disabled_at is not None:
                return None, []
            return hook, deliveries.claim_due(connection, webhook_id, now, now + claimed, BATCH)

    def _hand_over(self) -> bool:
        """Give messages to the webhooks they are for; return whether there may be more."""
        with self._store.reading() as connection:
            rows = outbox.waiting(connection, HANDED)
            hooks = webhooks.all_webhooks(connection, only_in_use=True)
        if not rows:
            return False
        wanted = {row.id: [hook.id for hook in hooks if self._is_for(hook, row)] for row in rows}
        with self._store.writing() as connection:
            now = self._store.time(connection)
            known = {hook.id for hook in webhooks.all_webhooks(connection)}
            for name, ids in wanted.items():
                if outbox.hand_over(connection, name, now):
                    deliveries.add_deliveries(connection, name, [hook for hook in ids if hook in known], now)
        return len(rows) == HANDED

    def _forget(self, kept: float) -> None:
        """Forget messages that are done with and older than so many seconds."""
        forgotten = 1
        while forgotten and not self._ending.is_set():
            with self._store.writing() as connection:
                forgotten = deliveries.forget(connection, self._store.time(connection) - kept)

    def _is_for(self, hook: Webhook, row: OutboxRow) -> bool:
        if hook.kinds and row.topic not in hook.kinds:
            return False
        return not hook.estates or estates_told_of(self._store, row) <= set(hook.estates)

    def _loop(self) -> None:
        while not self._ending.is_set():
            try:
                for name in self.turn():
                    self._begin(name)
                pause = self._posting.settings.poll_seconds
            except Exception as error:
                LOG.warning("webhooks are held up: %s", type(error).__name__)
                pause = TROUBLE_SECONDS
            self._bell.wait(pause)
            self._bell.clear()

    def _begin(self, name: str) -> None:
        """Send to a webhook in a thread of its own, unless one does already: nobody waits for another's receiver."""
        with self._guard:
            if name not in self._busy:
                self._busy[name] = threading.Thread(target=self._work, args=(name,), name=name, daemon=True)
                self._busy[name].start()

    def _work(self, name: str) -> None:
        try:
            self.send(name)
        except Exception as error:
            LOG.warning("a webhook is held up: %s", type(error).__name__, extra={"fields": {"webhook_id": name}})
            self._ending.wait(TROUBLE_SECONDS)
        finally:
            with self._guard:
                self._busy.pop(name, None)
