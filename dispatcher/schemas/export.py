"""JSON Schemas of the wire format, generated from the models and the registry of rules."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from dispatcher.schemas.common import Wire
from dispatcher.schemas.comparison import Comparison
from dispatcher.schemas.event import EventList
from dispatcher.schemas.explanation import Explanation
from dispatcher.schemas.message import Message
from dispatcher.schemas.option import Options
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.policy import Weight
from dispatcher.schemas.request import Request
from dispatcher.schemas.watch import Watch
from dispatcher.schemas.whatif import Candidates, Move, Slots
from dispatcher.weight_names import PROFILE_NAMES, TERM_WEIGHTS

MODELS: dict[str, type[Wire]] = {
    "request": Request,
    "plan": Plan,
    "events": EventList,
    "options": Options,
    "explanation": Explanation,
    "comparison": Comparison,
    "watch": Watch,
    "candidates": Candidates,
    "slots": Slots,
    "move": Move,
    "message": Message,
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one of ``MODELS``.

    Every field that may be absent may be null. What no schema can say (references, order of times) is left
    to ``read_request``.

    Raises
    ------
    KeyError
        There is no schema of that name.
    """
    schema: dict[str, Any] = {"$schema": _DIALECT, **MODELS[name].model_json_schema()}
    _allow_nulls(schema)
    finish_schemas(schema.get("$defs", {}))
    return schema


def finish_schemas(schemas: dict[str, Any]) -> None:
    """Write into schemas of models, by their names, what the models alone do not say: nulls, and names of weights."""
    for part in schemas.values():
        _allow_nulls(part)
    if "Policy" in schemas:
        _list_weights(schemas["Policy"]["properties"])


def schema_text(name: str) -> str:
    """Return the JSON Schema as the text that documentation holds."""
    return json.dumps(json_schema(name), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write ``NAME.schema.json`` of every schema into a folder."""
    for name in MODELS:
        (folder / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")


def _allow_nulls(schema: dict[str, Any]) -> None:
    for name, field in schema.get("properties", {}).items():
        if name not in schema.get("required", ()) and _NULL not in field.get("anyOf", ()):
            described = {key: field[key] for key in ("title", "description", "default") if key in field}
            bare = {key: item for key, item in field.items() if key not in described}
            schema["properties"][name] = {"anyOf": [bare, _NULL] if bare else [{}], **described}


def _list_weights(properties: dict[str, Any]) -> None:
    number = _weight_schema()
    terms = {
        term: {"anyOf": [number, _object({name: {"anyOf": [number, _NULL]} for name in names}), _NULL]}
        for term, names in TERM_WEIGHTS.items()
    }
    properties["weights"]["anyOf"] = [_object(terms), _NULL]
    properties["profile"]["anyOf"] = [{"enum": list(PROFILE_NAMES)}, _NULL]


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _weight_schema() -> dict[str, Any]:
    return TypeAdapter(Weight).json_schema()
