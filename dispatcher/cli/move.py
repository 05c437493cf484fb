"""``dispatcher move``: what a person's own idea costs."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.asking import JsonOption, PlanArgument, load_prepared, read_question
from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.interrupt import run_aside, stop_on_interrupt
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import RequestArgument, SeedOption, WorkersOption
from dispatcher.cli.streams import STANDARD, refuse, require_writable, standard_output, tell, write_json
from dispatcher.planning import Limits, search_limits
from dispatcher.reports.whatif import WhatIfView
from dispatcher.reports.words import Lang, say
from dispatcher.schemas.question import MoveQuestion
from dispatcher.schemas.whatif import Move

if TYPE_CHECKING:
    from dispatcher.prepared import Prepared
    from dispatcher.questions import Moved

FORCE_SECONDS = 5.0


def move(
    request: RequestArgument,
    plan: PlanArgument,
    visit: Annotated[str, typer.Option("--visit", metavar="V", help="The visit, by its id.")],
    technician: Annotated[str, typer.Option("--technician", metavar="X", help="Who is to make it.")],
    start: Annotated[
        str | None, typer.Option("--start", metavar="S", help="When it is to start; default: when it costs least.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="PLAN", help="Also write the plan with it; - needs no --json."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Plan the rest anew around it; needs --by and --why.")] = False,
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", min=0.01, max=86_400, help="Seconds to search with --force; default: 5."),
    ] = None,
    iterations: Annotated[
        int | None, typer.Option("--iterations", min=0, max=1_000_000_000, help="Steps in place of seconds.")
    ] = None,
    seed: SeedOption = None,
    workers: WorkersOption = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides.")] = None,
    why: Annotated[str | None, typer.Option("--why", metavar="TEXT", help="Why.")] = None,
    events_out: Annotated[
        str | None,
        typer.Option("--events-out", metavar="EVENTS", help="Also write the decision as an event for `apply`."),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Price a visit by somebody else or at another time: whom it displaces, or what is in the way (exit code 1)."""
    language = choose_language(lang)
    if [output == STANDARD, events_out == STANDARD, as_json].count(True) > 1:
        raise typer.BadParameter("only one result may go to standard output", param_hint="--output")
    for path in (output, events_out):
        require_writable(STANDARD if path is None else path, language)
    decides = force or events_out is not None or by is not None or why is not None
    said = {"by": by, "why": why} if decides else None
    tree: dict[str, Any] = {"visit_id": visit, "technician_id": technician, "start": start, "decision": said}
    question = read_question(tree, MoveQuestion, language)
    from dispatcher.questions import ask_move  # compiled code is loaded only where it is needed

    with stop_on_interrupt() as stop:
        held = load_prepared(request, plan, language)
        wanted = FORCE_SECONDS if seconds is None and iterations is None else seconds
        limits = search_limits(held.request.search, Limits(wanted, iterations, seed, workers)) if force else None
        moved, faults = run_aside(lambda: ask_move(held, question, limits, stop=stop), lambda: None)
    if moved is None:
        refuse(faults, language)
    _write(held, question, moved, (output, events_out), language)
    if as_json:
        write_json(moved.answer.to_wire(), STANDARD)
    else:
        _say(held, moved.answer, language, aside=STANDARD in (output, events_out))
    raise typer.Exit(ExitCode.DONE if moved.answer.possible else ExitCode.RULE_BROKEN)


def _write(held: "Prepared", question: MoveQuestion, moved: "Moved", paths: tuple[str | None, str | None],
           lang: Lang) -> None:  # fmt: skip
    """Write plan and event of a move that is possible."""
    from dispatcher.moving import moved_plan, override_events

    output, events_out = paths
    if moved.plan is None:
        return
    if output is not None:
        write_json(moved_plan(held, moved.plan).to_wire(), output, lang)
        if output != STANDARD:
            tell(say("written", lang, path=output))
    events = override_events(held, question, moved)
    if events_out is not None and events is not None:
        write_json(events.to_wire(), events_out, lang)
        if events_out != STANDARD:
            tell(say("event_written", lang, path=events_out))


def _say(held: "Prepared", answer: Move, lang: Lang, *, aside: bool) -> None:
    """Write the answer in words: to standard error if standard output has a result."""
    view = WhatIfView(held.request, lang)
    if aside:
        view.write_move(answer, sys.stderr)
    else:
        with standard_output() as stream:
            view.write_move(answer, stream)
