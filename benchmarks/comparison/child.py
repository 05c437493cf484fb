"""Runs in processes of their own: an engine that crashes, hangs or eats the memory fails alone.

``python -m benchmarks.comparison.child SCENARIO ENGINE BUDGET SEED CORES [CORE]`` makes one run and prints its row as
JSON; with CORE it keeps to that one of the cores.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace

from benchmarks.comparison.results import Row
from benchmarks.comparison.run import Run, measure

GRACE_SECONDS = 180.0  # beyond the budget, for reading, building, timing sequences and judging
MEMORY_BYTES = 12 * 2**30  # of address space


def command_of(run: Run, core: int | None = None) -> list[str]:
    """Return the command that makes a run, on one core of its own if one is given."""
    arguments = [run.scenario, run.engine, f"{run.budget:g}", str(run.seed), str(run.cores)]
    arguments += [] if core is None else [str(core)]
    return [sys.executable, "-m", "benchmarks.comparison.child", *arguments]


def run_apart(command: Sequence[str], row: Row, seconds: float) -> Row:
    """Return the row that a process prints; ``row`` with a note if it dies, hangs or prints none."""
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return replace(row, note=f"no answer after {seconds:g} s")
    if told.returncode < 0:
        return replace(row, note=f"crashed: {signal.Signals(-told.returncode).name}")
    lines = told.stdout.strip().splitlines()
    try:
        return Row(**json.loads(lines[-1]))
    except (IndexError, TypeError, ValueError):
        last = (told.stderr.strip().splitlines() or ["nothing"])[-1]
        return replace(row, note=f"exit code {told.returncode}: {last}"[:200])


def confine(first: int, cores: int) -> None:
    """Keep this process to some cores and to its memory, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allowed[first : first + cores] or allowed)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main(arguments: Sequence[str]) -> None:
    """Make one run and print its row; what libraries print goes to standard error."""
    scenario, engine, budget, seed, cores, *core = arguments
    run = Run(scenario, engine, float(budget), int(seed), int(cores))
    confine(int(core[0]), 1) if core else confine(0, run.cores)
    answer = os.dup(1)
    os.dup2(2, 1)
    row = measure(run)
    with os.fdopen(answer, "w", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(row)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
