"""Build faults from codes: pointers, texts, and which values may be shown."""

import json
import math
from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from dispatcher.faults.catalog import TITLES, entry
from dispatcher.faults.fault import Fault, Message
from solver.rules.base import Text

Path = tuple[str | int, ...]
PRIVATE_FIELDS = frozenset({"contact", "address", "description", "phone"})
_SHOWN_CHARACTERS = 200
_SAFE_INTEGER = 2**53 - 1
# What the wire says in English of what would be accepted, as a Chinese sentence says it.
_CHINESE = {
    "text": "文本",
    "integer": "整数",
    "number": "数字",
    "true or false": "true 或 false",
    "list": "列表",
    "object": "对象",
    "at least": "不小于",
    "more than": "大于",
    "at most": "不大于",
    "less than": "小于",
    "1970 to 2199": "1970 至 2199 年",
}


def pointer(path: Path) -> str:
    """Return the JSON pointer (RFC 6901) of a path of keys and positions."""
    return "".join("/" + clean(str(part)).replace("~", "~0").replace("/", "~1") for part in path)


def clean(text: str) -> str:
    """Return a text that any reader can take: surrogates replaced, cut to 200 characters."""
    return text[:_SHOWN_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def is_private(path: Path) -> bool:
    """Whether a path leads to, or into, a field whose value is never repeated."""
    return any(part in PRIVATE_FIELDS for part in path)


def make_fault(code: str, path: Path = (), *, ids: Iterable[str] = (), value: object = None,
               allowed: JsonValue = None, words: Mapping[str, Text] | None = None) -> Fault:  # fmt: skip
    """Build a fault.

    Parameters
    ----------
    code
        Of the catalog, or the name of a rule.
    path
        Keys and positions that lead to the place; empty: the whole input.
    ids
        Ids concerned, in the order of the text.
    value
        What was sent; shown only if it is a scalar and not private.
    allowed
        What would be accepted.
    words
        Further words of the text, by their names in it; one that is not given is shown as a dash.

    Raises
    ------
    KeyError
        There is no such code.
    """
    texts = entry(code)
    shown = [clean(name) for name in ids]
    given_words = {
        "field": Text(name := clean(str(path[-1])), name) if path else Text("The input", "输入"),
        "ids": Text(", ".join(shown), "、".join(shown)),
        "allowed": Text(_words(allowed), _chinese_words(allowed)),
        "cause": _cause(allowed),
        **(words or {}),
    }
    message = Message(
        en=texts.en.format_map(_Words({name: text.en for name, text in given_words.items()})),
        zh=texts.zh.format_map(_Words({name: text.zh for name, text in given_words.items()})),
    )
    optional = {"value": None if is_private(path) else _shown(value), "allowed": allowed}
    given = {name: item for name, item in optional.items() if item is not None}
    return Fault(code=code, path=pointer(path), ids=shown, message=message, **given)


class _Words(dict[str, str]):
    """The words of a text; what is not known is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _shown(value: object) -> JsonValue:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _SAFE_INTEGER else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return None


def _words(allowed: JsonValue) -> str:
    if isinstance(allowed, str):
        return allowed
    if isinstance(allowed, list):
        return ", ".join(str(item) for item in allowed)
    if isinstance(allowed, dict):
        return ", ".join(f"{key} {item}" for key, item in allowed.items())
    return json.dumps(allowed)


def _cause(allowed: JsonValue) -> Text:
    """Return what ``because_of`` names: a rule by its title, else what has already happened."""
    name = allowed.get("because_of") if isinstance(allowed, dict) else None
    return TITLES.get(str(name), Text("what has already happened", "已发生的情况"))


def _chinese_words(allowed: JsonValue) -> str:
    if isinstance(allowed, str):
        return _CHINESE.get(allowed, allowed)
    if isinstance(allowed, list):
        return "、".join(_CHINESE.get(str(item), str(item)) for item in allowed)
    if isinstance(allowed, dict):
        return "，".join(f"{_CHINESE.get(key, key)} {item}" for key, item in allowed.items())
    return _words(allowed)
