"""``dispatcher apply``: events into a request, with the plan in force."""

from typing import Annotated

import typer

from dispatcher.cli.event_files import EventsOption, UntilOption, load_events
from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.plan import RequestArgument
from dispatcher.cli.requests import load_published, load_request
from dispatcher.cli.streams import STANDARD, refuse, require_writable, write_json
from dispatcher.cli.trouble import TWICE
from dispatcher.events import apply as apply_events
from dispatcher.faults import make_fault


def apply(
    request: RequestArgument,
    published: Annotated[str, typer.Option("--published", metavar="PLAN", help="File of the plan in force.")],
    events: EventsOption,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="REQUEST", help="File of the new request; - is standard output.")
    ] = STANDARD,
    until: UntilOption = None,
    lang: LangOption = None,
) -> None:
    """Write what has happened into a request: its published plan has the facts. Nothing is planned."""
    language = choose_language(lang)
    require_writable(output, language)
    if [request, published, events].count(STANDARD) > 1:
        refuse([make_fault("bad_usage", ids=["--events"], words={"trouble": TWICE})], language)
    wanted = load_request(request, language)
    in_force = load_published(published, wanted, language)
    changed, faults = apply_events(wanted, in_force, load_events(events, until, language))
    if changed is None:
        refuse(faults, language)
    write_json(changed.to_wire(), output, language)
    raise typer.Exit(ExitCode.DONE)
