"""A receiver of webhooks on this machine: remembers what it gets, and answers what a test tells it to."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme
from standardwebhooks import Webhook

from dispatcher.webhooks import SendSettings
from dispatcher.webhooks.address import read_networks

HERE = "127.0.0.0/8, ::1/128"
LOCAL = read_networks(HERE) or ()
SENDING = SendSettings(networks=LOCAL, try_seconds=5.0, poll_seconds=0.01)


@dataclass
class Receiver:
    """What has been received, and how to answer.

    Attributes
    ----------
    answers
        Called with the handler once the body is read; None: 200 without a body.
    news
        Set whenever something has come in.
    """

    port: int = 0
    scheme: str = "http"
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: Callable[[BaseHTTPRequestHandler], None] | None = None
    connections: int = 0
    news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://localhost:{self.port}/hooks?from=dispatcher"

    def wait(self, count: int, seconds: float = 10.0) -> None:
        """Wait until so many messages have come in."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.got) >= count, seconds), f"{len(self.got)} of {count}"

    def trees(self, *secrets: str) -> list[dict[str, Any]]:
        """Return what was received, verified with each of some secrets."""
        for secret in secrets:
            for _, headers, body in self.got:
                Webhook(secret).verify(body, headers)
        return [json.loads(body) for _, _, body in self.got]


@contextmanager
def receiving(*, authority: trustme.CA | None = None) -> Iterator[Receiver]:
    """Listen on this machine for as long as the block lasts; by TLS with a certificate of an authority."""
    receiver = Receiver(scheme="http" if authority is None else "https")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            receiver.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with receiver.news:
                receiver.got.append((self.path, {name.lower(): text for name, text in self.headers.items()}, body))
                receiver.news.notify_all()
            (receiver.answers or status(200))(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # a sender that has gone

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver.port = server.server_port
        if authority is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert("localhost").configure_cert(context)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


def status(code: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return an answer with a status, a body and headers, an underscore in their names being a dash."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, text in headers.items():
            handler.send_header(name.replace("_", "-"), text)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def local(host: str, port: int) -> list[str]:
    """Look a name up: every name is this machine."""
    return ["127.0.0.1"]
