"""Webhooks: what other systems are told, signed, sent until it arrives or time is up.

``Webhooks(store, settings)`` has the use cases (make, rotate, try, retry); its ``start()`` begins to send what the
outbox holds. Messages are those of ``dispatcher.schemas.message``, signed as Standard Webhooks says. See
docs/webhooks.md.
"""

from dispatcher.webhooks.hooks import Webhooks
from dispatcher.webhooks.settings import SendSettings

__all__ = ["SendSettings", "Webhooks"]
