"""A connection to one place: posts messages by HTTP/1.1 within a time, and reads little of the answer."""

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import h11

from dispatcher.webhooks.address import AddressError, Lookup, Networks, Place, addresses, look_up

MOST_HEAD_BYTES = 16_384
MOST_BODY_BYTES = 65_536  # of an answer: nobody looks at it, but the connection can be used again after it
_CHUNK = 8_192
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said.

    Attributes
    ----------
    retry_after
        Seconds it asks to wait; None: it does not say.
    """

    status: int
    retry_after: float | None = None


class LineError(Exception):
    """There was no answer.

    Attributes
    ----------
    problem
        ``unresolved``, ``refused_address``, ``unreachable``, ``untrusted`` (its certificate), ``timeout`` or
        ``bad_answer``.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@cache
def secure_context() -> ssl.SSLContext:
    """Return how certificates are checked: by the authorities the system trusts (``SSL_CERT_FILE`` adds others)."""
    return ssl.create_default_context()


class Line:
    """Posts to one place, over one connection as long as that is kept up.

    Parameters
    ----------
    networks
        Of our own: see ``dispatcher.webhooks.address``.
    seconds
        What one message may take.
    """

    def __init__(
        self,
        place: Place,
        networks: Networks,
        seconds: float,
        *,
        lookup: Lookup = look_up,
        context: Callable[[], ssl.SSLContext] = secure_context,
    ) -> None:
        self._place, self._networks, self._seconds = place, networks, seconds
        self._lookup, self._context = lookup, context
        self._socket: socket.socket | None = None
        self._talk = h11.Connection(h11.CLIENT)
        self._until = 0.0

    def post(self, body: bytes, headers: Headers) -> Answer:
        """Send a message and return the answer.

        Raises
        ------
        LineError
            There was none.
        """
        self._until = time.monotonic() + self._seconds
        was_open = self._socket is not None
        try:
            return self._exchange(body, headers)
        except (ConnectionError, _ClosedError):
            if not was_open:  # else the receiver has closed it since the last message: not its fault
                raise LineError("unreachable") from None
        self.close()
        try:
            return self._exchange(body, headers)
        except (ConnectionError, _ClosedError):
            raise LineError("unreachable") from None

    def close(self) -> None:
        """End the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _exchange(self, body: bytes, headers: Headers) -> Answer:
        try:
            if self._socket is None:
                self._open()
            length = ("Content-Length", str(len(body)))
            head = h11.Request(
                method="POST", target=self._place.target, headers=[("Host", self._place.authority), length, *headers]
            )
            self._send((self._talk.send(head) or b"") + (self._talk.send(h11.Data(body)) or b""))
            self._send(self._talk.send(h11.EndOfMessage()) or b"")
            return self._read()
        except AddressError as error:
            raise LineError(error.problem) from None
        except TimeoutError:
            self.close()
            raise LineError("timeout") from None
        except ssl.SSLError:
            self.close()
            raise LineError("untrusted") from None
        except h11.RemoteProtocolError:
            self.close()
            raise LineError("bad_answer") from None
        except (ConnectionError, _ClosedError):
            self.close()
            raise
        except OSError:
            self.close()
            raise LineError("unreachable") from None

    def _open(self) -> None:
        """Connect to an address of the place, to no other than those that were checked."""
        failed: OSError = ConnectionRefusedError()
        for address in addresses(self._place, self._networks, self._lookup):
            try:
                found = socket.create_connection((address, self._place.port), timeout=self._left())
                break
            except OSError as error:
                failed = error
        else:
            raise failed
        self._socket = found
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._place.is_secure:
            self._socket = self._context().wrap_socket(found, server_hostname=self._place.host)
        self._talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD_BYTES)

    def _read(self) -> Answer:
        """Return the status; go on reading only so far that the connection can be used again."""
        answer: Answer | None = None
        size = 0
        while True:
            try:
                event = self._talk.next_event()
                if event is h11.NEED_DATA:
                    self._receive()
                    continue
            except (h11.RemoteProtocolError, OSError, _ClosedError):
                self.close()
                if answer is None:
                    raise
                return answer
            if isinstance(event, h11.Response):
                answer = Answer(event.status_code, _seconds(event))
            elif isinstance(event, h11.Data):
                size += len(event.data)
            elif isinstance(event, h11.ConnectionClosed) and answer is None:
                raise _ClosedError
            if answer is not None and (isinstance(event, h11.EndOfMessage) or size > MOST_BODY_BYTES):
                self._again(is_read=size <= MOST_BODY_BYTES)
                return answer

    def _again(self, *, is_read: bool) -> None:
        """Get ready for the next message, or close the connection where there can be none."""
        if is_read and self._talk.our_state is h11.DONE and self._talk.their_state is h11.DONE:
            self._talk.start_next_cycle()
        else:
            self.close()

    def _receive(self) -> None:
        if self._socket is None:
            raise _ClosedError
        self._socket.settimeout(self._left())
        data = self._socket.recv(_CHUNK)
        if not data and self._talk.their_state is h11.SEND_RESPONSE:
            raise _ClosedError
        self._talk.receive_data(data)

    def _send(self, data: bytes) -> None:
        if self._socket is None:
            raise _ClosedError
        if data:
            self._socket.settimeout(self._left())
            self._socket.sendall(data)

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _ClosedError(Exception):
    """The receiver has closed the connection without an answer."""


def _seconds(response: h11.Response) -> float | None:
    """Return what ``Retry-After`` says, where it is a number of seconds."""
    text = next((value for name, value in response.headers if name == b"retry-after"), b"")
    return float(text) if text.isdigit() and len(text) < 7 else None
