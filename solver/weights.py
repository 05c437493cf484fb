"""What each term of the cost weighs: the contract's numbers, a profile over them, a company's own over both."""

from collections.abc import Iterable, Iterator, Mapping

from solver.errors import ProblemError
from solver.policy import Interrupt, Policy
from solver.rules import SOFT_RULES

Overrides = Mapping[str, int | Mapping[str, int]]

BALANCED = "balanced"
PROFILES: tuple[str, ...] = (BALANCED, *sorted({name for rule in SOFT_RULES for name in rule.profiles}))


def resolve_weights(profile: str = BALANCED, overrides: Overrides | None = None) -> dict[str, dict[str, int]]:
    """Return every weight of every term of the cost.

    Parameters
    ----------
    profile
        One of ``PROFILES``; it multiplies the defaults of some terms.
    overrides
        Per term 0 (off), a number (for each of its names) or some of its names with a number; they replace
        what the profile gives. None: nothing is replaced.

    Returns
    -------
    dict
        ``{term: {name: cost per unit}}`` in the contract's order.

    Raises
    ------
    ProblemError
        If the profile, a term or a name is unknown or a number is negative: all of them, with what is allowed.
    """
    overrides = overrides or {}
    if faults := [*_profile_faults(profile), *_override_faults(overrides)]:
        raise ProblemError("; ".join(faults))
    weights = {
        rule.name: {name: value * rule.profiles.get(profile, 1) for name, value in rule.weights.items()}
        for rule in SOFT_RULES
    }
    for term, given in overrides.items():
        weights[term].update(given if isinstance(given, Mapping) else dict.fromkeys(weights[term], given))
    return weights


def default_policy(
    profile: str = BALANCED,
    overrides: Overrides | None = None,
    *,
    promised_hard: bool = True,
    interrupt: Interrupt = Interrupt.NEVER,
    arrival_before: int = 30,
    arrival_after: int = 60,
) -> Policy:
    """Return a policy whose weights are resolved from a profile and what replaces parts of it."""
    weights = resolve_weights(profile, overrides)
    return Policy(weights, promised_hard, interrupt, arrival_before, arrival_after)


def _one_of(names: Iterable[str]) -> str:
    return ", ".join(names)


def _profile_faults(profile: str) -> Iterator[str]:
    if profile not in PROFILES:
        yield f"unknown profile {profile!r}, allowed: {_one_of(PROFILES)}"


def _override_faults(overrides: Overrides) -> Iterator[str]:
    known = {rule.name: rule.weights for rule in SOFT_RULES}
    for term, given in overrides.items():
        if term not in known:
            yield f"unknown weight {term!r}, allowed: {_one_of(known)}"
            continue
        named = given if isinstance(given, Mapping) else dict.fromkeys(known[term], given)
        for name, value in named.items():
            if name not in known[term]:
                yield f"unknown weight {f'{term}.{name}'!r}, allowed: {_one_of(known[term])}"
            elif value < 0:
                yield f"weight {term}.{name} is {value}, allowed: 0 or more"
