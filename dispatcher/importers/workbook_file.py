"""A workbook as sheets."""

import io
import warnings
import zipfile

import pandas as pd

from dispatcher.importers.ledger import Ledger
from dispatcher.importers.sheet import Cell, Sheet, is_blank
from solver.rules.base import Text

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_OLD = Text(
    "it is an old .xls workbook or has a password; save it as .xlsx without one",
    "这是旧版 .xls 文件或有密码，请另存为无密码的 .xlsx",
)
_NONE = Text("it is not an .xlsx workbook", "不是 .xlsx 工作簿")


def read_workbook(path: tuple[str, ...], raw: bytes, ledger: Ledger) -> list[Sheet]:
    """Return the sheets of a workbook in order; none, and a fault, if it cannot be read."""
    if raw.startswith(OLD_WORKBOOK):
        ledger.fault("unreadable_table", path, words={"trouble": _OLD})
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a newer Excel adds (validation, styles) is no concern here
            frames = pd.read_excel(
                io.BytesIO(raw), sheet_name=None, header=None, dtype=object, na_filter=False, engine="openpyxl"
            )
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, SyntaxError, OSError):
        ledger.fault("unreadable_table", path, words={"trouble": _NONE})
        return []
    return [Sheet((*path, str(name)), _rows(frame)) for name, frame in frames.items()]


def _rows(frame: pd.DataFrame) -> list[list[Cell]]:
    rows: list[list[Cell]] = frame.to_numpy(dtype=object).tolist()
    while rows and all(is_blank(cell) for cell in rows[-1]):
        rows.pop()
    return rows
