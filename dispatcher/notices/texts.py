"""The words of notices: one file that a company may replace by its own, checked strictly."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.notices.reasons import REASONS
from dispatcher.settings import DEFAULT_CAPS
from solver.rules.base import Text

LANGUAGES = ("en", "zh")
_NEW = frozenset({"company", "ticket", "reason", "day", "from", "until"})
_OLD = frozenset({"company", "ticket", "reason", "was_day", "was_from", "was_until"})
PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "company": frozenset(),
    "scheduled": _NEW,
    "delay": _NEW | _OLD,
    "earlier": _NEW | _OLD,
    "cancelled": _OLD,
    "cancelled_as_asked": _OLD,
    "cancelled_not_needed": _OLD,
    "today": frozenset(),
    "date": frozenset({"weekday", "month", "number"}),
    "time_on": frozenset({"time", "date"}),
}
LISTS: Mapping[str, int] = {"weekdays": 7, "months": 12}
_FIELDS = (*PLACEHOLDERS, *LISTS, "reasons")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language.

    Attributes
    ----------
    texts
        By kind, with names in braces; see ``PLACEHOLDERS``.
    reasons
        By reason code.
    weekdays, months
        From Monday, from January.
    """

    texts: Mapping[str, str]
    reasons: Mapping[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeTexts:
    """The words of notices in both languages."""

    en: Wording
    zh: Wording


@cache
def packaged_texts() -> NoticeTexts:
    """Return the words that come with the package."""
    texts, faults = read_texts(files("dispatcher.notices").joinpath("texts.toml").read_bytes(), "texts.toml")
    if texts is None:
        raise ValueError(f"the packaged texts are broken: {faults[0].message.en}")
    return texts


def read_texts(raw: bytes, name: str) -> tuple[NoticeTexts | None, list[Fault]]:
    """Read a file of words.

    Parameters
    ----------
    name
        What people call the file; the paths of faults begin with it.

    Returns
    -------
    The words, None if there is any fault; and every fault.
    """
    try:
        tree = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None, [_unreadable(name, Text("it is not UTF-8 text", "不是 UTF-8 文本"))]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, [_unreadable(name, Text(f"it is not TOML: {error}", f"不是有效的 TOML：{error}"))]
    faults = [*_check_fields((name,), tree, LANGUAGES)]
    for language in LANGUAGES:
        if language in tree:
            faults += _check_language((name, language), tree[language])
    if faults:
        return None, faults
    return NoticeTexts(*(_wording(tree[language]) for language in LANGUAGES)), []


def _unreadable(name: str, trouble: Text) -> Fault:
    return make_fault("bad_notice_file", (name,), ids=[name], words={"trouble": trouble})


def _wording(tree: Mapping[str, Any]) -> Wording:
    texts = {key: tree[key] for key in PLACEHOLDERS}
    return Wording(texts, dict(tree["reasons"]), tuple(tree["weekdays"]), tuple(tree["months"]))


def _check_fields(path: Path, tree: Mapping[str, Any], fields: tuple[str, ...]) -> Iterator[Fault]:
    yield from (make_fault("unknown_field", (*path, key), allowed=[*fields]) for key in tree if key not in fields)
    yield from (make_fault("missing_field", (*path, field)) for field in fields if field not in tree)


def _check_language(path: Path, tree: Any) -> Iterator[Fault]:
    if not isinstance(tree, dict):
        yield make_fault("wrong_type", path, value=tree, allowed="object")
        return
    yield from _check_fields(path, tree, _FIELDS)
    for key, allowed in PLACEHOLDERS.items():
        if key in tree:
            yield from _check_text((*path, key), tree[key], allowed)
    for key, count in LISTS.items():
        if key in tree:
            yield from _check_list((*path, key), tree[key], count)
    reasons = tree.get("reasons", {})
    if not isinstance(reasons, dict):
        yield make_fault("wrong_type", (*path, "reasons"), value=reasons, allowed="object")
    elif "reasons" in tree:
        yield from _check_fields((*path, "reasons"), reasons, REASONS)
        for code in reasons.keys() & set(REASONS):
            yield from _check_text((*path, "reasons", code), reasons[code], frozenset())


def _check_list(path: Path, value: Any, count: int) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield make_fault("wrong_type", path, value=value, allowed="list")
    elif len(value) != count:
        yield make_fault("too_few" if len(value) < count else "too_many", path, allowed=count)
    else:
        for k, item in enumerate(value):
            yield from _check_text((*path, k), item, None)


def _check_text(path: Path, value: Any, allowed: frozenset[str] | None) -> Iterator[Fault]:
    """Yield what is wrong with a text; ``allowed`` are the names it may have in braces, None: braces mean nothing."""
    if not isinstance(value, str):
        yield make_fault("wrong_type", path, value=value, allowed="text")
    elif not value.strip():
        yield make_fault("too_short", path, value=value, allowed=1)
    elif len(value) > DEFAULT_CAPS.text_characters:
        yield make_fault("too_long", path, value=value, allowed=DEFAULT_CAPS.text_characters)
    elif allowed is not None:
        yield from _check_placeholders(path, value, allowed)


def _check_placeholders(path: Path, text: str, allowed: frozenset[str]) -> Iterator[Fault]:
    try:
        parts = [*Formatter().parse(text)]
    except ValueError:
        yield make_fault("bad_braces", path, value=text)
        return
    for _, field, spec, conversion in parts:
        # Only plain names: an attribute, an index, a format or a conversion would reach further than the words.
        if field is not None and (field not in allowed or spec or conversion):
            shown = field + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            yield make_fault("unknown_placeholder", path, ids=[f"{{{shown}}}"], value=shown,
                             allowed=[*sorted(allowed)])  # fmt: skip
