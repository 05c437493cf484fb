"""Events: what has happened since a plan was published, written into a new request."""

from dispatcher.events.applying import apply

__all__ = ["apply"]
