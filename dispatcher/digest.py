"""Digests that name a request or a plan: sha256 of canonical JSON (RFC 8785)."""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def json_digest(tree: Any) -> str:
    """Return the sha256 of a JSON tree in canonical form, as 64 hexadecimal digits.

    Raises
    ------
    rfc8785.CanonicalizationError
        An integer beyond 2^53 - 1, a number that is not finite, or a text that is not Unicode.
    """
    return hashlib.sha256(rfc8785.dumps(tree)).hexdigest()


def request_digest(tree: Mapping[str, Any]) -> str:
    """Return the digest of a request without ``search``, so that another budget keeps the name."""
    return json_digest({key: value for key, value in tree.items() if key != "search"})
