"""``dispatcher check``: judge a plan, made here or anywhere, for a request."""

from typing import Annotated

import typer

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import RequestArgument
from dispatcher.cli.requests import load_both
from dispatcher.cli.streams import STANDARD, standard_output, write_json
from dispatcher.planning import check_plan
from dispatcher.reports.verdict import write_verdict


def check(
    request: RequestArgument,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="File of the plan; - is standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write the verdict as JSON instead of sentences.")] = False,
    lang: LangOption = None,
) -> None:
    """Judge a plan: every broken hard rule, every cost. Exit code 1 if a hard rule is broken."""
    language = choose_language(lang)
    wanted, proposed, differences = load_both(request, plan, language)
    verdict = check_plan(wanted, proposed, differences)
    if as_json:
        write_json(verdict.to_wire(), STANDARD)
    else:
        with standard_output() as stream:
            write_verdict(verdict, stream, language)
    raise typer.Exit(ExitCode.DONE if verdict.legal else ExitCode.RULE_BROKEN)
