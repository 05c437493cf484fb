"""Whom to call; private, never read by the solver."""

from pydantic import Field

from dispatcher.schemas.common import Text, Wire


class Contact(Wire):
    """A person's name and phone."""

    name: Text | None = Field(None, description="Name; absent: not known.")
    phone: Text | None = Field(None, description="Phone number as text; absent: not known.")
