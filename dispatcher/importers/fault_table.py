"""The fault table: which words mean which trade, minutes, urgency and crew; packaged, editable, overridable."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from dispatcher.importers.cell import fold
from dispatcher.importers.context import Context
from dispatcher.importers.mapping import FaultRow
from dispatcher.importers.reader import Reader
from dispatcher.importers.rows import live_rows
from dispatcher.importers.table import Table
from dispatcher.importers.word_book import packaged

TRADES = ("water", "electric", "civil", "hvac", "security")
_ANY = "*"
_WORD_PARTS = re.compile(r"[|｜,，、;；\n]+")
_SHORT = 4  # English words of so many letters are compared whole


@dataclass(frozen=True, slots=True)
class Standard:
    """What a row of the table says of a fault."""

    trade: str
    minutes: int
    urgency: str
    crew: int


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the table found in a text; own rows come before packaged ones."""

    start: int
    end: int
    rank: int
    standard: Standard


class FaultTable:
    """Words by trade, with what they mean.

    Parameters
    ----------
    rows
        Words and what they mean, earlier ones first; ``*`` stands for all other faults of the trade.
    own
        How many of the rows, from the first, are the company's own: where one of them fits, the others are not asked.
    """

    def __init__(self, rows: Sequence[tuple[Sequence[str], Standard]], own: int = 0) -> None:
        self._others = {standard.trade: standard for words, standard in reversed(rows) if _ANY in words}
        self._words = [
            (_flat(word), _pattern(word), 0 if k < own else 1, standard)
            for k, (words, standard) in enumerate(rows) for word in words if word and word != _ANY
        ]  # fmt: skip

    def matches(self, text: str) -> list[Match]:
        """Return the words found in a text; one that lies within a longer one is left out."""
        flat = _flat(text)
        found = [
            Match(hit.start(), hit.end(), rank, standard)
            for word, pattern, rank, standard in self._words if word in flat for hit in pattern.finditer(flat)
        ]  # fmt: skip
        best = min((match.rank for match in found), default=0)
        found = [match for match in found if match.rank == best]
        return [match for match in found if not any(_within(match, other) for other in found)]

    def standard(self, trade: str, matches: Iterable[Match]) -> Standard | None:
        """Return what holds for a trade with the words found: the longest word, else the trade's other faults."""
        fitting = [match for match in matches if match.standard.trade == trade]
        if not fitting:
            return self._others.get(trade)
        return max(fitting, key=lambda match: (match.end - match.start, -match.start)).standard


def _within(match: Match, other: Match) -> bool:
    inside = other.start <= match.start and match.end <= other.end
    return inside and (other.end - other.start) > (match.end - match.start)


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _pattern(word: str) -> re.Pattern[str]:
    flat = _flat(word)
    if not flat.isascii():
        return re.compile(re.escape(flat))
    return re.compile(rf"\b{re.escape(flat)}(?:e?s)?\b" if len(flat) <= _SHORT else rf"\b{re.escape(flat)}")


@cache
def packaged_rows() -> tuple[tuple[tuple[str, ...], Standard], ...]:
    """Return the rows of the packaged table."""
    rows = csv.DictReader(io.StringIO(packaged("faults.csv")))
    return tuple(
        (tuple(row["words"].split("|")), Standard(row["trade"], int(row["minutes"]), row["urgency"], int(row["crew"])))
        for row in rows
    )


def build_fault_table(tables: Sequence[Table], own: Sequence[FaultRow], context: Context) -> FaultTable:
    """Return the fault table of an import: the mapping's rows, then the source's table or else the packaged one."""
    first = [(tuple(row.words), Standard(row.trade, row.minutes, row.urgency, row.crew)) for row in own]
    written = [row for table in tables for row in _written(table, context)]
    return FaultTable([*first, *(written if tables else packaged_rows())], own=len(first))


def _written(table: Table, context: Context) -> Iterable[tuple[tuple[str, ...], Standard]]:
    for row in live_rows(table, context):
        reader = Reader(row, context)
        trade, words, minutes = reader.text("trade"), reader.text("words"), reader.minutes("minutes")
        urgency, crew = reader.choice("urgency"), reader.integer("crew")
        for field, value in (("trade", trade), ("words", words), ("minutes", minutes)):
            if value is None and not reader.has(field):
                reader.fault(field, "empty_cell")
        if trade and words and minutes and not context.ledger.is_bad(row.key):
            known = context.words.find("trade", trade) or trade
            yield (
                tuple(filter(None, map(str.strip, _WORD_PARTS.split(words)))),
                Standard(known, minutes, urgency or "normal", crew or 1),
            )


def is_vague(text: str | None, matches: Sequence[Match]) -> bool:
    """Whether a description tells a technician nothing: no word of the table, and hardly any word at all."""
    if matches:
        return False
    flat = fold(text or "")
    return len(flat) <= (10 if flat.isascii() else 6)
