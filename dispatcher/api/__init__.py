"""The HTTP service: thin routes around the use cases; the ticketing system owns tickets, the service plans."""

from dispatcher.api.app import create_app
from dispatcher.api.service import make_service
from dispatcher.api.settings import ServiceSettings

__all__ = ["ServiceSettings", "create_app", "make_service"]
