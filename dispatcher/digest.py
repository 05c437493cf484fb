"""Digests that name a request or a plan: sha256 of canonical JSON (RFC 8785)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

_SAFE = 2**53 - 1  # beyond it ECMAScript rounds the digits of whole numbers
_PLAIN = (str, bool, type(None))
# Until this size Python's shortest digits are written without an exponent, as ECMAScript writes them.
_SMALLEST = 1e-4


class _NotPlainError(Exception):
    """A value that the standard library may write in another way than RFC 8785 wants."""


def canonical_json(tree: Any) -> bytes:
    """Return a JSON tree in canonical form: as ``rfc8785.dumps``, but fast where that is sure to be the same.

    Raises
    ------
    rfc8785.CanonicalizationError
        An integer beyond 2^53 - 1, a number that is not finite, or a text that is not Unicode.
    """
    try:
        text = json.dumps(_plain(tree), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return text.encode()
    except (_NotPlainError, UnicodeEncodeError, RecursionError):
        return rfc8785.dumps(tree)


def bytes_digest(text: bytes) -> str:
    """Return the sha256 of canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(text).hexdigest()


def json_digest(tree: Any) -> str:
    """Return the sha256 of a JSON tree in canonical form, as 64 hexadecimal digits.

    Raises
    ------
    rfc8785.CanonicalizationError
        As ``canonical_json``.
    """
    return bytes_digest(canonical_json(tree))


def request_digest(tree: Mapping[str, Any]) -> str:
    """Return the digest of a request without ``search``, so that another budget keeps the name."""
    return json_digest({key: value for key, value in tree.items() if key != "search"})


def _plain(value: Any) -> Any:
    """Return a value of which the standard library writes what RFC 8785 wants: itself, or whole floats as integers.

    Raises
    ------
    _NotPlainError
        There is none: numbers that ECMAScript writes in another way, keys that UTF-16 orders in another way, types
        that are not JSON's own.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int and -_SAFE <= value <= _SAFE:
        return value
    if kind is float:
        return _plain_float(value)
    if kind is list:
        return _plain_items(value)
    if kind is dict:
        return _plain_fields(value)
    raise _NotPlainError


def _plain_float(value: float) -> float:
    if value.is_integer() and -_SAFE <= value <= _SAFE:
        return int(value)
    if _SMALLEST <= abs(value) <= _SAFE:  # one that is not finite fails both
        return value
    raise _NotPlainError


def _plain_items(items: list[Any]) -> list[Any]:
    changed: dict[int, Any] = {}
    for k, item in enumerate(items):
        if type(item) is not str and (plain := _plain(item)) is not item:
            changed[k] = plain
    return [changed.get(k, item) for k, item in enumerate(items)] if changed else items


def _plain_fields(fields: dict[Any, Any]) -> dict[Any, Any]:
    try:
        # Code units and code points order ASCII in one way.
        if not "".join(fields).isascii():
            raise _NotPlainError
    except TypeError:  # not a text
        raise _NotPlainError from None
    changed = {}
    for key, value in fields.items():
        if type(value) is not str and (plain := _plain(value)) is not value:
            changed[key] = plain
    return {**fields, **changed} if changed else fields
