"""How a company weighs its wishes, and how long to search, as sent."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from dispatcher.schemas.common import Minutes, Wire

Weight = Annotated[int, Field(ge=0, le=1_000_000_000)]


def _without_nulls(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if item is not None}


def _tag(value: Any) -> str:
    return "#names" if isinstance(value, dict) else "#number"


NamedWeights = Annotated[dict[str, Weight], BeforeValidator(_without_nulls)]
TermWeight = Annotated[
    Annotated[Weight, Tag("#number")] | Annotated[NamedWeights, Tag("#names")],
    Discriminator(_tag),
]
TermWeights = Annotated[dict[str, TermWeight], BeforeValidator(_without_nulls)]


class ArrivalSpan(Wire):
    """The arrival window told to an owner without a promised window."""

    before: Minutes = Field(30, description="Minutes before the planned start.")
    after: Minutes = Field(60, description="Minutes after the planned start.")


class Policy(Wire):
    """Weights and choices of a company."""

    profile: Annotated[str, Field(min_length=1)] = Field("balanced", description="Named set of weights.")
    weights: TermWeights = Field(
        {}, description="Over the profile: {term: 0 | number for all its names | {name: number}}; absent: none."
    )
    promised_windows: Literal["hard", "soft"] | None = Field(
        None, description="Whether promises may be missed; absent: hard for a first plan, soft with published."
    )
    interrupt: Literal["never", "normal_and_low"] = Field(
        "never", description="Which started visits an emergency may interrupt."
    )
    arrival_window: ArrivalSpan = Field(ArrivalSpan(), description="Width of arrival windows; absent: 30 and 60.")


class Search(Wire):
    """Limits and luck of the search; give either ``seconds`` or ``iterations``."""

    seconds: Annotated[float, Field(gt=0, le=86_400)] | None = Field(
        None, description="Wall seconds; absent: 10, or as iterations say."
    )
    iterations: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = Field(
        None, description="Iterations instead of seconds: repeatable to the byte; absent: by seconds."
    )
    seed: Annotated[int, Field(ge=0, le=2_147_483_647)] = Field(0, description="Seed of all random choices.")
    workers: Annotated[int, Field(ge=1, le=1024)] | None = Field(None, description="Cores; absent: all.")
    target_gap: Annotated[float, Field(ge=0, le=1)] = Field(
        0,
        description="Stop when the gap is proved this small; above 0, also prove how good days of over 120 visits are.",
    )
    engine: Literal["full", "cp_sat"] = Field("full", description="All methods, or the exact model alone.")
