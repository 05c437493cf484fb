"""``dispatcher explain``: why a plan is as it is, what would help, and who else could have a ticket."""

from typing import Annotated

import typer

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import RequestArgument
from dispatcher.cli.requests import load_asked
from dispatcher.cli.streams import STANDARD, refuse, require_writable, standard_output, tell, write_json
from dispatcher.completion import complete_plan
from dispatcher.question import DEFAULT_SECONDS, Question, question_faults
from dispatcher.reports.explanation import write_explanation
from dispatcher.reports.verdict import breach_sentence
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import say


def explain(
    request: RequestArgument,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="File of the plan; - is standard input.")],
    ticket: Annotated[
        str | None, typer.Option("--ticket", metavar="T", help="The ticket to explain; absent: the plan.")
    ] = None,
    why_not: Annotated[
        str | None, typer.Option("--why-not", metavar="TECHNICIAN", help="Why this technician does not have it.")
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.0, help="For proofs and for solving the day again with changes.")
    ] = DEFAULT_SECONDS,
    one_more: Annotated[
        float | None,
        typer.Option(
            "--one-more",
            metavar="SECONDS",
            min=0.1,
            help="Plan the day anew with one more technician of each trade, each time for so long.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON instead of sentences.")] = False,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="File of the JSON; it implies --json.")
    ] = STANDARD,
    lang: LangOption = None,
) -> None:
    """Say why a plan is as it is. Exit code 1 if it breaks a hard rule: then nothing is explained."""
    language = choose_language(lang)
    require_writable(output, language)
    wanted, proposed, differences = load_asked(request, plan, language)
    question = Question(ticket, why_not, seconds, one_more)
    faults = question_faults(wanted, question)
    if faults:
        refuse(faults, language)
    from dispatcher.explaining import explain_plan  # compiled code is loaded only where it is needed

    answer = explain_plan(wanted, proposed, question)
    if answer.explanation is None:
        if as_json or output != STANDARD:
            write_json({"violations": [breach.to_wire() for breach in answer.breaches]}, output, language)
        tell(say("not_explained", language))
        for breach in answer.breaches:
            tell(breach_sentence(breach, language))
        raise typer.Exit(ExitCode.RULE_BROKEN)
    if as_json or output != STANDARD:
        write_json(answer.explanation.to_wire(), output, language)
        return
    whole = complete_plan(wanted, proposed, differences)
    view = PlanView(wanted, whole.plan, whole.problem, whole.charges)
    with standard_output() as stream:
        write_explanation(view, answer.explanation, stream, language)
