"""Addresses as owners write them: estate, building and room, in Chinese and English."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

_NUMBER = r"[A-Za-z]?\d+[A-Za-z]?|[A-Za-z]|[一二三四五六七八九十]{1,3}"
_CHINESE = re.compile(
    rf"(?P<estate>.*?)(?:第)?(?P<building>{_NUMBER})\s*(?:号楼|幢|栋|座|号院|#楼|#|楼栋|号)(?P<rest>.*)"
)
_DASHES = re.compile(r"(?P<estate>.*?)(?P<building>\d+)[-－](?P<rest>(?:\d+[-－])?\d{3,4}室?)")
_ENGLISH = re.compile(
    r"\b(?:building|bldg|block|tower)\.?\s*(?:no\.?\s*)?(?P<building>[A-Za-z]?\d+[A-Za-z]?|[A-Za-z])\b", re.I
)
_FLAT = re.compile(r"\b(?:flat|apartment|apt|room|unit|suite|#)\.?\s*[A-Za-z]?-?\d+\w*", re.I)
_ROOM = re.compile(r"\d")
_COMMON = re.compile(
    r"楼道|走廊|公区|公共|大堂|电梯|地下|车库|车位|门口|屋顶|天台|花园|配电|泵房|机房|单元门|门岗|会所"
    r"|corridor|lobby|lift|elevator|basement|garage|roof|stair|entrance|common|plant room|gate",
    re.I,
)
_NUMERALS = {numeral: k for k, numeral in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a ticket is.

    Attributes
    ----------
    estate
        Name of the estate; None: not named.
    building
        Number or letter of the building, without leading zeros; None: not named.
    has_room
        Whether a room, or a place everybody can find, is named.
    """

    estate: str | None
    building: str | None
    has_room: bool


def parse_address(text: str, estates: Collection[str] = ()) -> Address:
    """Return what an address says.

    Parameters
    ----------
    estates
        Known estates: one that the address names is its estate, whatever stands before it.
    """
    flat = " ".join(unicodedata.normalize("NFKC", text).split())
    return _english(flat, estates) or _chinese(flat, estates)


def building_number(text: str) -> str:
    """Return a building's number as it is compared: ``03栋``, ``3号楼`` and ``三幢`` are ``3``."""
    flat = unicodedata.normalize("NFKC", text).strip()
    found = _CHINESE.fullmatch(flat)
    if found is not None and not found["estate"]:
        flat = found["building"]
    english = _ENGLISH.search(flat)
    return _plain(english["building"] if english else flat)


def names_place(text: str) -> bool:
    """Whether a text names a place of a building that everybody can find."""
    return _COMMON.search(text) is not None


def _chinese(flat: str, estates: Collection[str]) -> Address:
    known = _named(flat, estates)
    tail = flat.partition(known)[2] if known else flat
    found = _CHINESE.fullmatch(tail) or _DASHES.fullmatch(tail)
    if found is None:
        return Address(known, None, bool(_COMMON.search(tail)))
    written = found["estate"].strip(" ,，、-") or None
    rest = found["rest"]
    return Address(known or written, _plain(found["building"]), bool(_ROOM.search(rest) or _COMMON.search(rest)))


def _english(flat: str, estates: Collection[str]) -> Address | None:
    found = _ENGLISH.search(flat)
    if found is None:
        return None
    others = flat[: found.start()] + "," + flat[found.end() :]
    room = _FLAT.search(others)
    if room is not None:
        others = others[: room.start()] + "," + others[room.end() :]
    names = [part.strip() for part in others.split(",") if part.strip(" .-")]
    return Address(
        _named(flat, estates) or next((name for name in names if not name[0].isdigit()), None),
        _plain(found["building"]),
        room is not None or bool(_COMMON.search(flat)),
    )


def _named(flat: str, estates: Collection[str]) -> str | None:
    """Return the longest known estate that an address names."""
    return max((name for name in estates if name and name in flat), key=len, default=None)


def _plain(number: str) -> str:
    if set(number) <= {*_NUMERALS, "十"}:
        tens, ten, ones = number.rpartition("十")
        return str((_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0))
    return number.upper().lstrip("0") or "0"
