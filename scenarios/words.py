"""A text in both languages."""

from dataclasses import dataclass
from enum import StrEnum


class Lang(StrEnum):
    """Language of a request's texts."""

    EN = "en"
    ZH = "zh"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in English and Chinese."""

    en: str
    zh: str

    def say(self, lang: Lang) -> str:
        """Return the text in a language."""
        return self.zh if lang is Lang.ZH else self.en
