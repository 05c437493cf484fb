"""Bytes of a csv file to text: UTF-8, UTF-16 with a mark, GB18030; a file may not mix them."""

import codecs
import re
from dataclasses import dataclass

# What UTF-8 text in Chinese holds and what GB18030 text hardly ever looks like by chance.
_CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file.

    Attributes
    ----------
    encoding
        How most of it is written.
    strange
        Numbers of the lines, from 1, that are written otherwise; they are read as what they are.
    broken
        Numbers of the lines that are text in no encoding tried; they are left empty.
    """

    text: str
    encoding: str
    strange: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()


def decode(raw: bytes) -> Decoded:
    """Return the text of bytes and how they are written."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return Decoded(raw.decode(encoding).removeprefix("\ufeff"), encoding)
            except UnicodeDecodeError:
                return _by_line(raw.removeprefix(mark))
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _by_line(raw)


def _by_line(raw: bytes) -> Decoded:
    """Read every line as what it is, and say which lines are not as the others."""
    texts: list[str] = []
    kinds: list[str] = []
    for line in raw.split(b"\n"):
        text, kind = _line(line)
        texts.append(text)
        kinds.append(kind)
    usual = "gb18030" if kinds.count("gb18030") >= kinds.count("utf-8") else "utf-8"
    if "utf-8" not in kinds and "broken" not in kinds:
        return Decoded("\n".join(texts), usual)
    other = tuple(k for k, kind in enumerate(kinds, 1) if kind in ("gb18030", "utf-8") and kind != usual)
    broken = tuple(k for k, kind in enumerate(kinds, 1) if kind == "broken")
    return Decoded("\n".join(texts), usual, other, broken)


def _line(line: bytes) -> tuple[str, str]:
    if line.isascii():
        return line.decode("ascii"), "ascii"
    try:
        text = line.decode("utf-8")
        if _CHINESE.search(text):
            return text, "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        return "", "broken"
