"""Why a plan is as it is: classes and proofs of what is left out, what would help, who else could."""

from solver.explain.bans import Reason
from solver.explain.classes import Unassigned, UnassignedClass, classify

__all__ = ["Reason", "Unassigned", "UnassignedClass", "classify"]
