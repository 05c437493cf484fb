"""``dispatcher plan``: a request in, the best plan found out."""

from enum import StrEnum
from typing import Annotated

import typer

from dispatcher.cli.exit_codes import exit_code_of
from dispatcher.cli.interrupt import StopFlag, run_aside, stop_on_interrupt
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.notice_texts import load_texts
from dispatcher.cli.progress import ProgressDisplay
from dispatcher.cli.report_files import HtmlOption, ReportFiles, TableOption, TextOption, XlsxOption
from dispatcher.cli.requests import load_request
from dispatcher.cli.streams import STANDARD, require_writable, tell, write_json
from dispatcher.notices import NoticeTexts
from dispatcher.planning import Limits, Planned, plan_request
from dispatcher.reports.summary import figures_sentence, proof_sentence
from dispatcher.reports.view import PlanView
from dispatcher.reports.warnings import warning_lines
from dispatcher.reports.words import Lang, say
from dispatcher.schemas.request import Request

SHOWN_WARNINGS = 20


class Engine(StrEnum):
    """How to search."""

    FULL = "full"
    CP_SAT = "cp_sat"


RequestArgument = Annotated[str, typer.Argument(metavar="REQUEST", help="File of the request; - is standard input.")]
SecondsOption = Annotated[
    float | None,
    typer.Option("--seconds", min=0.01, max=86_400, help="Seconds to search; default: as the request says, else 10."),
]
IterationsOption = Annotated[
    int | None,
    typer.Option("--iterations", min=0, max=1_000_000_000, help="Steps in place of seconds: repeatable to the byte."),
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", min=0, max=2_147_483_647, help="Seed of every random choice; default: 0.")
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, max=1024, help="Threads to search with; default: one per core.")
]
EngineOption = Annotated[
    Engine | None, typer.Option("--engine", help="All methods, or the exact model alone; default: full.")
]


def plan(
    request: RequestArgument,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="PLAN", help="File of the plan; - is standard output.")
    ] = STANDARD,
    html: HtmlOption = None,
    xlsx: XlsxOption = None,
    text: TextOption = None,
    table: TableOption = None,
    seconds: SecondsOption = None,
    iterations: IterationsOption = None,
    seed: SeedOption = None,
    workers: WorkersOption = None,
    engine: EngineOption = None,
    lang: LangOption = None,
) -> None:
    """Plan a request. Ctrl-C keeps the best plan so far."""
    language = choose_language(lang)
    if seconds is not None and iterations is not None:
        raise typer.BadParameter("give --seconds or --iterations, not both", param_hint="--iterations")
    files = ReportFiles(html, xlsx, text, table)
    require_writable(output, language)
    files.require(language, output)
    with stop_on_interrupt() as stop:
        wanted = load_request(request, language)
        limits = Limits(seconds, iterations, seed, workers, None if engine is None else engine.value)
        answer = search_aside(wanted, limits, stop, language, load_texts(language))
    write_json(answer.plan.to_wire(), output, language)
    files.write(PlanView(wanted, answer.plan, answer.problem, answer.charges), language)
    report(answer, output, language, stopped=stop())
    raise typer.Exit(exit_code_of(answer.plan.status))


def search_aside(
    request: Request, limits: Limits, stop: StopFlag, lang: Lang, texts: NoticeTexts | None = None
) -> Planned:
    """Plan a request with progress on the terminal, listening to Ctrl-C; ``texts`` None: notices as packaged."""
    with ProgressDisplay(lang) as display:
        return run_aside(
            lambda: plan_request(request, limits, on_progress=display.hear, stop=stop, texts=texts), display.draw
        )


def report(answer: Planned, path: str, lang: Lang, *, stopped: bool) -> None:
    """Say on standard error what came of it."""
    warnings = list(warning_lines(answer.plan.warnings or [], lang))
    for line in warnings[:SHOWN_WARNINGS]:
        tell(f"{say('warning', lang)}{say('colon', lang)}{line}")
    if len(warnings) > SHOWN_WARNINGS:
        tell(say("more", lang, count=len(warnings) - SHOWN_WARNINGS))
    if answer.refused:
        tell(say("refused", lang, count=answer.refused))
    if stopped:
        tell(say("stopped", lang))
    cost = answer.plan.cost
    lines = [proof_sentence(answer.plan, lang)]
    if cost is not None:
        lines = [f"{say('cost', lang)} {cost.total}", figures_sentence(answer.plan, lang), *lines]
    for line in lines:
        tell(line)
    if path != STANDARD:
        tell(say("answer_written" if cost is None else "written", lang, path=path))
