"""What one running service holds."""

import time
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import SQLAlchemyError

from dispatcher.api.counts import Counts
from dispatcher.api.key_table import KeyTable
from dispatcher.api.keys import KeyFile, Keys
from dispatcher.api.rates import CallLimits, Rates, SharedRates
from dispatcher.api.settings import ServiceSettings
from dispatcher.runs import Desk, RunSettings
from dispatcher.runs.aside import Aside
from dispatcher.store import Store, open_store
from dispatcher.webhooks import SendSettings, Webhooks
from dispatcher.webhooks.address import read_networks

MEGABYTE = 1024 * 1024
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
    hooks
        Who is told what happens; None as well.
    aside
        Works out answers that take a search.
    """

    settings: ServiceSettings
    keys: Keys
    rates: CallLimits
    failures: CallLimits
    desk: Desk | None = None
    hooks: Webhooks | None = None
    aside: Aside = field(default_factory=Aside)
    counts: Counts = field(default_factory=Counts)

    def missing(self) -> str:
        """Return what keeps the service from working; empty: nothing does."""
        try:
            if not self.keys.list():
                return "no_keys"
        except SQLAlchemyError:
            return "no_store"
        if self.desk is None or time.monotonic() - self.desk.supervisor.heartbeat > SILENT_SECONDS:
            return "no_supervisor"
        try:
            self.desk.store.condition()
        except SQLAlchemyError:
            return "no_store"
        return ""

    def close(self) -> None:
        """End what runs in the background."""
        if self.hooks is not None:
            self.hooks.close()
        if self.desk is not None:
            self.desk.close()
            self.desk.store.close()


def make_service(settings: ServiceSettings) -> Service:
    """Return the parts of a service, its folder made where there is none.

    Raises
    ------
    ValueError, OSError, sqlalchemy.exc.SQLAlchemyError
        What is kept cannot be read: as ``KeyFile`` and ``open_store``.
    """
    if settings.database:
        store = open_store(settings.database)
        found = Service(settings, KeyTable(store), *shared_rates(settings, store))
    else:
        settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = describe_only(settings)
        store = open_store(settings.folder / "dispatcher.db")
    memory = settings.memory_mb * MEGABYTE or None
    return replace(
        found,
        desk=make_desk(settings, store),
        hooks=Webhooks(store, send_settings(settings)),
        aside=Aside(settings.answer_slots, memory),
    )


def make_desk(settings: ServiceSettings, store: Store) -> Desk:
    """Return the desk of a service, by its settings."""
    return Desk(store, run_settings(settings))


def run_settings(settings: ServiceSettings) -> RunSettings:
    """Return what the settings of a service say about its runs."""
    return RunSettings(
        daily_slots=settings.daily_slots,
        urgent_slots=settings.urgent_slots,
        memory_mb=settings.memory_mb or None,
        split_tickets=settings.split_tickets,
    )


def send_settings(settings: ServiceSettings) -> SendSettings:
    """Return what the settings of a service say about its webhooks."""
    return SendSettings(
        networks=read_networks(settings.webhook_networks) or (),
        give_up_seconds=settings.webhook_hours * 3600,
        kept_seconds=settings.message_days * 24 * 3600.0,
    )


def describe_only(settings: ServiceSettings) -> Service:
    """Return the parts of a service that keeps nothing but keys."""
    return Service(
        settings,
        KeyFile(settings.key_file),
        Rates(settings.rate_per_minute, settings.rate_burst),
        Rates(settings.failed_per_minute, max(1, settings.failed_per_minute)),
    )


def shared_rates(settings: ServiceSettings, store: Store) -> tuple[SharedRates, SharedRates]:
    """Return how often a key, and an address without one, may call all processes together."""
    return (
        SharedRates(store, "key", settings.rate_per_minute, settings.rate_burst),
        SharedRates(store, "address", settings.failed_per_minute, max(1, settings.failed_per_minute)),
    )
