"""``dispatcher schema``: the JSON Schemas of what goes in and out."""

from enum import StrEnum
from typing import Annotated

import typer

from dispatcher.cli.streams import STANDARD, write_json
from dispatcher.schemas.export import MODELS, json_schema


class SchemaName(StrEnum):
    """What a schema can be asked for."""

    REQUEST = "request"
    PLAN = "plan"
    EVENTS = "events"
    OPTIONS = "options"
    CANDIDATES = "candidates"
    SLOTS = "slots"
    MOVE = "move"
    COMPARISON = "comparison"
    WATCH = "watch"


def schema(
    name: Annotated[SchemaName | None, typer.Argument(help="Which one; default: all, by name.")] = None,
) -> None:
    """Print the JSON Schema of a request, a plan, a list of events or an answer, or all of them."""
    value = {each: json_schema(each) for each in MODELS} if name is None else json_schema(name.value)
    write_json(value, STANDARD)
