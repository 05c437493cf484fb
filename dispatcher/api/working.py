"""A worker made by the settings of the service it works for."""

from typing import get_args

from sqlalchemy.exc import SQLAlchemyError

from dispatcher.api.logs import log_to_stderr
from dispatcher.api.service import run_settings
from dispatcher.api.serving import unusable_database
from dispatcher.api.settings import ServiceSettings
from dispatcher.faults import Fault
from dispatcher.runs.worker import Lanes, Worker, slots_of
from dispatcher.store import open_store

LANES: tuple[Lanes, ...] = get_args(Lanes)


def open_worker(settings: ServiceSettings, lanes: Lanes) -> tuple[Worker | None, list[Fault]]:
    """Return a worker, or None and why there is none."""
    log_to_stderr()
    try:
        store = open_store(settings.database)
    except (OSError, ValueError, SQLAlchemyError) as error:
        return None, [unusable_database(settings.database, error)]
    return Worker(store, slots_of(run_settings(settings), lanes), finish_seconds=settings.finish_seconds), []
