"""``dispatcher backup``: a copy of what the service keeps."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.streams import refuse, tell
from dispatcher.reports.words import say


def backup(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="New folder of the copy.")], lang: LangOption = None
) -> None:
    """Copy what the service keeps to a new folder while it works; a service can be started in the copy."""
    from dispatcher.api.backup import back_up  # the service's modules take a while to load
    from dispatcher.api.settings import read_settings

    language = choose_language(lang)
    settings, faults = read_settings(os.environ)
    faults = faults or back_up(settings, Path(folder))
    if faults:
        refuse(faults, language)
    tell(say("backed_up", language, path=folder))
