"""How travel minutes are given: a matrix, zones or coordinates."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from dispatcher.schemas.common import Id, Minutes, Wire

Speed = Annotated[float, Field(ge=0.1, le=1000)]
KINDS = ("matrix", "zones", "coordinates")


class MatrixTravel(Wire):
    """Minutes between every two sites; may be asymmetric, the diagonal is 0."""

    kind: Literal["matrix"] = Field(description="Which kind of travel this is.")
    site_ids: list[Id] = Field(description="Sites of the rows and columns, in order.")
    minutes: list[list[Minutes]] = Field(description="Row: from; column: to; minutes without access minutes.")


class ZonePair(Wire):
    """Minutes from one estate to another; directed."""

    from_estate: Id
    to_estate: Id
    minutes: Minutes = Field(description="Minutes from one to the other, access minutes not included.")


class ZonesTravel(Wire):
    """Minutes by estate."""

    kind: Literal["zones"] = Field(description="Which kind of travel this is.")
    same_site: Minutes = Field(0, description="Minutes between two visits at one site.")
    same_estate: Minutes = Field(6, description="Minutes between two sites of one estate.")
    between_estates: Minutes = Field(25, description="Minutes between estates that no pair names, or without estate.")
    pairs: list[ZonePair] = Field([], description="Minutes between particular estates; absent: none.")


class CoordinatesTravel(Wire):
    """Minutes by great-circle distance times 1.3, on foot or by vehicle."""

    kind: Literal["coordinates"] = Field(description="Which kind of travel this is.")
    walk_kmh: Speed = Field(4.5, description="Walking speed in kilometres an hour.")
    walk_within_metres: Annotated[float, Field(ge=0, le=1_000_000)] = Field(
        800, description="Longest way (times 1.3) that may be walked, in metres."
    )
    drive_kmh: Speed = Field(20, description="Driving speed in kilometres an hour.")
    drive_overhead_minutes: Minutes = Field(4, description="Minutes to start and park, once per drive.")


def _tag(value: Any) -> str | None:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"#{kind}" if isinstance(kind, str) and kind in KINDS else None


Travel = Annotated[
    Annotated[MatrixTravel, Tag("#matrix")]
    | Annotated[ZonesTravel, Tag("#zones")]
    | Annotated[CoordinatesTravel, Tag("#coordinates")],
    Discriminator(_tag, custom_error_type="bad_kind", custom_error_message="kind of travel"),
]
