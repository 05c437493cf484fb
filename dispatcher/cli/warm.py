"""``dispatcher warm``: compile the search ahead of its first use."""

import importlib
import time

import typer

COMPILED = "solver.search.full"  # all compiled functions are below it


def warm() -> None:
    """Compile the search, or load what was compiled before, and say how long it took."""
    began = time.monotonic()
    importlib.import_module(COMPILED)
    typer.echo(f"The search is ready: {time.monotonic() - began:.1f} s.", err=True)
