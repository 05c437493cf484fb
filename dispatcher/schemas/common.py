"""What all wire models share: strictness, and the types of ids, texts, times and minutes."""

import re
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ZONE = re.compile(r"(?!posix/|right/|localtime|Factory)[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", re.ASCII)
_YEARS = range(1970, 2200)
_ID_PATTERN = r"^(?!\s)(?!.*\s$)[^/\x00-\x1f\x7f-\x9f]{1,128}$"
_ID_FORBIDDEN = re.compile(r"[/\x00-\x1f\x7f-\x9f]")

UrgencyName = Literal["emergency", "urgent", "normal", "low"]
ImpactName = Literal["household", "building", "estate"]
URGENCY_NAMES: tuple[UrgencyName, ...] = ("emergency", "urgent", "normal", "low")
IMPACT_NAMES: tuple[ImpactName, ...] = ("household", "building", "estate")


class Wire(BaseModel):
    """Base of every wire model: unknown fields, texts as numbers and booleans as numbers are errors.

    A null means that the field is absent, so that its default holds; for a required field it is a fault.
    ``keeps_null`` names the fields whose null says something else than absence.
    """

    keeps_null: ClassVar[frozenset[str]] = frozenset()

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()} - cls.keeps_null
        return {key: value for key, value in data.items() if value is not None or key not in known}

    @classmethod
    def made(cls, **fields: Any) -> Self:
        """Return a model of values that were computed here and are known to be valid: they are not looked at again.

        None means that a field is absent, as in ``__init__``.
        """
        values: Any = {name: value for name, value in fields.items() if value is not None}
        return cast(Self, cls.model_construct(**values))

    def to_wire(self) -> dict[str, Any]:
        """Return the JSON tree of what was set; fields left to their defaults are absent."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _parse_time(value: Any) -> datetime:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a time is a text")
    try:
        if _TIME.fullmatch(value):
            return datetime.fromisoformat(value.upper())
    except ValueError:
        pass
    raise PydanticCustomError("bad_time", "not an ISO-8601 time")


def _read_time(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else _parse_time(value)
    if moment.tzinfo is None:
        raise PydanticCustomError("naive_time", "a time without an offset")
    if moment.year not in _YEARS:
        raise PydanticCustomError("time_out_of_range", "a time outside the years 1970 to 2199")
    return moment


def _read_date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a date is a text")
    try:
        if _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("bad_date", "not an ISO-8601 date")


def _read_zone(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a time zone is a text")
    try:
        if len(value) <= 64 and _ZONE.fullmatch(value):
            return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise PydanticCustomError("bad_time_zone", "not a time zone of the IANA data base")


def is_zone(text: str) -> bool:
    """Whether a text names a time zone of the IANA data base."""
    try:
        _read_zone(text)
    except PydanticCustomError:
        return False
    return True


def _read_version(value: Any) -> Any:
    # True and 1.0 equal 1, but are not the version 1.
    if type(value) is not int:
        raise PydanticCustomError("int_type", "a version is an integer")
    return value


def is_id(text: str) -> bool:
    """Whether a text may be an id."""
    return 1 <= len(text) <= 128 and text == text.strip() and not _ID_FORBIDDEN.search(text)


def _read_id(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "an id is a text")
    if not is_id(value):
        raise PydanticCustomError("bad_id", "not an id")
    return value


Id = Annotated[
    str,
    BeforeValidator(_read_id),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": 128,
            "pattern": _ID_PATTERN,
            "description": "Id: 1-128 characters, no control characters, no '/', no blank at the ends.",
        }
    ),
]
Version = Annotated[Literal[1], BeforeValidator(_read_version), Field(description="Version of the format: 1.")]
Text = Annotated[str, Field(json_schema_extra={"maxLength": 2000})]
Word = Annotated[str, Field(min_length=1, json_schema_extra={"maxLength": 2000})]
Time = Annotated[
    datetime,
    BeforeValidator(_read_time),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "ISO-8601 time with an offset."}),
]
Day = Annotated[date, BeforeValidator(_read_date), WithJsonSchema({"type": "string", "format": "date"})]
ZoneName = Annotated[str, BeforeValidator(_read_zone), WithJsonSchema({"type": "string", "minLength": 1})]
Minutes = Annotated[int, Field(ge=0, le=10_000)]
ServiceMinutes = Annotated[int, Field(ge=1, le=10_000)]
Level = Annotated[int, Field(ge=1, le=3)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
