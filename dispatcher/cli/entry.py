"""The ``dispatcher`` program: its commands, and what happens when the command line itself is wrong."""

import sys
from io import TextIOWrapper
from itertools import pairwise
from typing import NoReturn

import typer

from dispatcher.cli import (
    apply,
    backup,
    bench,
    candidates,
    check,
    compare,
    demo,
    explain,
    importing,
    move,
    plan,
    replan,
    report,
    scenario,
    schema,
    serve,
    slots,
    streams,
    warm,
    watch,
    worker,
)
from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import choose_language
from dispatcher.cli.trouble import USAGE_ERROR, bad_usage
from dispatcher.reports.warnings import fault_sentence
from dispatcher.reports.words import Lang

app = typer.Typer(
    name="dispatcher",
    help="Dispatch optimization for property maintenance: who visits whom, when, and why.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("plan")(plan.plan)
app.command("check")(check.check)
app.command("candidates")(candidates.candidates)
app.command("slots")(slots.slots)
app.command("move")(move.move)
app.command("import")(importing.import_)
app.command("explain")(explain.explain)
app.command("report")(report.report)
app.command("apply")(apply.apply)
app.command("replan")(replan.replan)
app.command("compare")(compare.compare)
app.command("watch")(watch.watch)
app.add_typer(scenario.scenario, name="scenario")
app.command("schema")(schema.schema)
app.command("serve")(serve.serve)
app.command("backup")(backup.backup)
app.command("worker")(worker.worker)
app.command("warm")(warm.warm)
app.command("bench")(bench.bench)


@app.callback(invoke_without_command=True)
def describe(context: typer.Context) -> None:
    """Dispatch optimization for property maintenance: who visits whom, when, and why."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def run() -> NoReturn:
    """Run the command line and end the process with an exit code of ``ExitCode``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a locale without Chinese shows question marks, not a traceback
    try:
        sys.exit(app(standalone_mode=False))
    except USAGE_ERROR as error:
        error.show()  # type: ignore[attr-defined]
        fault = bad_usage(error)
        if choose_language(_wished()) is Lang.ZH:
            streams.tell(fault_sentence(fault, Lang.ZH))
        streams.write_json({"errors": [fault.to_wire()]}, streams.STANDARD)
        sys.exit(ExitCode.BAD_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(ExitCode.KILLED)


def _wished() -> Lang | None:
    """Return the language asked for on a command line that was not understood."""
    return next((lang for lang in Lang if f"--lang={lang}" in sys.argv or ["--lang", lang] in _pairs()), None)


def _pairs() -> list[list[str]]:
    return [list(pair) for pair in pairwise(sys.argv)]
