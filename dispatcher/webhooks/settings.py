"""How messages are sent."""

from dataclasses import dataclass

from dispatcher.webhooks.address import Networks


@dataclass(frozen=True, slots=True)
class SendSettings:
    """What an installation may change.

    Attributes
    ----------
    networks
        Networks of its own that messages may go to, by plain HTTP as well; all other addresses must be public.
    give_up_seconds
        How long after it was written a message is tried again.
    kept_seconds
        How long messages that are done with are kept; 0: for ever.
    try_seconds
        What one try may take, until the status is there.
    poll_seconds
        How often the outbox is looked at.
    """

    networks: Networks = ()
    give_up_seconds: float = 24 * 3600.0
    kept_seconds: float = 30 * 24 * 3600.0
    try_seconds: float = 10.0
    poll_seconds: float = 0.5
