"""The stored requests: which there are, how each is made, and what is known of their cost.

``python -m scenarios`` writes them anew; a test proves that they are what their seeds give.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from scenarios.generator import Json, generate

# Below the package's folder.
FOLDER = "days"
BEST_KNOWN = "best-known.json"


@dataclass(frozen=True, slots=True)
class Stored:
    """How a stored request is made; None: as the generator chooses."""

    name: str
    kind: str
    tickets: int
    technicians: int | None = None
    seed: int = 1
    linked: bool = True
    lang: str | None = None

    def make(self) -> Json:
        """Return the request."""
        return generate(self.kind, self.seed, self.tickets, self.technicians, linked=self.linked, lang=self.lang)


@dataclass(frozen=True, slots=True)
class BestKnown:
    """The cheapest legal plan and the highest proved bound that have been found for a request; None: none yet.

    ``request`` is the beginning of the SHA-256 of the request's text: costs of another text say nothing.
    """

    request: str
    cost: int | None = None
    bound: int | None = None


_ROWS = (
    Stored("estate-20", "one_estate", 20),
    Stored("estate-60", "one_estate", 60),
    Stored("estates-40-unlinked", "several_estates", 40, linked=False),
    Stored("estates-60", "several_estates", 60, 8),
    Stored("estates-60-en", "several_estates", 60, 8, lang="en"),
    Stored("estates-120", "several_estates", 120),
    Stored("estates-250", "several_estates", 250, 30),
    Stored("city-60", "city", 60),
    Stored("city-120", "city", 120),
    Stored("storm-60", "storm", 60),
    Stored("storm-250", "storm", 250),
    Stored("short-staffed-60", "short_staffed", 60),
    Stored("overbooked-80", "overbooked", 80),
    Stored("week-100", "week", 100),
    Stored("two-trade-60", "two_trade", 60),
    Stored("contractors-80", "contractors", 80),
    Stored("night-duty-60", "night_duty", 60),
)
STORED: Mapping[str, Stored] = {row.name: row for row in _ROWS}


def text_of(request: Json) -> str:
    """Return the text that is stored: every site, technician and ticket on a line of its own."""
    parts = [f"{_compact(name)}: {_lines(value)}" for name, value in request.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def best_known() -> dict[str, BestKnown]:
    """Return what is known of each stored request as it is now, by name."""
    package = resources.files("scenarios")
    rows: dict[str, dict[str, Any]] = json.loads(package.joinpath(BEST_KNOWN).read_bytes())
    known = {}
    for name in STORED:
        request = hashlib.sha256(package.joinpath(FOLDER, f"{name}.json").read_bytes()).hexdigest()[:16]
        row = rows.get(name, {})
        known[name] = BestKnown(**row) if row.get("request") == request else BestKnown(request)
    return known


def write_best_known(rows: Mapping[str, BestKnown], folder: Path) -> None:
    """Write what is known into the package's folder."""
    lines = [
        f" {_compact(name)}: {_compact({'request': row.request, 'cost': row.cost, 'bound': row.bound})}"
        for name, row in rows.items()
    ]
    (folder / BEST_KNOWN).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _lines(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n " + ",\n ".join(_compact(item) for item in value) + "\n]"
    return _compact(value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
