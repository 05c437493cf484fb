"""Plan the instances of a public set, those that are not in its csv yet, and write the page of results anew.

Run from the repository's root: python -m benchmarks.public SET [--seconds 60] [--instances ...] [--workers 2]
[--again], or python -m benchmarks.public --page. ``DISPATCHER_DATA`` names the folder that holds the sets.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from subprocess import run

from benchmarks.public.faults import SetError
from benchmarks.public.outcome import Outcome
from benchmarks.public.page import PAGE, build_page
from benchmarks.public.results import Row, add_row, csv_path, keep_solution, kept_solutions, make_row, read_rows
from benchmarks.public.sets import SETS, VARIABLE, PublicSet, data_folder


def main(words: Sequence[str] | None = None) -> int:
    """Plan what is asked for; 2 if that cannot be."""
    arguments = _parser().parse_args(words)
    if arguments.set is not None:
        data = data_folder()
        if data is None:
            print(f"{VARIABLE} names no folder with public sets", file=sys.stderr)
            return 2
        try:
            _plan(SETS[arguments.set], data, arguments)
        except SetError as error:
            print(error, file=sys.stderr)
            return 2
    PAGE.write_text(build_page(), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.public")
    parser.add_argument("set", nargs="?", choices=SETS)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each instance")
    parser.add_argument("--instances", nargs="+", help="names or ends of names; all by default")
    parser.add_argument("--workers", type=int, default=2, help="threads")
    parser.add_argument("--again", action="store_true", help="also those that are in the csv")
    parser.add_argument("--page", action="store_true", help="write the page alone")
    return parser


def _plan(public: PublicSet, data: Path, arguments: argparse.Namespace) -> None:
    import solver.search.full  # noqa: F401  compiled or loaded before any clock runs

    known, path, limit = public.known(data), csv_path(public.name), (arguments.seconds, arguments.workers)
    done = {row.key for row in read_rows(path)}
    for name, file in public.files(data).items():
        if arguments.instances and not name.endswith(tuple(arguments.instances)):
            continue
        if not arguments.again and (name, f"{limit[0]:g}", str(limit[1])) in done:
            continue
        began = time.monotonic()
        outcome = public.plan(file, *limit, time.monotonic)
        stamp = (date.today().isoformat(), _version())
        row = make_row(name, limit, time.monotonic() - began, outcome, known.get(name), stamp)
        add_row(path, row)
        if row.is_better and outcome.solution is not None:
            _keep(public, file, row, outcome)
        print(f"{name}: {row.value or 'none'} (best known {row.best_known or '-'}), proved: {row.proved}", flush=True)


def _keep(public: PublicSet, file: Path, row: Row, outcome: Outcome) -> None:
    """Keep a solution better than what was known, unless a better one is kept."""
    kept = [p for p in kept_solutions(public.name) if p.name.startswith(f"{row.instance}__")]
    before = [measures for path in kept if (measures := public.judge(file, path)) is not None]
    if outcome.solution is not None and all(outcome.measures < measures for measures in before):
        keep_solution(public.name, row, outcome.solution, public.suffix)


def _version() -> str:
    """Return the commit that runs, or the version where there is no repository."""
    said = run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return said.stdout.strip() if said.returncode == 0 else version("dispatcher")


if __name__ == "__main__":
    sys.exit(main())
