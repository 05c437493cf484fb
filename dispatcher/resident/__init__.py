"""A process that stays: it holds a request with its plan in force ready, and answers what happens within moments."""

from dispatcher.resident.planner import Resident
from dispatcher.resident.proposals import Proposal

__all__ = ["Proposal", "Resident"]
