"""``dispatcher serve``: the service over HTTP."""

import os
from dataclasses import replace
from typing import Annotated

import typer

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.streams import refuse, tell
from dispatcher.reports.words import say


def serve(
    host: Annotated[
        str | None, typer.Option("--host", metavar="ADDRESS", help="Address to listen on; default: this machine only.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", metavar="N", min=0, max=65_535, help="Port; 0: any; default: 8000.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=0, help="Requests planned here at a time; 0: `worker` plans them."),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Plan and publish a day under the plan key demo.")] = False,
    lang: LangOption = None,
) -> None:
    """Serve the API until Ctrl-C. The first start makes an admin key and shows it, this once."""
    from dispatcher.api import serving  # the server's modules take a while to load
    from dispatcher.api.settings import read_settings

    language = choose_language(lang)
    settings, faults = read_settings(os.environ)
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = replace(settings, **given, **slots(workers))  # type: ignore[arg-type]
    if faults:
        refuse(faults, language)
    found, faults = serving.listen(settings)
    if found is None:
        refuse(faults, language)
    service, faults = serving.open_service(settings)
    if service is None:
        refuse(faults, language)
    first, faults = serving.first_key(service)
    if faults:
        refuse(faults, language)
    if first is not None:
        tell(say("first_key", language, text=first))
    if demo:
        serving.load_demo(service, language, lambda plan_id: tell(say("demo_published", language, plan=plan_id)))
    serving.serve(service, found, lambda address: tell(say("serving", language, address=address)))
    raise typer.Exit(ExitCode.DONE)


def slots(workers: int | None) -> dict[str, int]:
    """Return the settings of runs that the option stands for; None: they stay."""
    if workers is None:
        return {}
    return {"daily_slots": workers} if workers else {"daily_slots": 0, "urgent_slots": 0}
