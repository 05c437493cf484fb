"""Options of a re-plan: several plans to choose from, each good for something else."""

from typing import Any, Literal

from pydantic import Field

from dispatcher.schemas.common import Version, Wire
from dispatcher.schemas.event import Paused
from dispatcher.schemas.plan import Plan

ModeName = Literal["fast", "steady", "best"]


class Option(Wire):
    """One plan to choose."""

    mode: ModeName = Field(description="fast: the fewest routes touched; steady: few changes; best: the lowest cost.")
    modes: list[ModeName] = Field(description="Every mode asked for that this plan is the answer to.")
    plan: Plan
    interrupts: list[Paused] = Field(
        [], description="Events that go with the plan: visits under way that it interrupts; absent: none."
    )

    def to_wire(self) -> dict[str, Any]:
        """Return the JSON tree, the plan with every field as plans have it."""
        interrupts = {"interrupts": [event.to_wire() for event in self.interrupts]} if self.interrupts else {}
        return {"mode": self.mode, "modes": self.modes, "plan": self.plan.to_wire(), **interrupts}


class Options(Wire):
    """The answers to what has happened, equal plans once."""

    schema_version: Version
    options: list[Option] = Field(description="In the order of the modes asked for.")

    def to_wire(self) -> dict[str, Any]:
        """Return the JSON tree."""
        return {"schema_version": self.schema_version, "options": [option.to_wire() for option in self.options]}
