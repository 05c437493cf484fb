"""How a company weighs its wishes: weights, promises, interruption, arrival windows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Interrupt(StrEnum):
    """Which started visits an emergency may interrupt."""

    NEVER = "never"
    NORMAL_AND_LOW = "normal_and_low"


@dataclass(frozen=True, slots=True)
class Policy:
    """The resolved policy of one request.

    Attributes
    ----------
    weights
        ``{term: {name: cost per unit}}``, integers >= 0, profile and overrides applied; every soft rule
        and every one of its weight names is present.
    promised_hard
        Whether a visit must start inside a promised window (hard) or may start after the last one at a
        price (soft).
    interrupt
        Which started visits an emergency may interrupt.
    arrival_before, arrival_after
        Minutes before and after the planned start that make the arrival window told to an owner without
        a promised window.
    """

    weights: Mapping[str, Mapping[str, int]]
    promised_hard: bool = True
    interrupt: Interrupt = Interrupt.NEVER
    arrival_before: int = 30
    arrival_after: int = 60

    def weight(self, term: str, name: str) -> int:
        """Return the cost per unit of one named weight of a term."""
        return self.weights[term][name]
