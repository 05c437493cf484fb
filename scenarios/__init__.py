"""Requests that are packaged with the engine; ``read_scenario`` gives one as it would come from another system."""

from importlib import resources

from scenarios.generator import generate
from scenarios.kinds import KINDS

DEMO = "demo-day"


def list_scenarios() -> list[str]:
    """Return the names of all packaged requests, in order."""
    names = (file.name for file in resources.files(__name__).iterdir())
    return sorted(name.removesuffix(".json") for name in names if name.endswith(".json") and "-plan." not in name)


def load(name: str) -> bytes:
    """Return the JSON text of any packaged file, a request or a plan, by its name without ``.json``.

    Raises
    ------
    FileNotFoundError
        If nothing of that name is packaged.
    """
    return resources.files(__name__).joinpath(f"{name}.json").read_bytes()


def read_scenario(name: str) -> bytes:
    """Return the JSON text of a packaged request.

    Raises
    ------
    KeyError
        If no scenario of that name is packaged.
    """
    if name not in list_scenarios():
        raise KeyError(name)
    return resources.files(__name__).joinpath(f"{name}.json").read_bytes()


__all__ = ["DEMO", "KINDS", "generate", "list_scenarios", "load", "read_scenario"]
