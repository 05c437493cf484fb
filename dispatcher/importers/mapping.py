"""The column mapping of an import: how an export's files, headers and values are called, as TOML."""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dispatcher.faults import Fault, make_fault
from solver.rules.base import Text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableMapping(_Part):
    """How one table of the source is written.

    Attributes
    ----------
    source
        Names of the sheets or files that hold it; empty: found by name or headers.
    csv
        The table itself, when the mapping brings it along.
    columns
        Our field -> header of the source.
    constants
        Field -> cell of every row, when the source has no such column.
    values
        Field -> word of the source -> our word.
    skip
        Header of the source -> words whose rows are skipped.
    only_used
        Rows that no ticket and no shift refers to are skipped (sites).
    new_sites
        A site id that no table lists is a place of its own, instead of a problem (tickets).
    header_row
        Row of the headers, from 1; absent: found.
    """

    source: list[str] = []
    csv: str | None = None
    columns: dict[str, str] = {}
    constants: dict[str, str | int | float] = {}
    values: dict[str, dict[str, str]] = {}
    skip: dict[str, list[str]] = {}
    only_used: bool = False
    new_sites: bool = False
    header_row: int | None = Field(None, ge=1)


class FaultRow(_Part):
    """A row of the fault table."""

    trade: str
    words: list[str]
    minutes: int = Field(ge=1, le=10_000)
    urgency: Literal["emergency", "urgent", "normal", "low"] = "normal"
    crew: int = Field(1, ge=1, le=20)


class Mapping(_Part):
    """A whole mapping; every part may be absent.

    Attributes
    ----------
    time_zone
        IANA zone of times without offset.
    month_first
        ``3/4/2026`` is the 4th of March.
    empty
        Words that mean an empty cell.
    request
        Fields of the request as they are: travel, policy, time limits.
    faults
        Rows of the fault table, tried before the others.
    """

    time_zone: str | None = None
    month_first: bool = False
    empty: list[str] = []
    tickets: TableMapping = TableMapping()
    technicians: TableMapping = TableMapping()
    roster: TableMapping = TableMapping()
    shift_codes: TableMapping = TableMapping()
    sites: TableMapping = TableMapping()
    fault_table: TableMapping = TableMapping()
    time_limits: TableMapping = TableMapping()
    settings: TableMapping = TableMapping()
    request: dict[str, Any] = {}
    faults: list[FaultRow] = []

    def table(self, kind: str) -> TableMapping:
        """Return how a kind of table is written."""
        found: TableMapping = getattr(self, kind)
        return found


def read_mapping(name: str, text: str) -> tuple[Mapping, list[Fault]]:
    """Return the mapping in a TOML text, and what is wrong with it.

    Parameters
    ----------
    name
        Name of the file, as faults shall call it.
    """
    try:
        tree = tomllib.loads(text.removeprefix("\ufeff"))
        return Mapping.model_validate(tree), []
    except tomllib.TOMLDecodeError as error:
        return Mapping(), [make_fault("bad_toml", (name,), words={"trouble": Text(str(error), str(error))})]
    except ValidationError as error:
        return Mapping(), [
            make_fault("bad_mapping", (name, *found["loc"]), words={"trouble": Text(found["msg"], found["msg"])})
            for found in error.errors()
        ]


def packaged_mappings() -> list[str]:
    """Return the names of the mappings that come with the engine."""
    return sorted(path.name.removesuffix(".toml") for path in _folder().iterdir() if path.name.endswith(".toml"))


def mapping_text(name: str) -> tuple[str, bytes]:
    """Return name and bytes of a mapping: a packaged one by its name, else a file.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    if name in packaged_mappings():
        return f"{name}.toml", _folder().joinpath(f"{name}.toml").read_bytes()
    return Path(name).name, Path(name).read_bytes()


def _folder() -> Any:
    return resources.files(__package__).joinpath("mappings")
