"""``dispatcher watch``: what is going on, by the plan in force and what is known of it."""

from typing import Annotated

import typer

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import RequestArgument
from dispatcher.cli.requests import load_published, load_request
from dispatcher.cli.streams import STANDARD, refuse, require_writable, standard_output, write_json
from dispatcher.cli.trouble import TWICE
from dispatcher.faults import make_fault
from dispatcher.reading.moment import read_moment
from dispatcher.reports.view import PlanView
from dispatcher.reports.watch import write_watch
from dispatcher.supervising import watch_plan
from solver.watch import TOLERANCE


def watch(
    request: RequestArgument,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="File of the plan in force; - is standard input.")],
    now: Annotated[str, typer.Option("--now", metavar="T", help="Moment to look ahead from, with an offset.")],
    tolerance: Annotated[
        int, typer.Option("--tolerance", metavar="N", min=0, max=10_000, help="Minutes before silence is a finding.")
    ] = TOLERANCE,
    as_json: Annotated[bool, typer.Option("--json", help="Write the watch as JSON instead of sentences.")] = False,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Also write the JSON to this file.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Project what remains of the plan in force, and say what to look at. Nothing is planned."""
    language = choose_language(lang)
    if request == plan == STANDARD:
        refuse([make_fault("bad_usage", ids=["REQUEST", "PLAN"], words={"trouble": TWICE})], language)
    if output is not None:
        require_writable(output, language)
    moment, faults = read_moment(now, "now")
    if moment is None:
        refuse(faults, language)
    wanted = load_request(request, language)
    found = watch_plan(wanted, load_published(plan, wanted, language), moment, tolerance)
    tree = found.watch.to_wire()
    if output not in (None, STANDARD):
        write_json(tree, output, language)
    if as_json or output == STANDARD:
        write_json(tree, STANDARD)
    else:
        published = found.request.published
        if published is not None:
            with standard_output() as stream:
                write_watch(found.watch, PlanView(found.request, published, found.problem, ()), stream, language)
    raise typer.Exit(ExitCode.DONE)
