"""Reading inputs: JSON to models, with every fault at once and no exception for any input."""

from dispatcher.reading.plan import read_plan
from dispatcher.reading.request import read_request

__all__ = ["read_plan", "read_request"]
