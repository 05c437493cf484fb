"""Structural faults: what pydantic objects to, in our codes and pointers."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import JsonValue
from pydantic_core import ErrorDetails

from dispatcher.faults.build import Path, clean, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.enclosing import enclosing_ids
from dispatcher.schemas.event import EVENT_TYPES
from dispatcher.schemas.travel import KINDS

_TAGS = frozenset({"#number", "#names", *(f"#{name}" for name in (*KINDS, *EVENT_TYPES))})
_OWN_CODES = frozenset({"naive_time", "bad_time", "bad_date", "bad_time_zone", "bad_id"})
_KINDS = {
    "string_type": "text",
    "int_type": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "bool_type": "true or false",
    "list_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
}
_CONTAINERS = frozenset({"list", "object"})
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def error_path(error: ErrorDetails) -> Path:
    """Return the keys and positions an error of pydantic is at, union tags left out."""
    return tuple(part for part in error["loc"] if part not in _TAGS)


def structural_fault(error: ErrorDetails, tree: Any = None) -> Fault:
    """Return the fault an error of pydantic stands for, with the id of what it concerns in the tree as sent."""
    fault = _fault(error)
    ids = [clean(name) for name in enclosing_ids(tree, error_path(error))]
    return fault.model_copy(update={"ids": ids}) if ids else fault


def _fault(error: ErrorDetails) -> Fault:
    path, kind, value = error_path(error), error["type"], error["input"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind == "missing":
        return make_fault("missing_field", path)
    if kind == "extra_forbidden":
        return make_fault("unknown_field", path)
    if kind in _OWN_CODES:
        return make_fault(kind, path, value=value)
    if kind == "bad_kind":
        return _kind_fault(path, value, "kind", KINDS)
    if kind == "bad_event_type":
        return _kind_fault(path, value, "type", EVENT_TYPES)
    if kind == "literal_error":
        return _enum_fault(path, value, _literals(context))
    if kind in ("too_long", "too_short"):
        code, bound = ("too_few", "min_length") if kind == "too_short" else ("too_many", "max_length")
        return make_fault(code, path, allowed=context[bound])
    if kind == "string_too_short":
        return make_fault("too_short", path, value=value, allowed=context["min_length"])
    if kind == "string_too_long":
        return make_fault("too_long", path, value=value, allowed=context["max_length"])
    if kind == "time_out_of_range":
        return make_fault("out_of_range", path, value=value, allowed="1970 to 2199")
    if kind == "finite_number":
        return make_fault("not_finite", path)
    if kind == "string_unicode":
        return make_fault("invalid_unicode", path)
    if bounds := {_BOUNDS[name]: bound for name, bound in context.items() if name in _BOUNDS}:
        return make_fault("out_of_range", path, value=value, allowed=bounds)
    return _type_fault(path, value, _KINDS.get(kind, kind))


def _type_fault(path: Path, value: object, kind: str) -> Fault:
    # Where an object or a list belongs, what stands instead may hold anything, private things too.
    return make_fault("wrong_type", path, value=None if kind in _CONTAINERS else value, allowed=kind)


def _kind_fault(path: Path, value: object, field: str, names: Iterable[str]) -> Fault:
    if not isinstance(value, dict):
        return _type_fault(path, value, "object")
    if value.get(field) is None:
        return make_fault("missing_field", (*path, field))
    return _enum_fault((*path, field), value[field], list(names))


def _enum_fault(path: Path, value: object, allowed: list[JsonValue]) -> Fault:
    if isinstance(value, bool) or not isinstance(value, type(allowed[0])):
        return _type_fault(path, value, "integer" if isinstance(allowed[0], int) else "text")
    return make_fault("bad_enum", path, value=value, allowed=allowed)


def _literals(context: Mapping[str, Any]) -> list[JsonValue]:
    """Read pydantic's wording of the literals expected: ``'a', 'b' or 'c'``."""
    parts = str(context["expected"]).replace(" or ", ", ").split(", ")
    return [part[1:-1] if part.startswith("'") else int(part) for part in parts]
