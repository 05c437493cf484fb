"""``dispatcher demo``: a packaged day of 60 tickets, planned and explained."""

from typing import Annotated

import typer

from dispatcher.cli.exit_codes import exit_code_of
from dispatcher.cli.interrupt import stop_on_interrupt
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import SecondsOption, SeedOption, search_aside
from dispatcher.cli.streams import STANDARD, refuse, require_writable, standard_output, write_json
from dispatcher.planning import Limits
from dispatcher.reading.request import read_request
from dispatcher.reports.text import write_text
from dispatcher.reports.view import PlanView
from scenarios import DEMO, read_scenario

# In place of seconds, so that the same plan comes out each time: about three seconds of search.
ITERATIONS = 150_000


def demo(
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="PLAN", help="Write the plan as JSON to this file, too.")
    ] = None,
    seconds: SecondsOption = None,
    seed: SeedOption = None,
    lang: LangOption = None,
) -> None:
    """Plan the demo day (four estates, eight technicians, sixty tickets) and explain its cost."""
    language = choose_language(lang)
    if output == STANDARD:
        raise typer.BadParameter("standard output takes the table: name a file", param_hint="-o")
    if output is not None:
        require_writable(output, language)
    request, faults = read_request(read_scenario(DEMO[language.value]))
    if request is None:
        refuse(faults, language)
    with stop_on_interrupt() as stop:
        # One thread: with the same seed the same plan comes out, whatever else the machine does meanwhile.
        iterations = ITERATIONS if seconds is None else None
        limits = Limits(seconds=seconds, iterations=iterations, seed=seed, workers=1)
        answer = search_aside(request, limits, stop, language)
    with standard_output() as stream:
        write_text(PlanView(request, answer.plan, answer.problem, answer.charges), stream, language)
    if output is not None:
        write_json(answer.plan.to_wire(), output, language)
    raise typer.Exit(exit_code_of(answer.plan.status))
