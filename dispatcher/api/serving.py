"""Serve: what is made before the first call, and the server itself."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from dispatcher.api.app import create_app
from dispatcher.api.demo import publish_demo
from dispatcher.api.keys import UnreadableKeysError
from dispatcher.api.logs import log_to_stderr
from dispatcher.api.roles import Role
from dispatcher.api.service import Service, make_service
from dispatcher.api.settings import ServiceSettings
from dispatcher.faults import Fault, make_fault
from dispatcher.reports.words import Lang
from dispatcher.store.postgres import shown
from solver.rules.base import Text

GRACE_SECONDS = 5  # for calls under way when the service is told to end


def first_key(service: Service) -> tuple[str | None, list[Fault]]:
    """Make the first key where there is none: return its text, None if there was one, and what forbids to serve.

    A first key is made on loopback only: elsewhere others could reach a service that nobody holds a key of yet.
    """
    settings = service.settings
    try:
        if not settings.is_loopback:
            return None, [] if service.keys.list() else [make_fault("no_keys", ids=[settings.host])]
        made = service.keys.make_first(Role.ADMIN, contacts=True, label="first key")
    except OSError:
        return None, [make_fault("unreadable_keys", ids=[str(settings.key_file)])]
    except SQLAlchemyError as error:
        return None, [unusable_database(settings.database, error)]
    return None if made is None else made[1], []


def listen(settings: ServiceSettings) -> tuple[socket.socket | None, list[Fault]]:
    """Return a socket that listens, or None and why it cannot."""
    address = f"{settings.host}:{settings.port}"
    try:
        found = socket.create_server((settings.host, settings.port), family=_family(settings.host))
    except (OSError, OverflowError):
        return None, [make_fault("unusable_address", ids=[address])]
    # asyncio sets it on sockets that name their protocol alone; without it every answer waits 40 ms.
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return found, []


def open_service(settings: ServiceSettings) -> tuple[Service | None, list[Fault]]:
    """Return the parts of the service, or None and why there are none."""
    if not settings.database and not (settings.daily_slots and settings.urgent_slots):
        return None, [make_fault("needs_database", ids=["--workers 0"])]
    try:
        return make_service(settings), []
    except UnreadableKeysError:
        return None, [make_fault("unreadable_keys", ids=[str(settings.key_file)])]
    except (OSError, ValueError, SQLAlchemyError) as error:
        if settings.database:
            return None, [unusable_database(settings.database, error)]
        return None, [make_fault("unusable_folder", ids=[settings.store])]


def unusable_database(place: str, error: Exception) -> Fault:
    """Return the fault that a database cannot be used, with what it said: no password is in it."""
    said = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    return make_fault("unusable_database", ids=[shown(place)], words={"why": Text(said, said)})


def serve(service: Service, found: socket.socket, on_start: Callable[[str], None]) -> None:
    """Serve until the process is told to end.

    Parameters
    ----------
    found
        Listens.
    on_start
        Told the address once calls are answered.
    """
    log_to_stderr()
    app, settings = create_app(service), service.settings
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=GRACE_SECONDS
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    on_start(f"http://{host}:{found.getsockname()[1]}")
    with suppress(KeyboardInterrupt):  # the server has ended in order, and passes Ctrl-C on
        uvicorn.Server(config).run(sockets=[found])


def load_demo(service: Service, lang: Lang, on_published: Callable[[str], None]) -> None:
    """Plan and publish the demo day while the service begins to serve.

    Parameters
    ----------
    on_published
        Told the id of the plan once it is in force.
    """

    def work() -> None:
        plan = None if service.desk is None else publish_demo(service.desk, lang)
        if plan is not None:
            on_published(plan.id)

    threading.Thread(target=work, name="demo", daemon=True).start()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
