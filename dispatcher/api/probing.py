"""Probes of a worker: the same two as a service has, and nothing else."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from dispatcher.faults import Fault, make_fault

READ_SECONDS = 5.0  # for a call to come in
Missing = Callable[[], str]


class Probes:
    """Answers ``/livez`` and ``/readyz`` in threads of its own until it is closed.

    Parameters
    ----------
    address
        Host and port to listen on; port 0: any.
    is_alive
        What keeps the process from going on by itself, so that it is better started anew; empty: nothing.
    is_ready
        What keeps it from working now; empty: nothing.

    Raises
    ------
    OSError, OverflowError
        Nobody can listen there.
    """

    def __init__(self, address: tuple[str, int], is_alive: Missing, is_ready: Missing) -> None:
        asked = {"/livez": is_alive, "/readyz": is_ready}

        class Handler(BaseHTTPRequestHandler):
            timeout = READ_SECONDS

            def do_GET(self) -> None:
                ask = asked.get(self.path)
                missing = "unknown_path" if ask is None else ask()
                body = json.dumps({"status": missing or "ok"}).encode()
                self.send_response(404 if ask is None else 503 if missing else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing: a probe comes every few seconds."""

        self._server = ThreadingHTTPServer(address, Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="probes", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """End."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def open_probes(host: str, port: int, is_alive: Missing, is_ready: Missing) -> tuple[Probes | None, list[Fault]]:
    """Return probes that answer, or None and why there are none."""
    try:
        return Probes((host, port), is_alive, is_ready), []
    except (OSError, OverflowError):
        return None, [make_fault("unusable_address", ids=[f"{host}:{port}"])]
