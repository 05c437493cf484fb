"""What an installation of the service may set, from ``DISPATCHER_*`` in its environment."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from dispatcher.faults import Fault, make_fault
from dispatcher.settings import DEFAULT_CAPS, Caps
from dispatcher.store.postgres import is_postgres
from dispatcher.webhooks.address import read_networks

PREFIX = "DISPATCHER_"
_CAPS = {
    "tickets": "tickets of a request, at most",
    "technicians": "technicians of a request, at most",
    "sites": "sites of a request, at most",
    "body_bytes": "bytes of a body, at most; more is refused while it comes in",
    "text_characters": "characters of any text, at most",
    "depth": "levels of nested lists and objects, at most",
}


def _setting(default: Any, about: str, least: float = 0) -> Any:
    return field(default=default, metadata={"about": about, "least": least})


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Settings of one service; the metadata of each field says what it is for, and its least value."""

    host: str = _setting("127.0.0.1", "address to listen on; other machines reach it only if this is not loopback")
    port: int = _setting(8000, "port to listen on; 0: any that is free")
    store: str = _setting("dispatcher-data", "folder of what is kept, made at the first start")
    database: str = _setting("", "PostgreSQL in place of the folder, `postgresql://USER@HOST/NAME`; none: the folder")
    rate_per_minute: int = _setting(600, "calls of one key in a minute, on average; 0: no limit")
    rate_burst: int = _setting(60, "calls of one key at once", 1)
    failed_per_minute: int = _setting(30, "calls of one address without a valid key in a minute; 0: no limit")
    answer_seconds: float = _setting(30.0, "seconds that one answer may search or prove, at most", 0.1)
    threads: int = _setting(8, "answers worked out at a time; others wait", 1)
    answer_slots: int = _setting(2, "answers that take a search worked out at a time, each in a process of its own", 1)
    webhook_networks: str = _setting(
        "", "networks of your own that webhooks may go to, by http as well: 10.0.0.0/8, 127.0.0.1/32"
    )
    webhook_hours: float = _setting(24.0, "hours for which a message is tried again before it is given up", 0.1)
    message_days: int = _setting(30, "days for which messages that are done with are kept; 0: for ever")
    daily_slots: int = _setting(1, "requests planned at a time; 0: workers do that")
    urgent_slots: int = _setting(1, "answers to events searched for at a time; they wait for no request; 0: as above")
    split_tickets: int = _setting(
        500,
        "tickets of a part: a request with more is planned by parts where daily slots are free; 0: none is",
    )
    memory_mb: int = _setting(8192, "megabytes of address space of one search; 0: no limit")
    finish_seconds: float = _setting(20.0, "seconds that a worker told to end gives to runs under way")
    caps: Caps = DEFAULT_CAPS

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def folder(self) -> Path:
        """The folder of what is kept."""
        return Path(self.store)

    @property
    def key_file(self) -> Path:
        """The file of keys in that folder."""
        return self.folder / "keys.json"


def read_settings(environment: Mapping[str, str]) -> tuple[ServiceSettings, list[Fault]]:
    """Return the settings of an environment, and every one that is wrong; those keep their defaults.

    An empty value is as none.
    """
    given = {name.removeprefix(PREFIX).lower(): text for name, text in environment.items() if name.startswith(PREFIX)}
    faults: list[Fault] = []
    found: dict[str, Any] = {}
    for name, default, _, least in _rows():
        if given.get(name, "") == "":
            continue
        value = _read(given[name], type(default), least)
        if value is None:
            faults.append(make_fault("bad_setting", ids=[_spelled(name)], allowed={"at least": least}))
        else:
            found[name] = value
    if "database" in found and not (is_postgres(found["database"]) and "://" in found["database"]):
        faults.append(make_fault("bad_database", ids=[_spelled("database")]))
        del found["database"]
    if read_networks(found.get("webhook_networks", "")) is None:
        faults.append(make_fault("bad_networks", ids=[_spelled("webhook_networks")]))
        del found["webhook_networks"]
    caps = replace(DEFAULT_CAPS, **{name: found.pop(name) for name in _CAPS if name in found})
    return ServiceSettings(caps=caps, **found), faults


def settings_rows() -> list[tuple[str, str, str]]:
    """Return name, default and meaning of every setting, as documentation shows them."""
    return [(_spelled(name), str(default), about) for name, default, about, _ in _rows()]


def _rows() -> list[tuple[str, Any, str, float]]:
    own = [row for row in fields(ServiceSettings) if row.name != "caps"]
    rows = [(row.name, row.default, row.metadata["about"], row.metadata["least"]) for row in own]
    return [*rows, *((name, getattr(DEFAULT_CAPS, name), about, 1) for name, about in _CAPS.items())]


def _spelled(name: str) -> str:
    return PREFIX + name.upper()


def _read(text: str, kind: type[Any], least: float) -> Any:
    try:
        value = kind(text)
    except ValueError:
        return None
    return None if kind is not str and not least <= value < float("inf") else value
