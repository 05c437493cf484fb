"""A csv file as a sheet."""

import csv
import io
from collections import Counter

import pandas as pd

from dispatcher.importers.encodings import Decoded, decode
from dispatcher.importers.ledger import Ledger
from dispatcher.importers.sheet import Cell, Sheet

_SEPARATORS = (",", ";", "\t", "|")
_LONGEST_CELL = 1_000_000


def read_csv(path: tuple[str, ...], raw: bytes, ledger: Ledger) -> Sheet | None:
    """Return the sheet of a csv file; None, and a fault, if it has no rows to read."""
    decoded = decode(raw)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text)
    lengths, unclosed = _lengths(text, separator)
    if unclosed is not None:
        ledger.fault("bad_quote", (*path, str(unclosed)))
        return None
    width = max((cells for cells, _ in lengths), default=0)
    if not width:
        return Sheet(path, [], is_text=True)
    frame = pd.read_csv(
        io.StringIO(text), sep=separator, header=None, names=range(width), index_col=False, dtype=str,
        na_filter=False, skip_blank_lines=False,
    )  # fmt: skip
    rows: list[list[Cell]] = frame.to_numpy(dtype=object).tolist()
    broken = _note_encodings(path, decoded, lengths, ledger)
    for number in broken:
        if number <= len(rows):
            rows[number - 1] = [""] * width
    return Sheet(path, rows, is_text=True, broken=frozenset(broken))


def _separator(text: str) -> str:
    """Return what parts the cells: the separator that the first lines have most of."""
    head = [line for line in text.split("\n", 40) if line.strip()][:20]
    counts = Counter({separator: sum(line.count(separator) for line in head) for separator in _SEPARATORS})
    return max(_SEPARATORS, key=lambda separator: (counts[separator], -_SEPARATORS.index(separator)))


def _lengths(text: str, separator: str) -> tuple[list[tuple[int, int]], int | None]:
    """Return cells and last line of every row, and the row whose quote is never closed, if there is one."""
    csv.field_size_limit(_LONGEST_CELL)
    lengths: list[tuple[int, int]] = []
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        for cells in reader:
            lengths.append((len(cells), reader.line_num))
    except csv.Error:
        return lengths, len(lengths) + 1
    return lengths, None


def _note_encodings(
    path: tuple[str, ...], decoded: Decoded, lengths: list[tuple[int, int]], ledger: Ledger
) -> list[int]:
    """Write a fault for every row in another encoding than the file, and return the rows."""
    found: list[int] = []
    for code, lines in (("mixed_encoding", decoded.strange), ("bad_encoding", decoded.broken)):
        for line in lines:
            row = next((k for k, (_, last) in enumerate(lengths, 1) if line <= last), len(lengths))
            found.append(row)
            ledger.fault(code, (*path, str(row)), (path, row), allowed=decoded.encoding)
    return found
