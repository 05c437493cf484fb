"""Files of events, or what of them had become known by a moment: a day played step by step."""

from dataclasses import replace
from typing import Annotated

import typer

from dispatcher.cli.streams import read_input, refuse
from dispatcher.reading.events import Batch, read_events
from dispatcher.reading.moment import read_moment
from dispatcher.reports.words import Lang

EventsOption = Annotated[
    str, typer.Option("--events", metavar="EVENTS", help="File of the events; - is standard input.")
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="T", help="Take only what had become known by then (a time with an offset)."),
]


def load_events(path: str, until: str | None, lang: Lang) -> Batch:
    """Return the events of a file, with the faults of their form; a fault of ``until`` ends the command."""
    batch = read_events(read_input(path, lang))
    if until is None:
        return batch
    moment, faults = read_moment(until, "until")
    if moment is None:
        refuse(faults, lang)
    return replace(batch, events=tuple((place, event) for place, event in batch.events if event.at <= moment))
