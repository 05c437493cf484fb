"""Headers that mean something: versions, idempotency, preferences; and the pages of lists."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request as HttpRequest

from dispatcher.api.refusals import refuse

MOST_ITEMS = 500
MOST_WAIT = 30.0
_VISIBLE = re.compile(r"[\x21-\x7e]{1,128}")
_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])")


def etag(version: int) -> str:
    """Return the tag of a version."""
    return f'"{version}"'


def version_wanted(call: HttpRequest) -> int:
    """Return the version that ``If-Match`` names; -1, which nothing has, if it is no version of ours.

    Raises
    ------
    Refused
        There is no such header (428).
    """
    text = call.headers.get("if-match")
    if text is None:
        raise refuse(428, "precondition_missing")
    found = re.fullmatch(r'"(\d{1,15})"', text.strip())
    return int(found[1]) if found else -1


def idempotency_key(call: HttpRequest) -> str:
    """Return the key under which a call is made once.

    Raises
    ------
    Refused
        There is none, or it is no text of visible ASCII characters (400).
    """
    text = call.headers.get("idempotency-key", "").strip()
    if not _VISIBLE.fullmatch(text):
        raise refuse(400, "idempotency_key_missing")
    return text


def wait_wanted(call: HttpRequest) -> float:
    """Return for how many seconds the caller prefers to wait for an end: 0 to 30."""
    found = _WAIT.search(call.headers.get("prefer", ""))
    return min(MOST_WAIT, float(found[1])) if found else 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted; ``after``: what the page before ended with, empty for the first."""

    size: int
    after: str = ""

    @property
    def number(self) -> int | None:
        """What the page before ended with, as a number; None: this is the first page."""
        if not self.after:
            return None
        if not self.after.isdecimal() or len(self.after) > 9:
            raise _bad_page()
        return int(self.after)

    def answer(self, items: list[tuple[str, dict[str, Any] | None]]) -> dict[str, Any]:
        """Return a page as JSON tree, of one item more than wanted if there is another page.

        Parameters
        ----------
        items
            Each with what a page that ends with it is followed up by; None: the caller may not see it.
        """
        shown = items[: self.size]
        more = {"next_page_token": _token(shown[-1][0])} if len(items) > self.size else {}
        return {"items": [tree for _, tree in shown if tree is not None], **more}


def page_wanted(page_size: str | None = None, page_token: str | None = None) -> Page:
    """Return the page that a query asks for."""
    size = 100 if page_size is None else int(page_size) if page_size.isdecimal() and len(page_size) < 5 else 0
    if not 1 <= size <= MOST_ITEMS:
        raise refuse(
            422, "out_of_range", ("page_size",), value=page_size, allowed={"at least": 1, "at most": MOST_ITEMS}
        )
    try:
        after = _text(page_token or "")
    except (binascii.Error, ValueError):
        raise _bad_page() from None
    return Page(size, after)


def _bad_page() -> Exception:
    return refuse(422, "bad_page", ("page_token",))


def _text(token: str) -> str:
    """Return what a token stands for: base64 for addresses, without its padding."""
    padding = "=" * (-len(token) % 4)
    return base64.b64decode((token + padding).encode(), altchars=b"-_", validate=True).decode()


def _token(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
