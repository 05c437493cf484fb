"""The language of what a command says to people."""

import os
from typing import Annotated

import typer

from dispatcher.reports.words import Lang

LangOption = Annotated[
    Lang | None,
    typer.Option("--lang", help="Language of what is said to people; default: by the locale.", show_default=False),
]


def choose_language(wished: Lang | None) -> Lang:
    """Return the language wished for, else that of the locale, else English."""
    if wished is not None:
        return wished
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Lang.ZH if locale.lower().startswith("zh") else Lang.EN
