"""What a figure was made with: versions, sources, machine."""

import hashlib
import importlib.metadata
import platform
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import solver
from benchmarks import peers
from benchmarks.comparison.engines import Engine

LIBRARIES = ("dispatcher", "ortools", "numba", "numpy", "pyvrp", "pyvroom")


def code_of(engine: Engine) -> str:
    """Return what an engine's figures depend on: of ours the sources of the solver, of a peer its model and version.

    Figures of one code are not made twice, and changes elsewhere leave them valid.
    """
    if not engine.sources:
        return _digest(tuple(sorted(Path(solver.__file__).parent.rglob("*.py"))))
    folder = Path(peers.__file__).parent
    text = _digest(tuple(folder / name for name in engine.sources))
    return f"{text} {_version(engine.library[0])}" if engine.library else text


@cache
def versions() -> str:
    """Return the versions of Python and of every library that takes part, in one line."""
    found = [f"python {platform.python_version()}", *(f"{name} {_version(name)}" for name in LIBRARIES)]
    return ", ".join(row for row in found if not row.endswith(" none"))


@cache
def commit() -> str:
    """Return the commit of the checkout; empty where there is none."""
    folder = Path(solver.__file__).parent
    try:
        told = subprocess.run(
            ["git", "rev-parse", "--short=10", "HEAD"], cwd=folder, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return told.stdout.strip()


@cache
def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"


@cache
def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:10]
