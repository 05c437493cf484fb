"""The sources of an import: workbooks, csv files and folders of them, as sheets."""

from pathlib import Path

from dispatcher.importers.csv_file import read_csv
from dispatcher.importers.ledger import Ledger
from dispatcher.importers.sheet import Sheet
from dispatcher.importers.workbook_file import OLD_WORKBOOK, read_workbook
from dispatcher.settings import DEFAULT_CAPS

_WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_TABLES = (".csv", ".tsv", ".txt")
_ZIP = b"PK\x03\x04"


def source_files(source: Path) -> list[Path]:
    """Return the files of a source: itself, or the tables of a folder by name; none if it is not there.

    Raises
    ------
    OSError
        The folder cannot be read.
    """
    if not source.is_dir():
        return [source] if source.exists() else []
    return sorted(
        path for path in source.iterdir()
        if path.is_file() and path.suffix.lower() in (*_WORKBOOKS, *_TABLES) and path.name[0] not in ".~"
    )  # fmt: skip


def read_file(name: str, raw: bytes, ledger: Ledger) -> list[Sheet]:
    """Return the sheets of a file by its bytes: what it is called does not say what it is.

    Parameters
    ----------
    name
        Name of the file, as faults shall call it.
    """
    if len(raw) > DEFAULT_CAPS.body_bytes:
        ledger.fault("too_large", (name,), allowed=DEFAULT_CAPS.body_bytes)
        return []
    if raw.startswith((_ZIP, OLD_WORKBOOK)):
        return read_workbook((name,), raw, ledger)
    sheet = read_csv((name,), raw, ledger)
    return [] if sheet is None else [sheet]
