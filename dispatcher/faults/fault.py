"""A fault: one problem of an input, or one warning, as it goes over the wire."""

from pydantic import Field, JsonValue

from dispatcher.schemas.common import Wire


class Message(Wire):
    """A sentence in both languages; never holds a private value."""

    en: str = Field(description="English.")
    zh: str = Field(description="Chinese.")


class Fault(Wire):
    """One problem: what, where, about whom."""

    code: str = Field(description="Stable lower_snake_case code; the name of the hard rule where one is the reason.")
    path: str = Field("", description="JSON pointer (RFC 6901) into the input; empty: all of it.")
    ids: list[str] = Field([], description="Ids concerned; absent: none.")
    value: JsonValue = Field(None, description="The value sent; absent for private fields and for whole objects.")
    allowed: JsonValue = Field(None, description="What would be accepted; absent: nothing to list.")
    message: Message = Field(description="What is wrong, for people.")
