"""Small workbooks and csv files built by code, and imports of them with their rows accounted for."""

import copy
import io
import re
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.utils import coordinate_to_tuple

from dispatcher.faults.build import pointer
from dispatcher.importers.importing import Imported, Options, import_files
from dispatcher.importers.mapping import Mapping

Sheets = dict[str, list[list[Any]]]
ZONE = "Asia/Shanghai"
TICKETS = ["工单号", "地址", "报修内容", "工种", "紧急程度", "报修时间", "预约时间", "预计工时", "联系人", "电话"]


def ticket_row(name: Any = "T-1", **cells: Any) -> list[Any]:
    """Return a row of a ticket without faults; cells by header."""
    usual = {
        "工单号": name, "地址": "翠湖花园3栋2单元501", "报修内容": "水龙头漏水", "工种": "水", "紧急程度": "一般",
        "报修时间": datetime(2026, 3, 2, 8, 10), "预约时间": None, "预计工时": 30, "联系人": "王女士", "电话": "100-1",
    }  # fmt: skip
    return list({**usual, **cells}.values())


def sheets() -> Sheets:
    """Return the sheets of a book without faults: two tickets, two technicians, two days."""
    return {
        "工单": [
            TICKETS,
            ticket_row("T-1"),
            ticket_row("T-2", 报修内容="灯不亮", 工种="电", 地址="翠湖花园5号楼1203室"),
        ],
        "技工": [["工号", "姓名", "工种"], [7, "王强", "水:2、电"], [8, "李明", "土建"]],
        "排班": [["姓名", datetime(2026, 3, 2), datetime(2026, 3, 3)], ["王强", "早", "休"], ["李明", "中", "早"]],
    }


def with_cells(name: str, **cells: Any) -> Sheets:
    """Return the book without faults with other cells in one of its sheets (``F2=...``)."""
    return edit(sheets(), name, **cells)


def edit(book: Sheets, name: str, **cells: Any) -> Sheets:
    """Return sheets with other cells in one of them; rows and columns are added as needed."""
    book = copy.deepcopy(book)
    rows = book[name]
    for place, value in cells.items():
        row, column = coordinate_to_tuple(place)
        while len(rows) < row:
            rows.append([])
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = value
    return book


def to_xlsx(book: Sheets, merged: tuple[str, ...] = ()) -> bytes:
    """Return a workbook; merged ranges are of its first sheet."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in book.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for place in merged:
        workbook.worksheets[0].merge_cells(place)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def to_csv(rows: list[list[Any]], separator: str = ",") -> str:
    """Return rows as csv text, cells quoted where they must be."""

    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if re.search(rf'[{separator}"\n]', text) else text

    return "".join(separator.join(map(cell, row)) + "\n" for row in rows)


def run_book(book: Sheets, mapping: Mapping | None = None, **options: Any) -> Imported:
    """Import a workbook and check that all of its rows are accounted for."""
    imported = run_files([("book.xlsx", to_xlsx(book))], mapping, **options)
    check_rows(imported, {f"/book.xlsx/{name}": rows for name, rows in book.items()})
    return imported


def run_files(files: list[tuple[str, bytes]], mapping: Mapping | None = None, **options: Any) -> Imported:
    """Import files."""
    return import_files(files, mapping or Mapping(), Options(**{"zone": ZONE, **options}), "mapping.toml")


def check_rows(imported: Imported, rows: dict[str, list[list[Any]]]) -> None:
    """Check that rows in = tickets + problems + skipped rows with a reason, and that each stands where it is said."""
    ledger = imported.ledger
    for note in imported.tables:
        if note.path not in rows:
            continue
        written = [k for k, row in enumerate(rows[note.path], 1) if any(cell not in (None, "") for cell in row)]
        assert note.count.rows == max(written, default=0)
        assert note.count.taken + note.count.problems + note.count.skipped == note.count.rows
        places = {skip.place for skip in ledger.skipped}
        faulty = {fault.path for fault in ledger.faults}
        told = sum(f"{note.path}/{k}" in places for k in range(1, note.count.rows + 1))
        assert told >= note.count.skipped
        if note.count.problems:
            assert any(path.startswith(note.path) for path in faulty) or ledger.faults
    if imported.tree is not None:
        taken = sum(note.count.taken for note in imported.tables if note.kind == "tickets")
        assert len(imported.tree["tickets"]) == taken


def found(imported: Imported) -> list[tuple[str, str]]:
    """Return code and place of every problem, in order of place."""
    return sorted((fault.code, fault.path) for fault in imported.ledger.faults)


def warned(imported: Imported) -> set[tuple[str, str]]:
    """Return code and place of every warning."""
    return {(fault.code, fault.path) for fault in imported.ledger.warnings}


def cell_path(sheet: str, place: str) -> str:
    """Return the path of a cell of the book."""
    return pointer(("book.xlsx", sheet, place))
