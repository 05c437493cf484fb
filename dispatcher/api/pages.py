"""The generated files about the service: its settings, and the description of its API."""

import os
from collections.abc import Sequence
from functools import cache

from dispatcher.api.app import create_app
from dispatcher.api.openapi import openapi_text
from dispatcher.api.service import describe_only
from dispatcher.api.settings import ServiceSettings, settings_rows

SETTINGS_HEAD = ("variable", "default", "meaning")


def settings_cells() -> Sequence[Sequence[str]]:
    """Return the rows of the table of settings."""
    return [(f"`{name}`", f"`{default}`" if default else "none", about) for name, default, about in settings_rows()]


@cache
def api_text() -> str:
    """Return the description of the API as the text that documentation holds."""
    return openapi_text(create_app(describe_only(ServiceSettings(store=os.devnull))))  # keeps nothing
