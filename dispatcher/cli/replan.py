"""``dispatcher replan``: what has happened, and plans that answer it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dispatcher.cli.event_files import EventsOption, UntilOption, load_events
from dispatcher.cli.exit_codes import ExitCode, exit_code_of
from dispatcher.cli.interrupt import run_aside, stop_on_interrupt
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.notice_texts import load_texts
from dispatcher.cli.plan import IterationsOption, RequestArgument, SecondsOption, SeedOption, WorkersOption
from dispatcher.cli.report_files import HtmlOption, ReportFiles, TableOption, TextOption, XlsxOption
from dispatcher.cli.requests import load_request, load_told
from dispatcher.cli.streams import STANDARD, refuse, require_writable, tell, write_json
from dispatcher.cli.trouble import TWICE
from dispatcher.faults import make_fault
from dispatcher.planning import Limits, search_limits
from dispatcher.reports.options import option_lines
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, say
from dispatcher.schemas.option import Option, Options
from dispatcher.schemas.request import Request

if TYPE_CHECKING:
    from dispatcher.resident import Proposal

SECONDS = 2.0  # an owner is on the phone


class Wanted(StrEnum):
    """Which answers to give."""

    FAST = "fast"
    STEADY = "steady"
    BEST = "best"
    ALL = "all"


PublishedOption = Annotated[str, typer.Option("--published", metavar="PLAN", help="File of the plan in force.")]


def replan(
    request: RequestArgument,
    published: PublishedOption,
    events: EventsOption,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="PLAN", help="File of the plan; - is standard output.")
    ] = STANDARD,
    until: UntilOption = None,
    mode: Annotated[
        Wanted, typer.Option("--mode", help="Fewest routes touched, few changes, lowest cost, or all as options.")
    ] = Wanted.STEADY,
    max_changes: Annotated[
        int | None,
        typer.Option("--max-changes", min=0, max=10_000, help="Visits to change at most, beyond those that must."),
    ] = None,
    request_out: Annotated[
        str | None,
        typer.Option("--request-out", metavar="FILE", help="Write the request with the events in it."),
    ] = None,
    html: HtmlOption = None,
    xlsx: XlsxOption = None,
    text: TextOption = None,
    table: TableOption = None,
    seconds: SecondsOption = None,
    iterations: IterationsOption = None,
    seed: SeedOption = None,
    workers: WorkersOption = None,
    lang: LangOption = None,
) -> None:
    """Take events and plan anew from the plan in force. Without --seconds it takes two."""
    language = choose_language(lang)
    files = ReportFiles(html, xlsx, text, table)
    _require(language, files, [request, published, events], output, request_out, mode)
    if seconds is not None and iterations is not None:
        raise typer.BadParameter("give --seconds or --iterations, not both", param_hint="--iterations")
    wanted = load_request(request, language)
    if max_changes is not None:
        wanted = wanted.model_copy(update={"max_changes": max_changes})
    from dispatcher.resident import Resident  # compiled code is loaded only where it is needed
    from solver.replan import Mode

    resident = Resident(wanted, load_told(published, wanted, language), texts=load_texts(language))
    faults = resident.take(load_events(events, until, language))
    if faults:
        refuse(faults, language)
    if seconds is None and iterations is None:
        seconds = SECONDS
    limits = search_limits(wanted.search, Limits(seconds, iterations, seed, workers))
    modes = list(Mode) if mode is Wanted.ALL else [Mode(mode.value)]
    with stop_on_interrupt() as stop:
        options = run_aside(lambda: resident.options(modes, limits, stop=stop), lambda: None)
    answered = resident.request if mode is Wanted.ALL else options[0].standing.request
    _write(options, answered, output, request_out, language, several=mode is Wanted.ALL)
    chosen = options[0].planned
    files.write(PlanView(options[0].standing.request, chosen.plan, chosen.problem, chosen.charges), language)
    for line in option_lines(options, language):
        tell(line)
    if output != STANDARD:
        tell(say("written" if chosen.plan.cost else "answer_written", language, path=output))
    raise typer.Exit(_code(options))


def _require(
    lang: Lang, files: ReportFiles, inputs: list[str], output: str, request_out: str | None, mode: Wanted
) -> None:
    """End the command if an input is named twice, or an output cannot be written."""
    require_writable(output, lang)
    files.require(lang, output)
    if request_out is not None:
        if request_out == STANDARD and STANDARD in (output, *files.wanted.values()):
            raise typer.BadParameter("standard output takes one thing only: name a file", param_hint="--request-out")
        require_writable(request_out, lang)
    if inputs.count(STANDARD) > 1:
        refuse([make_fault("bad_usage", ids=["--events"], words={"trouble": TWICE})], lang)
    if mode is Wanted.ALL and files.wanted:
        raise typer.BadParameter("reports are of one plan: name one mode", param_hint="--mode")


def _write(
    options: "Sequence[Proposal]", request: Request, output: str, request_out: str | None, lang: Lang, *, several: bool
) -> None:
    """Write the plan, or all options, and the request they answer."""
    if several:
        rows = [
            Option(
                mode=option.modes[0].value,
                modes=[mode.value for mode in option.modes],
                plan=option.plan,
                interrupts=list(option.interrupts),
            )
            for option in options
        ]
        write_json(Options(schema_version=1, options=rows).to_wire(), output, lang)
    else:
        write_json(options[0].plan.to_wire(), output, lang)
    if request_out is not None:
        write_json(request.to_wire(), request_out, lang)


def _code(options: "Sequence[Proposal]") -> ExitCode:
    """Return the exit code of the option that says most: any plan is an answer."""
    codes = [exit_code_of(option.plan.status) for option in options]
    return min(codes)
