"""``dispatcher scenario``: packaged requests listed and shown, and new ones made."""

import json
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.streams import STANDARD, refuse, require_writable, standard_output, write_json
from dispatcher.faults import make_fault
from dispatcher.reports.scenarios import scenario_rows, write_scenarios
from dispatcher.reports.words import Lang
from scenarios import KINDS, STORIES, generate, list_scenarios, read_scenario
from scenarios.generator import DAYS, TECHNICIANS, TICKETS

scenario = typer.Typer()


@scenario.callback(invoke_without_command=True)
def describe(context: typer.Context) -> None:
    """Realistic days: list and show packaged requests, or make one of any kind and size."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@scenario.command("list")
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, with every feature by name.")] = False,
    lang: LangOption = None,
) -> None:
    """List the packaged requests with size, purpose, best-known cost and bound, and the kinds of ``make``."""
    if as_json:
        write_json(scenario_rows(), STANDARD)
        return
    with standard_output() as stream:
        write_scenarios(stream, choose_language(lang))


@scenario.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name of the list.")],
    lang: LangOption = None,
) -> None:
    """Print a packaged request, or a plan or events that go with one."""
    known = [*list_scenarios(), *STORIES]
    if name not in known:
        _refuse_name("unknown_scenario", name, known, choose_language(lang))
    write_json(json.loads(read_scenario(name)), STANDARD)


@scenario.command("make")
def make(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="A kind of the list.")],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="REQUEST", help="File of the request; - is standard output.")
    ] = STANDARD,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2_147_483_647, help="Another seed is another day.")] = 0,
    tickets: Annotated[int, typer.Option("--tickets", min=TICKETS[0], max=TICKETS[-1], help="How many tickets.")] = 60,
    technicians: Annotated[
        int | None,
        typer.Option(
            "--technicians", min=TECHNICIANS[0], max=TECHNICIANS[-1], help="How many; default: as the load takes."
        ),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", min=DAYS[0], max=DAYS[-1], help="Days with shifts; default: by kind.")
    ] = None,
    load: Annotated[
        int | None, typer.Option("--load", min=1, max=1000, help="Work in percent of working time; default: by kind.")
    ] = None,
    linked: Annotated[
        int | None,
        typer.Option(
            "--linked", min=0, max=100, help="Percent of tickets with crews, steps or ties; default: by kind."
        ),
    ] = None,
    texts: Annotated[
        Lang | None, typer.Option("--texts", help="Language of names and descriptions; default: by kind.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Make a request of a kind from a seed: the same on every machine."""
    language = choose_language(lang)
    if kind not in KINDS:
        _refuse_name("unknown_kind", kind, list(KINDS), language)
    require_writable(output, language)
    share = True if linked is None else linked
    request = generate(kind, seed, tickets, technicians, days=days, linked=share, load=load, lang=texts)
    write_json(request, output, language)


def _refuse_name(code: str, name: str, known: Sequence[str], lang: Lang) -> NoReturn:
    refuse([make_fault(code, ids=[name], allowed=list(known))], lang)
