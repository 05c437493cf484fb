"""The days that engines are compared on: packaged requests, and generated ones by a name that says how."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dispatcher.convert.problem import make_problem
from dispatcher.reading.request import read_request
from scenarios import KINDS, generate, list_scenarios, read_scenario
from scenarios.generator import TECHNICIANS, TICKETS
from solver.problem import Problem

_GENERATED = re.compile(
    r"(?P<kind>[a-z_]+)-(?P<tickets>\d+)x(?P<technicians>\d+)(?:-seed(?P<seed>\d+))?(?P<unshared>-unshared)?"
)

# Days without ties between tickets, which every engine is given whole, and packaged days with them. Chosen by kind
# and size before any engine was run on them.
SMOKE = ("one_estate-12x3",)
UNLINKED = (
    "one_estate-60x9", "several_estates-60x8", "city-60x7", "storm-60x8", "short_staffed-60x6", "two_trade-60x7",
    "night_duty-60x11", "overbooked-80x7", "contractors-80x9", "several_estates-120x13", "city-120x13",
    "several_estates-250x30", "city-250x27", "storm-250x28",
)  # fmt: skip
LINKED = (
    "estate-60", "estates-60", "city-60", "storm-60", "two-trade-60", "overbooked-80", "contractors-80", "week-100",
    "estates-120", "estates-250",
)  # fmt: skip
README = (
    "one_estate-60x9", "several_estates-60x8", "city-60x7", "storm-60x8", "overbooked-80x7", "contractors-80x9",
    "several_estates-250x30", "city-250x27",
)  # fmt: skip
# After a name: the same day without the price of an unfair share of work, which half of the libraries cannot be told.
UNSHARED = "-unshared"
SETS: Mapping[str, tuple[str, ...]] = {
    "smoke": SMOKE,
    "readme": README,
    "unlinked": UNLINKED,
    "unshared": tuple(f"{name}{UNSHARED}" for name in README),
    "linked": LINKED,
    "all": UNLINKED + tuple(f"{name}{UNSHARED}" for name in README) + LINKED,
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day to plan.

    Attributes
    ----------
    request
        The beginning of the SHA-256 of the request's text: figures of another text say nothing.
    """

    name: str
    request: str
    problem: Problem


def is_known(name: str) -> bool:
    """Whether a name is that of a packaged request, or says how a day is generated without ties between tickets."""
    if name in list_scenarios():
        return True
    found = _GENERATED.fullmatch(name)
    if found is None or found["kind"] not in KINDS:
        return False
    return int(found["tickets"]) in TICKETS and int(found["technicians"]) in TECHNICIANS


def read_day(name: str) -> Day:
    """Return the day of a name.

    Raises
    ------
    KeyError
        If there is no such day.
    ValueError
        If its request does not read.
    """
    text = _text(name)
    request, faults = read_request(text)
    if request is None:
        raise ValueError(f"{name}: {faults[0]}")
    return Day(name, digest(text), make_problem(request))


def digest(text: bytes) -> str:
    """Return the beginning of a text's SHA-256."""
    return hashlib.sha256(text).hexdigest()[:16]


def _text(name: str) -> bytes:
    if name in list_scenarios():
        return read_scenario(name)
    found = _GENERATED.fullmatch(name)
    if found is None or not is_known(name):
        raise KeyError(name)
    seed = int(found["seed"] or 1)
    tree: dict[str, Any] = generate(found["kind"], seed, int(found["tickets"]), int(found["technicians"]), linked=False)
    if found["unshared"]:
        policy = tree.setdefault("policy", {})
        policy["weights"] = {**policy.get("weights", {}), "workload": 0}
    return json.dumps(tree, ensure_ascii=False, sort_keys=True).encode()
