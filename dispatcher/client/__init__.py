"""A client of the service: every operation as a method, answers as models, refusals as exceptions."""

from dispatcher.client.client import Client
from dispatcher.client.refusal import Refusal

__all__ = ["Client", "Refusal"]
