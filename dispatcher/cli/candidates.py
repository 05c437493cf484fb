"""``dispatcher candidates``: who could take a ticket, and at what price."""

import typer

from dispatcher.cli.asking import JsonOption, PlanArgument, TicketOption, load_prepared, read_question
from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import RequestArgument
from dispatcher.cli.streams import STANDARD, refuse, standard_output, write_json
from dispatcher.reports.whatif import WhatIfView
from dispatcher.schemas.question import TicketQuestion


def candidates(
    request: RequestArgument,
    plan: PlanArgument,
    ticket: TicketOption,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Say who could take a ticket, the cheapest first, whom that displaces, and why the others cannot."""
    language = choose_language(lang)
    question = read_question({"ticket_id": ticket}, TicketQuestion, language)
    held = load_prepared(request, plan, language)
    from dispatcher.questions import ask_candidates  # compiled code is loaded only where it is needed

    answer, faults = ask_candidates(held, question)
    if answer is None:
        refuse(faults, language)
    if as_json:
        write_json(answer.to_wire(), STANDARD)
    else:
        with standard_output() as stream:
            WhatIfView(held.request, language).write_candidates(answer, stream)
    raise typer.Exit(ExitCode.RULE_BROKEN if answer.violations else ExitCode.DONE)
