"""What one running service holds."""

import time
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import SQLAlchemyError

from dispatcher.api.counts import Counts
from dispatcher.api.keys import KeyFile
from dispatcher.api.rates import Rates
from dispatcher.api.settings import ServiceSettings
from dispatcher.runs import Desk, RunSettings
from dispatcher.store import open_store

SILENT_SECONDS = 10.0  # after this long the supervisor is taken to be stuck


@dataclass(slots=True)
class Service:
    """The parts that routes share.

    Attributes
    ----------
    rates, failures
        How often a key, and an address without a valid key, may call.
    desk
        Runs, plans and events; None: the service only describes itself.
    """

    settings: ServiceSettings
    keys: KeyFile
    rates: Rates
    failures: Rates
    desk: Desk | None = None
    counts: Counts = field(default_factory=Counts)

    def missing(self) -> str:
        """Return what keeps the service from working; empty: nothing does."""
        if not self.keys.list():
            return "no_keys"
        if self.desk is None or time.monotonic() - self.desk.supervisor.heartbeat > SILENT_SECONDS:
            return "no_supervisor"
        try:
            self.desk.store.condition()
        except SQLAlchemyError:
            return "no_store"
        return ""

    def close(self) -> None:
        """End what runs in the background."""
        if self.desk is not None:
            self.desk.close()
            self.desk.store.close()


def make_service(settings: ServiceSettings) -> Service:
    """Return the parts of a service, its folder made where there is none.

    Raises
    ------
    ValueError, OSError
        What is kept cannot be read: as ``KeyFile`` and ``open_store``.
    """
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = open_store(settings.place)
    runs = RunSettings(
        daily_slots=settings.daily_slots, urgent_slots=settings.urgent_slots, memory_mb=settings.memory_mb or None
    )
    return replace(describe_only(settings), desk=Desk(store, runs))


def describe_only(settings: ServiceSettings) -> Service:
    """Return the parts of a service that keeps nothing but keys."""
    return Service(
        settings,
        KeyFile(settings.folder / "keys.json"),
        Rates(settings.rate_per_minute, settings.rate_burst),
        Rates(settings.failed_per_minute, max(1, settings.failed_per_minute)),
    )
