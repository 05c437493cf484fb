"""``dispatcher slots``: when somebody could come, and at what price."""

from typing import Annotated

import typer

from dispatcher.cli.asking import JsonOption, PlanArgument, TicketOption, load_prepared, read_question
from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import RequestArgument
from dispatcher.cli.streams import STANDARD, refuse, standard_output, write_json
from dispatcher.reports.whatif import WhatIfView
from dispatcher.schemas.question import SlotQuestion


def slots(
    request: RequestArgument,
    plan: PlanArgument,
    ticket: TicketOption,
    window: Annotated[
        list[str] | None,
        typer.Option(
            "--window", metavar="START/END", help="A window to offer, may be repeated; default: half-days with shifts."
        ),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Say in which windows a ticket could start, the cheapest first, and in which nobody can come."""
    language = choose_language(lang)
    windows = [dict(zip(("start", "end"), text.split("/", 1), strict=False)) for text in window or []]
    question = read_question({"ticket_id": ticket, "windows": windows}, SlotQuestion, language)
    held = load_prepared(request, plan, language)
    from dispatcher.questions import ask_slots  # compiled code is loaded only where it is needed

    answer, faults = ask_slots(held, question)
    if answer is None:
        refuse(faults, language)
    if as_json:
        write_json(answer.to_wire(), STANDARD)
    else:
        with standard_output() as stream:
            WhatIfView(held.request, language).write_slots(answer, stream)
    raise typer.Exit(ExitCode.RULE_BROKEN if answer.violations else ExitCode.DONE)
