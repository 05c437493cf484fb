"""The ``dispatcher`` program: its commands, and what happens when the command line itself is wrong."""

import sys
from io import TextIOWrapper

import typer

from dispatcher.cli import check, demo, plan, schema, streams
from dispatcher.cli.exit_codes import ExitCode
from dispatcher.faults import make_fault

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
app.command("schema")(schema.schema)


@app.callback(invoke_without_command=True)
def describe(context: typer.Context) -> None:
    """Dispatch optimization for property maintenance: who visits whom, when, and why."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command line and end the process with an exit code of ``ExitCode``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a locale without Chinese shows question marks, not a traceback
    try:
        app()
    except streams.Refused:
        raise
    except SystemExit as end:
        if end.code == ExitCode.BAD_INPUT:
            streams.write_json({"errors": [make_fault("bad_usage").to_wire()]}, streams.STANDARD)
        raise
    except KeyboardInterrupt:
        sys.exit(ExitCode.KILLED)
