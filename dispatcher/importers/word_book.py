"""The words of an import: packaged headers and values in Chinese and English, with those of a mapping."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from dispatcher.importers.cell import BadCell, fold

Names = Mapping[str, Mapping[str, list[str]]]  # our name -> language -> how it is written
KINDS = ("tickets", "technicians", "roster", "shift_codes", "sites", "fault_table", "time_limits", "settings")


def packaged(name: str) -> str:
    """Return the text of a packaged table of words."""
    return resources.files(__package__).joinpath("words", name).read_text(encoding="utf-8")


@cache
def headers() -> Mapping[str, Names]:
    """Return the headers of every kind of table, and the names of their sheets as kind ``sheets``."""
    return MappingProxyType(tomllib.loads(packaged("headers.toml")))


@cache
def values() -> Mapping[str, Names]:
    """Return the words for values, by field."""
    return MappingProxyType(tomllib.loads(packaged("values.toml")))


@cache
def _by_word(table: str, group: str) -> Mapping[str, str]:
    names = (headers() if table == "headers" else values())[group]
    found = {fold(word): name for name, words in names.items() for each in words.values() for word in each}
    return found | {fold(name): name for name in names}


def header_fields(kind: str) -> Mapping[str, str]:
    """Return the field of every known header of a kind of table, by the folded header."""
    return _by_word("headers", kind)


def first_word(table: str, group: str, name: str, lang: str) -> str:
    """Return how our own workbooks write a field or a value."""
    names = (headers() if table == "headers" else values())[group]
    return names[name][lang][0]


def value_words(group: str, lang: str) -> list[str]:
    """Return how our own workbooks write each value of a field."""
    return [words[lang][0] for words in values()[group].values()]


@dataclass(frozen=True)
class Words:
    """The words for values of one import.

    Attributes
    ----------
    extra
        Words of the mapping, over the packaged ones: field, folded word, value.
    """

    extra: Mapping[str, Mapping[str, str]]

    def find(self, group: str, text: str) -> str | None:
        """Return the value a word stands for; None if it is not known."""
        key = fold(text)
        return self.extra.get(group, {}).get(key) or _by_word("values", group).get(key)

    def choose(self, group: str, text: str) -> str:
        """Return the value a word stands for.

        Raises
        ------
        BadCell
            It is not known.
        """
        found = self.find(group, text)
        if found is None:
            raise BadCell("unknown_word", allowed_words(group))
        return found


def allowed_words(group: str) -> list[Any]:
    """Return the words a supervisor may write for a field, in both languages."""
    return [word for lang in ("zh", "en") for word in value_words(group, lang)]
