"""A copy of what a service keeps in its folder, while it works: the database, and the keys."""

import shutil
from pathlib import Path

from dispatcher.api.settings import ServiceSettings
from dispatcher.faults import Fault, make_fault
from dispatcher.store.copying import copy_store


def back_up(settings: ServiceSettings, target: Path) -> list[Fault]:
    """Copy what is kept to a new folder, in which a service could be started; return why not, if it cannot be done."""
    if settings.database:
        return [make_fault("no_backup", ids=["DISPATCHER_DATABASE"])]
    try:
        target.mkdir(parents=True, mode=0o700)
        copy_store(settings.folder / "dispatcher.db", target / "dispatcher.db")
        keys = settings.folder / "keys.json"
        if keys.exists():
            shutil.copy2(keys, target / "keys.json")  # only its owner may read it, as before
    except OSError:
        return [make_fault("no_backup", ids=[settings.store, str(target)])]
    return []
