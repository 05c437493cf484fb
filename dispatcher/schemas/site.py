"""A place of work, as sent."""

from pydantic import Field

from dispatcher.schemas.common import Id, Latitude, Longitude, Minutes, Text, Wire


class Site(Wire):
    """A place where visits are made or shifts start."""

    id: Id
    name: Text | None = Field(None, description="Name shown to people; absent: the id.")
    estate_id: Id | None = Field(None, description="Estate of the site; absent: none, open to every technician.")
    lat: Latitude | None = Field(None, description="Latitude in degrees (WGS-84); needed by coordinates travel.")
    lon: Longitude | None = Field(None, description="Longitude in degrees (WGS-84); needed by coordinates travel.")
    access_minutes: Minutes = Field(
        0, description="Minutes for lift and gate, part of every travel to the site from another site."
    )
