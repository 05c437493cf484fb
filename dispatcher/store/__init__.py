"""What the service keeps, in one SQLite file or one PostgreSQL database: requests, runs, plans, events, audit,
outbox, webhooks.

``open_store(url)`` migrates it and gives a ``Store``; its ``reading()`` and ``writing()`` are transactions. The
use cases are in ``dispatcher.runs.Desk``: nothing else writes. Rows that leave the store are the frozen dataclasses of
``dispatcher.store.rows`` (``Run``, ``PlanVersion``, ``PlanKey``, ``EventRow``, ``AuditRow``, ``OutboxRow``, ...); what
goes wrong is a ``StoreError``, which has ``code`` and ``faults`` (``dispatcher.faults.Fault``, English and Chinese).

What is private (``contact``, ``address``, ``description`` of tickets, ``contact`` of technicians) is taken out of every
request and event before it is kept, and lies in a table of its own by plan key and subject; nothing that is planned,
proposed, audited or sent holds it. See docs/store.md.
"""

from dispatcher.store.database import Store, open_store

__all__ = ["Store", "open_store"]
