"""Which sheet is which table: by the mapping, by its name, by its headers."""

from collections.abc import Iterator, Sequence

from dispatcher.importers.cell import fold
from dispatcher.importers.header import Header, find_header, flat
from dispatcher.importers.ledger import Ledger
from dispatcher.importers.mapping import Mapping, TableMapping
from dispatcher.importers.sheet import Sheet, is_blank
from dispatcher.importers.table import Table
from dispatcher.importers.word_book import KINDS, first_word, header_fields

# What a table of a kind cannot do without: one field of each group.
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "tickets": (("id",), ("site_id", "address", "building", "estate")),
    "technicians": (("id", "name"), ("skills", "more")),
    "roster": (("technician", "name"),),
    "shift_codes": (("code",), ("start",), ("end",)),
    "sites": (("id",),),
    "fault_table": (("trade",), ("words",), ("minutes",)),
    "time_limits": (("urgency",),),
    "settings": (("key",), ("value",)),
}


def find_tables(sheets: Sequence[Sheet], mapping: Mapping, ledger: Ledger) -> list[Table]:
    """Return the tables in sheets; rows that belong to none are skipped, with the reason."""
    tables: list[Table] = []
    for sheet in sheets:
        kind = _kind_of(sheet, mapping)
        if kind is None:
            _skip_all(sheet, ledger)
            continue
        wanted = mapping.table(kind)
        header = find_header(sheet, kind, wanted.columns, wanted.header_row, least=1)
        if header is None:
            if any(not is_blank(cell) for row in sheet.rows for cell in row):
                ledger.fault("no_headers", sheet.place(), allowed=_examples(kind))
            _skip_all(sheet, ledger)
            continue
        tables.append(_table(kind, sheet, header, wanted, mapping, ledger))
    return tables


def _table(
    kind: str, sheet: Sheet, header: Header, wanted: TableMapping, mapping: Mapping, ledger: Ledger
) -> Table:  # fmt: skip
    for number, cells in sheet.numbered():
        if number <= header.last_row:
            blank = all(is_blank(cell) for cell in cells)
            reason = "header" if number >= header.first_row else "empty" if blank else "above_header"
            ledger.skip(reason, sheet.place(number), (sheet.path, number))
    for column, name in header.twice.items():
        ledger.fault("column_twice", sheet.place(header.first_row, column), ids=[header.titles[name]])
    for name, title in wanted.columns.items():
        if name not in header_fields(kind).values():
            ledger.fault(
                "unknown_column_field", sheet.place(), ids=[name], allowed=sorted(set(header_fields(kind).values()))
            )
        elif name not in header.columns:
            ledger.fault("missing_column", sheet.place(header.first_row), ids=[title])
    for group in NEEDED[kind]:
        if not any(name in header.columns or name in wanted.constants for name in group):
            ledger.fault("missing_column", sheet.place(header.first_row), ids=[_examples(kind, group[0])[0]])
    return Table(kind, sheet, header, wanted.constants, frozenset(map(fold, mapping.empty)))


def _kind_of(sheet: Sheet, mapping: Mapping) -> str | None:
    """Return which table a sheet is; None: none that is needed."""
    for kind in KINDS:
        if fold(sheet.name) in map(fold, _names(mapping.table(kind))):
            return kind
    if len(sheet.path) > 1 and sheet.path[-1] in KINDS:
        return sheet.path[-1]
    claimed = {kind for kind in KINDS if mapping.table(kind).source}
    named = {flat(word): kind for word, kind in header_fields("sheets").items()}.get(flat(sheet.name))
    if named == "notes":
        return None
    if named is not None and named not in claimed:
        return named
    free = [kind for kind in KINDS if kind not in claimed]
    fits = {kind: _fit(sheet, kind, mapping) for kind in free}
    best = max(free, key=fits.__getitem__, default=None)
    return best if best is not None and fits[best] else None


def _names(wanted: TableMapping) -> Iterator[str]:
    """Yield how a mapping may call a sheet: with or without the ending of its file."""
    for name in wanted.source:
        yield name
        yield name.rsplit(".", 1)[0]


def _fit(sheet: Sheet, kind: str, mapping: Mapping) -> int:
    """Return how many fields of a kind the headers of a sheet have; 0 if one that it needs is missing."""
    header = find_header(sheet, kind, mapping.table(kind).columns)
    if header is None or kind == "settings":
        return 0
    if any(not any(name in header.columns for name in group) for group in NEEDED[kind]):
        return 0
    if kind == "roster" and not header.days and "date" not in header.columns and "start" not in header.columns:
        return 0
    return len(header.columns) + len(header.days)


def _examples(kind: str, name: str | None = None) -> list[str]:
    """Return headers a supervisor may write, in both languages."""
    fields = [name] if name else [group[0] for group in NEEDED[kind]]
    return [" / ".join(first_word("headers", kind, field, lang) for lang in ("zh", "en")) for field in fields]


def _skip_all(sheet: Sheet, ledger: Ledger) -> None:
    for number, cells in sheet.numbered():
        reason = "empty" if all(is_blank(cell) for cell in cells) else "unknown_sheet"
        ledger.skip(reason, sheet.place(number), (sheet.path, number))
