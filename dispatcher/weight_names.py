"""Names of terms and weights, read from the registry of rules."""

from collections.abc import Mapping

from solver.rules import SOFT_RULES
from solver.weights import PROFILES

TERM_WEIGHTS: Mapping[str, tuple[str, ...]] = {rule.name: tuple(rule.weights) for rule in SOFT_RULES}
PROFILE_NAMES: tuple[str, ...] = PROFILES
