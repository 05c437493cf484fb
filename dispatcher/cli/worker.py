"""``dispatcher worker``: a process that plans what services on the same PostgreSQL accept."""

import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import Annotated

import typer

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.streams import refuse, tell
from dispatcher.faults import make_fault
from dispatcher.reports.words import say


def worker(
    lane: Annotated[
        str,
        typer.Option("--lane", metavar="LANE", help="Runs to take: urgent, daily, or any, each in slots of its own."),
    ] = "any",
    probe_port: Annotated[
        int | None,
        typer.Option(
            "--probe-port", metavar="N", min=0, max=65_535, help="Port for /livez and /readyz; 0: any; default: none."
        ),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Plan what services on the same PostgreSQL accept, until Ctrl-C or SIGTERM; what is not done goes back."""
    from dispatcher.api import probing, working  # the service's modules take a while to load
    from dispatcher.api.settings import read_settings

    language = choose_language(lang)
    settings, faults = read_settings(os.environ)
    lanes = next((name for name in working.LANES if name == lane), None)
    if lanes is None:
        faults = [*faults, make_fault("unknown_lane", ids=[lane], allowed=list(working.LANES))]
    if not settings.database:
        faults = [*faults, make_fault("needs_database", ids=["dispatcher worker"])]
    if lanes is None or faults:
        refuse(faults, language)
    found, faults = working.open_worker(settings, lanes)
    if found is None:
        refuse(faults, language)
    end_at_signals(found.end)
    if probe_port is not None:
        probes, faults = probing.open_probes(settings.host, probe_port, found.stuck, found.missing)
        if probes is None:
            refuse(faults, language)
        tell(say("probing", language, address=f"{settings.host}:{probes.port}"))
    tell(say("working", language, lane=lane))
    found.work()
    raise typer.Exit(ExitCode.DONE)


def end_at_signals(end: Callable[[], None]) -> None:
    """Call a function when the process is told to end."""

    def handle(_: int, __: FrameType | None) -> None:
        end()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)
