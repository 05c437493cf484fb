"""``dispatcher bench``: our engine and others on the same days, judged by one checker."""

import errno
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.streams import STANDARD, refuse, standard_output, tell, write_bytes, write_json
from dispatcher.cli.trouble import unreadable, unwritable
from dispatcher.faults import make_fault
from dispatcher.reports.words import Lang

if TYPE_CHECKING:
    from benchmarks.comparison.queue import Table
    from benchmarks.comparison.results import Row

ROWS, PAGE, PICTURE = "comparison.csv", "comparison.md", "comparison.svg"
BUDGETS, SEEDS = (1.0, 10.0, 60.0), (0, 1, 2)
SMOKE_SECONDS = 0.5


class DaySet(StrEnum):
    """The days to compare on, where none is named."""

    README = "readme"
    UNLINKED = "unlinked"
    UNSHARED = "unshared"
    LINKED = "linked"
    ALL = "all"


def bench(
    days: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DAY]...", help="Packaged requests, or KIND-TICKETSxTECHNICIANS[-seedN][-unshared]."),
    ] = None,
    day_set: Annotated[DaySet, typer.Option("--set", help="Days where none is named.")] = DaySet.README,
    engine: Annotated[list[str] | None, typer.Option("--engine", help="Only this one; may be repeated.")] = None,
    budget: Annotated[
        list[float] | None,
        typer.Option("--budget", min=0.1, max=3600, help="Seconds of search; may be repeated.", show_default="1 10 60"),
    ] = None,
    seed: Annotated[
        list[int] | None,
        typer.Option("--seed", min=0, max=2_147_483_647, help="May be repeated.", show_default="0 1 2"),
    ] = None,
    cores: Annotated[int, typer.Option("--cores", min=1, max=64, help="Cores for engines that use several.")] = 2,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Rows kept so far; table and plot of them.")
    ] = "bench",
    readme: Annotated[
        bool, typer.Option("--readme", help="Keep the rows in the checkout and write its README's table and plot.")
    ] = False,
    smoke: Annotated[bool, typer.Option("--smoke", help="Every engine once on a tiny day; keeps nothing.")] = False,
    beside: Annotated[
        bool, typer.Option("--beside", help="Engines that search on one core run at the same time, each on its own.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Run nothing: say what is left to run.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    lang: LangOption = None,
) -> None:
    """Compare engines on the same days: runs that have been made are kept, the others are made."""
    from benchmarks.comparison.days import SETS
    from benchmarks.comparison.queue import Table

    language = choose_language(lang)
    engines = _engines(engine, language)
    scenarios = list(days or SETS["smoke" if smoke else day_set.value])
    _require_days(scenarios, language)
    budgets, seeds = (budget or BUDGETS, seed or SEEDS) if not smoke else ((SMOKE_SECONDS,), (0,))
    table = Table(scenarios, engines, tuple(budgets), tuple(seeds), cores)
    if smoke:
        with tempfile.TemporaryDirectory() as folder:
            rows = _work(table, Path(folder), beside, dry_run, language)
            _show(rows, cores, as_json, language)
        raise typer.Exit(ExitCode.RULE_BROKEN if any(row.cost is None for row in rows) else ExitCode.DONE)
    kept = _checkout(language) / "benchmarks" / "results" if readme else Path(output)
    rows = _work(table, kept, beside, dry_run, language)
    _write(rows, cores, kept, readme, language)
    _show(rows, cores, as_json, language)


def _engines(wished: Sequence[str] | None, lang: Lang) -> list[str]:
    """Return the engines asked for; where none is, all whose library is installed, the others told."""
    from benchmarks.comparison.engines import ENGINES, missing_libraries
    from benchmarks.comparison.words import say

    if unknown := sorted(set(wished or ()) - ENGINES.keys()):
        refuse([make_fault("unknown_engine", ids=unknown, allowed=list(ENGINES))], lang)
    if wished:
        if missing := missing_libraries(ENGINES[name] for name in wished):
            refuse([make_fault("missing_library", ids=missing)], lang)
        return list(dict.fromkeys(wished))
    if without := [name for name, row in ENGINES.items() if not row.is_installed]:
        tell(say("without", lang is Lang.ZH, engines=", ".join(without)))
    return [name for name, row in ENGINES.items() if row.is_installed]


def _require_days(scenarios: Sequence[str], lang: Lang) -> None:
    from benchmarks.comparison.days import is_known
    from scenarios import list_scenarios

    if unknown := [name for name in scenarios if not is_known(name)]:
        pattern = "KIND-TICKETSxTECHNICIANS[-seedN][-unshared]"
        refuse([make_fault("unknown_scenario", ids=unknown, allowed=[*list_scenarios(), pattern])], lang)


def _checkout(lang: Lang) -> Path:
    """Return the folder of the checkout the program runs from."""
    import benchmarks

    root = Path(benchmarks.__file__).resolve().parent.parent
    if not (root / "README.md").is_file():
        refuse([unreadable(str(root / "README.md"), FileNotFoundError(errno.ENOENT, ""))], lang)
    return root


def _work(table: "Table", folder: Path, beside: bool, dry_run: bool, lang: Lang) -> "list[Row]":
    """Make the runs that are missing; return all rows of the folder."""
    from benchmarks.comparison.queue import missing, seconds_of, work_off
    from benchmarks.comparison.results import read_rows
    from benchmarks.comparison.words import say

    path, zh = folder / ROWS, lang is Lang.ZH
    try:
        read_rows(path)
        left = missing(table, path)
        minutes = seconds_of(left, beside=beside) / 60
        tell(say("left", zh, runs=len(left), minutes=minutes) if left else say("none_left", zh))
        if not dry_run:
            work_off(left, path, lambda row: tell(_told(row)), beside=beside)
        return read_rows(path)
    except ValueError:
        refuse([make_fault("damaged_comparison", ids=[str(path)])], lang)
    except OSError as error:
        refuse([unwritable(str(path), error)], lang)


def _told(row: "Row") -> str:
    """Return a run in a line."""
    cost = "–" if row.cost is None else str(row.cost)
    seconds = "" if row.search_seconds is None else f" {row.search_seconds:.1f} s"
    return f"{row.scenario} {row.engine} {row.budget:g} s #{row.seed}: {cost}{seconds} {row.note}".rstrip()


def _write(rows: "Sequence[Row]", cores: int, folder: Path, readme: bool, lang: Lang) -> None:
    """Write table and plot beside the rows, and into the README if asked to; nothing where there are no rows."""
    if not rows:
        return
    from benchmarks.comparison.figures import Figures
    from benchmarks.comparison.plot import draw
    from benchmarks.comparison.readme import write_readme
    from benchmarks.comparison.table import page
    from benchmarks.comparison.words import say

    figures, zh = Figures(rows, cores), lang is Lang.ZH and not readme
    files = [folder / PAGE, folder / PICTURE]
    write_bytes(page(figures, zh).encode(), str(files[0]), lang)
    write_bytes(draw(figures, zh=zh).encode(), str(files[1]), lang)
    if readme:
        try:
            files += write_readme(folder.parent.parent)
        except ValueError:
            refuse([make_fault("damaged_comparison", ids=["README.md"])], lang)
    tell(say("written", lang is Lang.ZH, files=", ".join(map(str, [folder / ROWS, *files]))))


def _show(rows: "Sequence[Row]", cores: int, as_json: bool, lang: Lang) -> None:
    """Print the figures."""
    from benchmarks.comparison.figures import Figures
    from benchmarks.comparison.table import page
    from benchmarks.comparison.tree import tree

    figures = Figures(rows, cores)
    if as_json:
        write_json(tree(figures), STANDARD)
        return
    with standard_output() as stream:
        stream.write(page(figures, lang is Lang.ZH))
