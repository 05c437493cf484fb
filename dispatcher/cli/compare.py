"""``dispatcher compare``: what differs between two plans of a request."""

from typing import Annotated

import typer

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import RequestArgument
from dispatcher.cli.requests import load_compared, load_request
from dispatcher.cli.streams import STANDARD, refuse, require_writable, standard_output, write_json
from dispatcher.cli.trouble import TWICE
from dispatcher.faults import make_fault
from dispatcher.reports.comparison import write_comparison
from dispatcher.reports.view import PlanView
from dispatcher.supervising import compare_plans


def compare(
    request: RequestArgument,
    before: Annotated[str, typer.Argument(metavar="PLAN", help="File of the first plan; - is standard input.")],
    after: Annotated[str, typer.Argument(metavar="PLAN", help="File of the second plan; - is standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write the comparison as JSON instead of tables.")] = False,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Also write the JSON to this file.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Show what differs between two plans: visits, tickets, cost, measures, who does how much.

    Exit code 1 if one of them breaks a hard rule.
    """
    language = choose_language(lang)
    if [request, before, after].count(STANDARD) > 1:
        refuse([make_fault("bad_usage", ids=["PLAN"], words={"trouble": TWICE})], language)
    if output is not None:
        require_writable(output, language)
    wanted = load_request(request, language)
    first, second = (load_compared(path, wanted, language) for path in (before, after))
    found = compare_plans(wanted, first, second)
    tree = found.comparison.to_wire()
    if output not in (None, STANDARD):
        write_json(tree, output, language)
    if as_json or output == STANDARD:
        write_json(tree, STANDARD)
    else:
        with standard_output() as stream:
            write_comparison(found.comparison, PlanView(wanted, second[0], found.problem, ()), stream, language)
    legal = found.comparison.before.legal and found.comparison.after.legal
    raise typer.Exit(ExitCode.DONE if legal else ExitCode.RULE_BROKEN)
