"""JSON text to a tree of plain values, with every fault of the text itself.

Stricter than the standard reader: an object's key stands once, numbers are finite, text is Unicode, and size
and depth are bounded.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.enclosing import enclosing_ids
from dispatcher.reading.hints import foreign_text, no_json
from dispatcher.settings import Caps

_DIGITS = 40
_MATRIX = ("travel", "minutes")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A JSON tree (None if there is none to read on with) and the faults found on the way."""

    tree: Any
    faults: tuple[Fault, ...]


class _Repeated(dict[str, Any]):
    """An object in whose text a key stood more than once; the last value holds."""

    keys_twice: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    repeated = _Repeated(plain)
    seen: set[str] = set()
    twice = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
    repeated.keys_twice = tuple(dict.fromkeys(twice))
    return repeated


def _integer(digits: str) -> int | float:
    # Python refuses to read thousands of digits; as a float such a number is merely out of range.
    return int(digits) if len(digits) <= _DIGITS else float(digits)


def parse_json(raw: bytes | str, caps: Caps) -> Parsed:
    """Read a JSON text.

    Parameters
    ----------
    raw
        UTF-8 bytes (a byte order mark is skipped) or text.
    caps
        Bounds on size, depth, number of values and length of texts.
    """
    if len(raw) > caps.body_bytes or (isinstance(raw, str) and _utf8_length(raw) > caps.body_bytes):
        return Parsed(None, (make_fault("too_large", allowed=caps.body_bytes),))
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw.removeprefix("\ufeff")
        tree = json.loads(text, object_pairs_hook=_object, parse_int=_integer)
    except UnicodeDecodeError:
        return Parsed(None, (make_fault("invalid_json", words={"hint": foreign_text(raw)}),))
    except json.JSONDecodeError as error:
        return Parsed(None, (make_fault("invalid_json", words={"hint": no_json(error)}),))
    except RecursionError:
        return Parsed(None, (make_fault("too_deep", allowed=caps.depth),))
    return _inspect(tree, caps)


def _utf8_length(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _inspect(tree: Any, caps: Caps) -> Parsed:
    """Walk the tree once; a fault that makes it unsafe to read on leaves no tree."""
    faults: list[Fault] = []
    values = 0
    stack: list[tuple[Path, Any]] = [((), tree)]
    while stack:
        path, node = stack.pop()
        if _MATRIX not in (path[:2], path[1:3]):  # of a request, or of one inside a body
            values += 1
        if len(path) > caps.depth:
            return Parsed(None, (*faults, make_fault("too_deep", path[: caps.depth], allowed=caps.depth)))
        if values > caps.values:
            return Parsed(None, (*faults, make_fault("too_many", (), allowed=caps.values)))
        if len(faults) > caps.faults:
            return Parsed(None, tuple(faults))
        faults += _value_faults(tree, path, node, caps)
        stack += _children(path, node)
    return Parsed(tree, tuple(faults))


def _children(path: Path, node: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(node, dict):
        return (((*path, key), item) for key, item in node.items())
    if isinstance(node, list):
        # Integers need no further look, and a travel matrix has millions.
        return (((*path, k), item) for k, item in enumerate(node) if type(item) is not int)
    return iter(())


def _value_faults(tree: Any, path: Path, node: Any, caps: Caps) -> Iterator[Fault]:
    ids = partial(enclosing_ids, tree)
    if isinstance(node, float) and not math.isfinite(node):
        yield make_fault("not_finite", path, ids=ids(path))
    elif isinstance(node, str):
        if not _is_unicode(node):
            yield make_fault("invalid_unicode", path, ids=ids(path))
        if len(node) > caps.text_characters:
            yield make_fault("too_long", path, ids=ids(path), value=node, allowed=caps.text_characters)
    elif isinstance(node, dict):
        for key in node:
            if not _is_unicode(key):
                yield make_fault("invalid_unicode", (*path, key), ids=ids((*path, key)))
        if isinstance(node, _Repeated):
            places = ((*path, key) for key in node.keys_twice)
            yield from (make_fault("duplicate_key", place, ids=ids(place)) for place in places)


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
