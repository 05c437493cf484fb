"""The packaged requests and the kinds of days as tables for people, and as JSON."""

import json
from collections.abc import Iterator
from typing import TextIO

from pydantic import JsonValue
from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dispatcher.reports.text import write_parts
from dispatcher.reports.words import Lang, say
from scenarios import KINDS, STORED, list_scenarios, read_scenario
from scenarios.features import features_of
from scenarios.stored import BestKnown, best_known
from scenarios.words import Lang as TextLang


def scenario_rows() -> JsonValue:
    """Return every packaged request and every kind, as the JSON of ``scenario list``; null is what is not known."""
    known = best_known()
    return {
        "scenarios": [_row(name, known.get(name)) for name in list_scenarios()],
        "kinds": [
            {
                "name": kind.name,
                "title": {"en": kind.title.en, "zh": kind.title.zh},
                "about": {"en": kind.about.en, "zh": kind.about.zh},
                "load_percent": kind.load,
                "days": kind.days,
            }
            for kind in KINDS.values()
        ],
    }


def write_scenarios(stream: TextIO, lang: Lang) -> None:
    """Write the tables of packaged requests and kinds."""
    write_parts(_parts(lang), stream)


def _row(name: str, known: BestKnown | None) -> dict[str, JsonValue]:
    request = json.loads(read_scenario(name))
    made = STORED.get(name)
    return {
        "name": name,
        "kind": None if made is None else made.kind,
        "seed": None if made is None else made.seed,
        "tickets": len(request["tickets"]),
        "technicians": len(request["technicians"]),
        "features": list(features_of(request)),
        "best_known": None if known is None else {"cost": known.cost, "bound": known.bound},
    }


def _parts(lang: Lang) -> Iterator[RenderableType]:
    known = best_known()
    table = _table(lang, ("scenario", "tickets", "technicians", "best", "bound"), "kind")
    for name in list_scenarios():
        row, best, made = _row(name, known.get(name)), known.get(name), STORED.get(name)
        figures = (None, None) if best is None else (best.cost, best.bound)
        numbers = [str(row["tickets"]), str(row["technicians"]), *(_number(figure, lang) for figure in figures)]
        table.add_row(name, *numbers, say("by_hand", lang) if made is None else made.kind)
    yield table
    kinds = _table(lang, ("kind",), "about")
    for kind in KINDS.values():
        kinds.add_row(kind.name, kind.about.say(TextLang(lang.value)))
    yield kinds
    yield Text(say("scenario_hint", lang))


def _table(lang: Lang, heads: tuple[str, ...], last: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for number, head in enumerate(heads):
        table.add_column(say(head, lang), justify="right" if number else "left", no_wrap=True)
    table.add_column(say(last, lang), overflow="fold")
    return table


def _number(value: int | None, lang: Lang) -> str:
    return say("unknown", lang) if value is None else str(value)
