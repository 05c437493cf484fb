"""Whatever stands in the cells, an import gives a request or faults, and accounts for every row."""

import json
from datetime import date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.importers.importing import Imported, Options, import_files, import_sheets
from dispatcher.importers.ledger import Ledger
from dispatcher.importers.mapping import Mapping
from dispatcher.importers.sheet import Sheet
from dispatcher.importers.word_book import KINDS, first_word, headers
from dispatcher.reading import read_request
from tests.dispatcher.importing import ZONE, sheets

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "x"]), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
FIELDS = ("id", "name", "trade", "estates", "estate_id", "site_id", "start", "description", "contact", "shifts", "lat")
MORE = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3).map(json.dumps)
WORDS = st.sampled_from(
    ["T-1", "7", "王强", "水", "水电", "早", "休", "紧急", "翠湖花园3栋501", "3号楼", "漏水",
     "2026-03-02 9:00-11:00", "08:00", "2026-02-30", "1e9", "#REF!", "示例", "{}", "[1]", "A/B",
     "complete", "yes", "time_zone", "Asia/Shanghai", "horizon"]
)  # fmt: skip
CELLS = (
    st.just("") | WORDS | st.text(max_size=6) | st.integers(-5, 50_000) | st.floats(-5, 50_000) | st.booleans() | MORE
    | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)) | st.times()
    | st.dates(date(1990, 1, 1), date(2100, 1, 1))
)  # fmt: skip


def check_all(imported: Imported) -> None:
    """Check that every row is accounted for and that a request reads."""
    for note in imported.tables:
        assert note.count.rows == note.count.taken + note.count.problems + note.count.skipped
    if imported.tree is None:
        assert imported.ledger.faults
    else:
        assert read_request(json.dumps(imported.tree))[0] is not None


@st.composite
def tables(draw: Any) -> list[Sheet]:
    """Draw a book: some tables with known headers and random cells, the others without faults."""
    found = []
    good = {"tickets": "工单", "technicians": "技工", "roster": "排班"}
    for kind in KINDS:
        if kind in good and draw(st.booleans()):
            rows = [[cell if cell is not None else "" for cell in row] for row in sheets()[good[kind]]]
        elif draw(st.booleans()):
            fields = draw(st.lists(st.sampled_from(sorted(headers()[kind])), min_size=1, max_size=6, unique=True))
            width = len(fields)
            body = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4))
            rows = [[first_word("headers", kind, name, "zh") for name in fields], *body]
        else:
            continue
        found.append(Sheet(("book.xlsx", first_word("headers", "sheets", kind, "zh")), rows))
    return found


@given(tables(), st.booleans())
@settings(max_examples=120, deadline=None)
def test_no_cell_breaks_an_import(book: list[Sheet], partial: bool) -> None:
    """Random cells under known headers give faults, never an exception; in part, what is left reads."""
    check_all(import_sheets(book, Mapping(), Options(ZONE, partial=partial), Ledger()))


@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
@settings(max_examples=60, deadline=None)
def test_no_csv_breaks_an_import(rows: list[list[str]], encoding: str) -> None:
    """Random csv text in any encoding gives faults, never an exception."""
    raw = "\n".join(",".join(row) for row in rows).encode(encoding, "replace")

    check_all(import_files([("工单.csv", raw)], Mapping(), Options(ZONE)))


@given(st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_bytes_break_an_import(raw: bytes) -> None:
    """Random bytes give faults, never an exception."""
    check_all(import_files([("工单.csv", raw)], Mapping(), Options(ZONE)))
