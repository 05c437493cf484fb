"""``dispatcher warm``: compile the search ahead of its first use."""

import importlib
import time

import typer

COMPILED = ("solver.search.full", "solver.explain.crowding")  # all compiled functions are below them


def warm() -> None:
    """Compile the search, or load what was compiled before, and say how long it took."""
    began = time.monotonic()
    for name in COMPILED:
        importlib.import_module(name)
    typer.echo(f"The search is ready: {time.monotonic() - began:.1f} s.", err=True)
