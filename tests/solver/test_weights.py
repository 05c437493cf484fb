"""Weights: the contract's defaults, profiles, and what a company replaces."""

import pytest

from solver.errors import ProblemError
from solver.policy import Interrupt
from solver.rules import SOFT_RULES
from solver.weights import PROFILES, default_policy, resolve_weights

# The contract's table, typed in by hand.
BALANCED = {
    "unassigned": {"emergency": 1_000_000, "urgent": 5000, "normal": 1500, "low": 500},
    "respond_late": {"emergency": 50, "urgent": 10, "normal": 2, "low": 1},
    "complete_late": {"emergency": 50, "urgent": 10, "normal": 2, "low": 1},
    "promise_late": {"emergency": 50, "urgent": 10, "normal": 5, "low": 5},
    "travel": {"minute": 1},
    "overtime": {"minute": 3},
    "contractor": {"shift": 60, "minute": 1},
    "preference": {"window": 15, "technician": 15},
    "skill_waste": {"level": 3, "scarce": 5},
    "workload": {"over": 1, "over_60": 2, "over_120": 4},
    "disruption": {"technician": 40, "minute": 1, "told_minute": 2, "dropped": 300},
}


def test_balanced_is_the_contracts_table() -> None:
    """Every term and every name, with the contract's numbers, in its order."""
    weights = resolve_weights("balanced", {})

    assert weights == BALANCED
    assert list(weights) == [rule.name for rule in SOFT_RULES] == list(BALANCED)


def test_profiles_are_the_contracts() -> None:
    """Four profiles, ``balanced`` first."""
    assert PROFILES == ("balanced", "fast_response", "few_changes", "low_travel")


@pytest.mark.parametrize(
    ("profile", "term", "weights"),
    [
        ("fast_response", "respond_late", {"emergency": 150, "urgent": 30, "normal": 6, "low": 3}),
        ("low_travel", "travel", {"minute": 3}),
        ("few_changes", "disruption", {"technician": 160, "minute": 4, "told_minute": 8, "dropped": 1200}),
    ],
)
def test_profile_multiplies_one_term(profile: str, term: str, weights: dict[str, int]) -> None:
    """A profile multiplies every name of its term and leaves the others alone."""
    assert resolve_weights(profile, {}) == BALANCED | {term: weights}


def test_zero_turns_a_term_off() -> None:
    """0 stands for 0 in each name."""
    assert resolve_weights("balanced", {"workload": 0})["workload"] == {"over": 0, "over_60": 0, "over_120": 0}


def test_number_stands_for_each_name() -> None:
    """A number replaces every name of the term, the profile's factor included."""
    assert resolve_weights("low_travel", {"travel": 2, "contractor": 7}) == BALANCED | {
        "travel": {"minute": 2},
        "contractor": {"shift": 7, "minute": 7},
    }


def test_named_numbers_replace_those_names() -> None:
    """The names that are not given keep what the profile gives them."""
    weights = resolve_weights("fast_response", {"respond_late": {"normal": 4}})

    assert weights["respond_late"] == {"emergency": 150, "urgent": 30, "normal": 4, "low": 3}


def test_all_faults_are_named_with_what_is_allowed() -> None:
    """An unknown profile, term and name and a negative number are reported together."""
    with pytest.raises(ProblemError) as refusal:
        resolve_weights("cheap", {"fuel": 1, "travel": {"hour": 2}, "overtime": -1})

    profile, term, name, number = str(refusal.value).split("; ")
    assert profile == "unknown profile 'cheap', allowed: balanced, fast_response, few_changes, low_travel"
    assert term == f"unknown weight 'fuel', allowed: {', '.join(BALANCED)}"
    assert name == "unknown weight 'travel.hour', allowed: minute"
    assert number == "weight overtime.minute is -1, allowed: 0 or more"


def test_resolving_does_not_change_the_rules() -> None:
    """Overrides of one request do not reach the next."""
    resolve_weights("balanced", {"travel": 9})

    assert resolve_weights("balanced", {}) == BALANCED


def test_default_policy_is_the_contracts() -> None:
    """Balanced weights, hard promises, no interruption, 30 minutes before and 60 after."""
    policy = default_policy()

    assert policy.weights == BALANCED
    assert (policy.promised_hard, policy.interrupt) == (True, Interrupt.NEVER)
    assert (policy.arrival_before, policy.arrival_after) == (30, 60)
    assert policy.weight("disruption", "dropped") == 300
