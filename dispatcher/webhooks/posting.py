"""One try to deliver one message, and what comes of it."""

import random
from dataclasses import dataclass, field

from dispatcher.store import Store, audit, webhooks
from dispatcher.store.deliveries import Delivery, note_delivered, note_failed
from dispatcher.store.webhooks import Webhook
from dispatcher.webhooks.line import Answer, Line, LineError
from dispatcher.webhooks.schedule import delay
from dispatcher.webhooks.settings import SendSettings
from dispatcher.webhooks.signature import body_of, headers_of

SERVICE = "service"  # who did it, in the audit
GONE = 410
TEST = "webhook.test"  # is tried once: who asked for it waits for what comes of it


@dataclass(frozen=True, slots=True)
class Posting:
    """How tries are made and written down.

    Attributes
    ----------
    chance
        Where the spread of the tries comes from.
    """

    store: Store
    settings: SendSettings
    chance: random.Random = field(default_factory=random.Random)

    def attempt(self, hook: Webhook, row: Delivery, line: Line) -> bool:
        """Try to deliver a message, write down what came of it, and return whether it has arrived."""
        body = body_of(row)
        now = self.store.now()  # by this machine: receivers compare it with their own clocks
        try:
            answer = line.post(body, headers_of(row.message_id, body, hook.secrets(now), now))
        except LineError as error:
            self._failed(row, None, error.problem)
            return False
        if 200 <= answer.status < 300:
            with self.store.writing() as connection:
                note_delivered(connection, row, answer.status, self.store.time(connection))
            return True
        self._failed(row, answer, None)
        if answer.status == GONE:
            self._disable(hook)
        return False

    def _failed(self, row: Delivery, answer: Answer | None, problem: str | None) -> None:
        status = None if answer is None else answer.status
        pause = delay(row.attempts + 1, self.chance, answer.retry_after if answer else None)
        with self.store.writing() as connection:
            now = self.store.time(connection)
            late = now + pause > row.written_at.timestamp() + self.settings.give_up_seconds
            next_at = None if late or status == GONE or row.topic == TEST else now + pause
            note_failed(connection, row, status=status, problem=problem, next_at=next_at, now=now)

    def _disable(self, hook: Webhook) -> None:
        """Send nothing more to who said that he is gone."""
        with self.store.writing() as connection:
            now = self.store.time(connection)
            webhooks.change_webhook(connection, hook.id, disabled_at=now, disabled_because="gone")
            audit.note(connection, at=now, who=SERVICE, what="webhook.disabled", ids=[hook.id])
