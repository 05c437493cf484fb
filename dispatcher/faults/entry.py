"""An entry of the catalog of faults."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a fault means for planning."""

    ERROR = "error"  # the input is refused
    WARNING = "warning"  # the input is taken; somebody should look at it


@dataclass(frozen=True, slots=True)
class Entry:
    """One code with its texts.

    ``en`` and ``zh`` are templates: ``{field}`` is the last part of the path, ``{ids}`` the ids concerned,
    ``{allowed}`` what would be accepted; ``{cause}`` what ``because_of`` in it
    names; other names are words of that code alone.
    """

    code: str
    severity: Severity
    en: str
    zh: str


def errors(*rows: tuple[str, str, str]) -> tuple[Entry, ...]:
    """Return entries that refuse an input, from rows of code, English and Chinese text."""
    return tuple(Entry(code, Severity.ERROR, en, zh) for code, en, zh in rows)


def warnings(*rows: tuple[str, str, str]) -> tuple[Entry, ...]:
    """Return entries that stop nothing, from rows of code, English and Chinese text."""
    return tuple(Entry(code, Severity.WARNING, en, zh) for code, en, zh in rows)
