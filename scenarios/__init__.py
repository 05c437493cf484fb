"""Realistic days: a seeded generator of requests, and requests that are packaged with the engine."""

from importlib import resources
from importlib.resources.abc import Traversable

from scenarios.generator import generate
from scenarios.kinds import KINDS
from scenarios.stored import FOLDER, STORED

# The day of the demo, by language of its texts; but for them it is one day.
DEMO = {"en": "estates-60-en", "zh": "estates-60"}
_WRITTEN = ("example-request", "small-day")
# Packaged beside the requests to plan: a plan and events of the example, and a whole morning (`scenarios.morning`).
STORIES = ("example-plan", "example-events", "bad-morning", "bad-morning-plan", "bad-morning-events")


def list_scenarios() -> list[str]:
    """Return the names of all packaged requests: those written by hand, then those made by the generator."""
    return [*_WRITTEN, *STORED]


def load(name: str) -> bytes:
    """Return the JSON text of any packaged file, a request or a plan, by its name without ``.json``.

    Raises
    ------
    FileNotFoundError
        If nothing of that name is packaged.
    """
    return _file(name).read_bytes()


def read_scenario(name: str) -> bytes:
    """Return the JSON text of a packaged request, or of a part of ``STORIES``.

    Raises
    ------
    KeyError
        If no scenario of that name is packaged.
    """
    if name not in (*list_scenarios(), *STORIES):
        raise KeyError(name)
    return _file(name).read_bytes()


def _file(name: str) -> Traversable:
    folder = resources.files(__name__)
    return (folder / FOLDER if name in STORED else folder).joinpath(f"{name}.json")


__all__ = ["DEMO", "KINDS", "STORED", "STORIES", "generate", "list_scenarios", "load", "read_scenario"]
