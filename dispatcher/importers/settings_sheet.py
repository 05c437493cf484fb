"""The settings of a workbook: fields of the request itself, and how the other sheets are to be read."""

import json
from collections.abc import Iterable
from typing import Any

from dispatcher.importers.cell import fold
from dispatcher.importers.context import Context
from dispatcher.importers.reader import Reader
from dispatcher.importers.rows import live_rows
from dispatcher.importers.table import Row, Table
from dispatcher.schemas.request import Request

COMPLETE = "complete"
FIELDS = frozenset(Request.model_fields)
NAMES = {"时区": "time_zone", "完整": COMPLETE}
_YES = ("yes", "是", "true", "1")


def read_settings(tables: Iterable[Table], context: Context) -> dict[str, Any]:
    """Return fields of the request by name; a value too long for a cell goes on in the next row."""
    pieces: dict[str, list[str]] = {}
    rows: dict[str, Row] = {}
    for table in tables:
        for row in live_rows(table, context):
            reader = Reader(row, context)
            key, value = reader.text("key"), reader.text("value")
            if key is None:
                if not reader.has("key"):
                    reader.fault("key", "empty_cell")
                continue
            name = NAMES.get(fold(key), key)
            if name not in (*FIELDS, COMPLETE):
                reader.fault("key", "unknown_setting", allowed=sorted((*FIELDS, COMPLETE)))
            elif value is not None:
                rows.setdefault(name, row)
                pieces.setdefault(name, []).append(value)
    context.complete = fold("".join(pieces.pop(COMPLETE, []))) in _YES
    return {name: _value(name, "".join(parts), Reader(rows[name], context)) for name, parts in pieces.items()}


def _value(name: str, text: str, reader: Reader) -> Any:
    if name == "time_zone":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        reader.fault("value", "cell_not_json")
        return None
