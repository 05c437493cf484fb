"""A real server in a thread of its own, as tests call it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from dispatcher.api import ServiceSettings, create_app, make_service
from dispatcher.api.examples import example_of
from dispatcher.api.roles import Role
from dispatcher.api.service import Service
from dispatcher.api.serving import listen
from dispatcher.client import Client
from dispatcher.webhooks import Webhooks
from tests.dispatcher.receivers import HERE, local

PHONE = "13812345678"
UNLIMITED = {"rate_per_minute": 0, "failed_per_minute": 0, "webhook_networks": HERE}


@dataclass
class Served:
    """A service that answers at an address, and a client with an admin key."""

    address: str
    service: Service
    http: httpx.Client
    client: Client
    key: str

    def client_of(self, role: Role, **fields: Any) -> Client:
        """Return a client with a new key."""
        return Client(self.address, self.service.keys.make(role, **fields)[1], http=self.http)

    def send(self, method: str, path: str, **fields: Any) -> httpx.Response:
        """Return the answer to a call with the admin key, or with the headers given."""
        fields.setdefault("headers", {})
        fields["headers"] = {"Authorization": f"Bearer {self.key}", **fields["headers"]}
        return self.http.request(method, self.address + path, **fields)

    def leave_half_way(self, method: str, path: str) -> None:
        """Begin a call with the admin key and a body, and close the connection before the body is whole."""
        fields = f"Host: here\r\nAuthorization: Bearer {self.key}\r\nContent-Length: 9\r\n\r\n"
        host, port = self.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(f"{method} {path} HTTP/1.1\r\n{fields}{{".encode())
            time.sleep(0.1)  # the service has to see the call before its end


@contextmanager
def serving(folder: Path, **settings: Any) -> Iterator[Served]:
    """Serve on a free port for as long as the block lasts."""
    chosen = replace(ServiceSettings(store=str(folder)), **{**UNLIMITED, **settings})
    service = make_service(chosen)
    assert service.desk is not None
    assert service.hooks is not None
    service.hooks = Webhooks(service.desk.store, replace(service.hooks.settings, poll_seconds=0.05), lookup=local)
    _, key = service.keys.make(Role.ADMIN, contacts=True)
    app = create_app(service)
    listening, _ = listen(replace(chosen, port=0))
    assert listening is not None
    with listening, httpx.Client(timeout=120, trust_env=False) as http:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.005)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            yield Served(address, service, http, Client(address, key, http=http), key)
        finally:
            server.should_exit = True
            thread.join()


def question(name: str, **changes: Any) -> dict[str, Any]:
    """Return the body of an operation's example, with changes."""
    return {**example_of(name), **changes}


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    """Return code and path of every problem of an answer."""
    assert answer.headers["content-type"] == "application/problem+json"
    tree = answer.json()
    assert tree["status"] == answer.status_code
    assert tree["type"] == f"urn:dispatcher:problem:{tree['errors'][0]['code']}"
    return [(row["code"], row["path"]) for row in tree["errors"]]
