"""Bring a database to the newest form, by the revisions that are packaged with the code."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from dispatcher.store.dialect import POSTGRES, hold
from dispatcher.store.postgres import take_time

SCRIPTS = Path(__file__).parent / "migrations"


def revisions() -> list[str]:
    """Return the names of all revisions, oldest first."""
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions()))]


def upgrade(engine: Engine, target: str = "head") -> str:
    """Bring a database to a revision and return its name; one that has it already stays as it is.

    Raises
    ------
    ValueError
        It was written by a newer version.
    """
    with engine.begin() as connection:
        if connection.dialect.name == POSTGRES:
            take_time(connection)
        hold(connection, "migration")  # processes that start together
        found = MigrationContext.configure(connection).get_current_revision()
        known = revisions()
        if found is not None and found not in known:
            raise ValueError(f"the store was written by a newer version: its revision {found} is not known here")
        wanted = known[-1] if target == "head" else target
        if found != wanted:
            command.upgrade(_config(connection), target)
        return wanted


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
