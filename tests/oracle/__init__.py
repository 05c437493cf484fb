"""The oracle: the cheapest legal plan of a tiny problem, by enumeration.

A third voice for every rule, sharing no code with the rules, the tables or a search. The checker confirms what it
finds, so that a misreading on either side shows.
"""

from tests.oracle.enumeration import OracleError, best_plan

__all__ = ["OracleError", "best_plan"]
