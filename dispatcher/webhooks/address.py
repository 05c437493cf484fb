"""Where messages may go: the addresses of a name are checked, and the connection goes to one of those."""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
Lookup = Callable[[str, int], list[str]]
MOST_CHARACTERS = 2000
_VISIBLE = re.compile(r"[\x21-\x7e]+")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes.

    Attributes
    ----------
    host
        A name or an address, as the certificate has to name it.
    target
        Path and query.
    """

    is_secure: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The place as the ``Host`` header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_secure else 80) else f"{host}:{self.port}"


class AddressError(Exception):
    """A place that messages may not go to.

    Attributes
    ----------
    problem
        ``unresolved`` or ``refused_address``.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def read_networks(text: str) -> Networks | None:
    """Return networks listed with commas between them; None: one of them is none."""
    try:
        return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError:
        return None


def read_place(url: str) -> Place | None:
    """Return the place of an address; None: it is not one of http or https, or holds a user name or a fragment."""
    if len(url) > MOST_CHARACTERS or not _VISIBLE.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        return None
    known = parts.scheme in ("http", "https") and host and "@" not in parts.netloc and "#" not in url and port != 0
    if not known or not re.fullmatch(r"[A-Za-z0-9.:_-]+", host):
        return None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_secure = parts.scheme == "https"
    return Place(is_secure, host, port or (443 if is_secure else 80), target)


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as its system gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def addresses(place: Place, networks: Networks, lookup: Lookup = look_up) -> Sequence[str]:
    """Return the addresses to connect to; one that is not allowed refuses all of them.

    Raises
    ------
    AddressError
        The name has no address, or one that messages may not go to.
    """
    try:
        found = lookup(place.host, place.port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise AddressError("unresolved")
    if not all(is_allowed(text, networks, is_secure=place.is_secure) for text in found):
        raise AddressError("refused_address")
    return found


def is_allowed(text: str, networks: Networks, *, is_secure: bool) -> bool:
    """Whether messages may go to an address: one of these networks, or a public one by a secure connection."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    real = _embedded(address)
    return any(real in network or address in network for network in networks) or (is_secure and _is_public(real))


def _is_public(address: Ip) -> bool:
    site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or site_local)


def _embedded(address: Ip) -> Ip:
    """Return the IPv4 address that an IPv6 address stands for, else the address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
