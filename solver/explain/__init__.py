"""Why a plan is as it is: classes and proofs of what is left out."""

from solver.explain.classes import Reason, Unassigned, UnassignedClass, classify

__all__ = ["Reason", "Unassigned", "UnassignedClass", "classify"]
