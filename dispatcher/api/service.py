"""What one running service holds."""

from dataclasses import dataclass, field

from dispatcher.api.counts import Counts
from dispatcher.api.keys import KeyFile
from dispatcher.api.rates import Rates
from dispatcher.api.settings import ServiceSettings


@dataclass(slots=True)
class Service:
    """The parts that routes share.

    Attributes
    ----------
    rates, failures
        How often a key, and an address without a valid key, may call.
    """

    settings: ServiceSettings
    keys: KeyFile
    rates: Rates
    failures: Rates
    counts: Counts = field(default_factory=Counts)

    def missing(self) -> str:
        """Return what keeps the service from working; empty: nothing does."""
        return "" if self.keys.list() else "no_keys"


def make_service(settings: ServiceSettings) -> Service:
    """Return the parts of a service.

    Raises
    ------
    ValueError, OSError
        As ``KeyFile``.
    """
    return Service(
        settings,
        KeyFile(settings.folder / "keys.json"),
        Rates(settings.rate_per_minute, settings.rate_burst),
        Rates(settings.failed_per_minute, max(1, settings.failed_per_minute)),
    )
