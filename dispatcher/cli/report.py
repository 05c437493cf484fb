"""``dispatcher report``: an existing plan as a page, a workbook, messages or a table."""

from typing import Annotated

import typer

from dispatcher.cli.exit_codes import ExitCode, exit_code_of
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import RequestArgument
from dispatcher.cli.report_files import HtmlOption, ReportFiles, TableOption, TextOption, XlsxOption
from dispatcher.cli.requests import load_both
from dispatcher.cli.streams import STANDARD, tell
from dispatcher.completion import complete_plan
from dispatcher.reports.verdict import breach_sentence
from dispatcher.reports.view import PlanView


def report(
    request: RequestArgument,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="File of the plan; - is standard input.")],
    html: HtmlOption = None,
    xlsx: XlsxOption = None,
    text: TextOption = None,
    table: TableOption = None,
    lang: LangOption = None,
) -> None:
    """Write a plan for people; without an option the table. Exit code 1 if the plan breaks a hard rule."""
    language = choose_language(lang)
    files = ReportFiles(html, xlsx, text, table)
    if not files.wanted:
        files = ReportFiles(table=STANDARD)
    files.require(language)
    wanted, given, differences = load_both(request, plan, language)
    whole = complete_plan(wanted, given, differences)
    files.write(PlanView(wanted, whole.plan, whole.problem, whole.charges, whole.breaches), language)
    for breach in whole.breaches:
        tell(breach_sentence(breach, language))
    raise typer.Exit(ExitCode.RULE_BROKEN if whole.breaches else exit_code_of(whole.plan.status))
