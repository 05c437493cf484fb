"""Time limits: the source's own table, else the packaged one."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from dispatcher.importers.context import Context
from dispatcher.importers.reader import Reader
from dispatcher.importers.rows import live_rows
from dispatcher.importers.table import Row, Table
from dispatcher.importers.word_book import packaged

Tree = dict[str, Any]


def read_limits(tables: Sequence[Table], context: Context) -> list[tuple[Tree, Row]]:
    """Return the time limits of tables, with their rows."""
    found: list[tuple[Tree, Row]] = []
    for table in tables:
        for row in live_rows(table, context):
            reader = Reader(row, context)
            limit = read_limit(reader)
            if not reader.has("urgency"):
                reader.fault("urgency", "empty_cell")
            if not context.ledger.is_bad(row.key):
                found.append((limit, row))
    return found


def read_limit(reader: Reader) -> Tree:
    """Return what the cells of a row say."""
    trade = reader.text("trade")
    fields = {
        "urgency": reader.choice("urgency"),
        "trade": trade and (reader.context.words.find("trade", trade) or trade),
        "respond_minutes": reader.minutes("respond_minutes"),
        "complete_minutes": reader.minutes("complete_minutes"),
    }
    return {key: value for key, value in fields.items() if value is not None}


def usual_limits() -> list[Tree]:
    """Return the packaged time limits."""
    rows = csv.DictReader(io.StringIO(packaged("time_limits.csv")))
    return [
        {"urgency": row["urgency"], "respond_minutes": int(row["respond_minutes"]),
         "complete_minutes": int(row["complete_minutes"])}
        for row in rows
    ]  # fmt: skip
