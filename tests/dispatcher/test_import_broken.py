"""Broken sources: every problem at once, with its cell; every row accounted for."""

import pytest

from dispatcher.faults import Severity
from dispatcher.faults.import_codes import IMPORT_CODES
from dispatcher.importers.mapping import read_mapping
from tests.dispatcher.import_cases import CASES, WORKBOOKS_THAT_ARE_NONE, Broken
from tests.dispatcher.importing import check_rows, found, run_book, run_files, sheets, ticket_row, warned, with_cells

# Codes that other tests of this package provoke.
ELSEWHERE = {"unreadable_table", "bad_toml", "bad_mapping", "unknown_column_field"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_fault_is_told_at_once_with_its_cell(case: Broken) -> None:
    """A broken source is refused with exactly the faults it has, each at its cell."""
    imported = run_files(case.files, **case.options)

    assert imported.tree is None
    assert found(imported) == case.expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_row_is_accounted_for(case: Broken) -> None:
    """Taking the good rows of a broken source: tickets + problems + skipped rows are all its rows."""
    imported = run_files(case.files, **{**case.options, "partial": True})

    check_rows(imported, {})
    for note in imported.tables:
        assert note.count.rows == note.count.taken + note.count.problems + note.count.skipped
    if imported.tree is not None:
        assert imported.ledger.faults


def test_every_code_of_an_import_has_a_case() -> None:
    """No code of the catalog's import part goes untested."""
    told = {code for case in CASES for code, _ in case.expected}
    warnings = {entry.code for entry in IMPORT_CODES if entry.severity is Severity.WARNING}

    assert {entry.code for entry in IMPORT_CODES} <= told | ELSEWHERE | warnings
    assert warnings == {"no_contact", "no_room", "vague_description"}


@pytest.mark.parametrize("raw", WORKBOOKS_THAT_ARE_NONE)
def test_what_is_no_workbook_is_said(raw: bytes) -> None:
    """An old or broken workbook is one fault of its file, with what to do."""
    imported = run_files([("book.xlsx", raw)])

    assert ("unreadable_table", "/book.xlsx") in found(imported)


def test_partial_takes_the_good_rows() -> None:
    """In part, one bad ticket of two is left out and told, and the other is imported."""
    imported = run_book(with_cells("工单", H2="半天"), partial=True)

    assert imported.tree is not None
    assert [ticket["id"] for ticket in imported.tree["tickets"]] == ["T-2"]
    assert found(imported) == [("wrong_type", "/book.xlsx/工单/H2")]


def test_partial_leaves_out_what_a_bad_row_drags_along() -> None:
    """In part, a technician who cannot be read takes his row of the roster along, without a fault of its own."""
    imported = run_book(with_cells("技工", C2="水:高"), partial=True)

    assert imported.tree is not None
    assert [person["id"] for person in imported.tree["technicians"]] == ["8"]
    assert found(imported) == [("bad_skill", "/book.xlsx/技工/C2")]
    counts = {note.kind: note.count for note in imported.tables}
    assert (counts["roster"].taken, counts["roster"].problems) == (1, 1)


def test_partial_still_refuses_what_no_row_is_to_blame_for() -> None:
    """Without a roster there is nothing to take in part."""
    book = sheets()
    del book["排班"]

    imported = run_book(book, partial=True)

    assert imported.tree is None


def test_warnings_name_the_cell() -> None:
    """No phone, no room and a vague description are warned of at their cells, and stop nothing."""
    book = {**sheets(), "工单": [sheets()["工单"][0], ticket_row(地址="翠湖花园3栋", 报修内容="坏了", 电话=None)]}

    imported = run_book(book)

    assert imported.tree is not None
    place = "/book.xlsx/工单"
    wanted = {("no_contact", f"{place}/J2"), ("no_room", f"{place}/B2"), ("vague_description", f"{place}/C2")}
    assert wanted <= warned(imported)


def test_private_values_are_not_repeated() -> None:
    """A fault of an address does not show the address."""
    imported = run_book(with_cells("工单", B2="业主家里"))

    assert [fault.value for fault in imported.ledger.faults] == [None]


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("tickets = [", "bad_toml", "/m.toml"),
        ("colour = 1", "bad_mapping", "/m.toml/colour"),
        ("[tickets]\nheader_row = 0", "bad_mapping", "/m.toml/tickets/header_row"),
    ],
)
def test_broken_mapping_is_said(text: str, code: str, path: str) -> None:
    """A mapping that is no TOML, or says what nobody understands, is a fault at its place."""
    _, faults = read_mapping("m.toml", text)

    assert [(fault.code, fault.path) for fault in faults] == [(code, path)]


def test_mapping_of_unknown_fields_is_said() -> None:
    """A mapping that names a field no ticket has is a fault of the sheet."""
    mapping, _ = read_mapping("m.toml", '[tickets.columns]\ncolour = "颜色"')

    imported = run_book(sheets(), mapping)

    assert found(imported) == [("unknown_column_field", "/book.xlsx/工单")]
