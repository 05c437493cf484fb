"""Keys of callers: how one is made, kept without its secret, and found again.

A key is ``dsk_ID_SECRET``. The secret has 256 random bits, so its plain SHA-256 is kept: nothing can be guessed that a
slow hash would have to slow down.
"""

import hashlib
import hmac
import json
import os
import secrets
import tempfile
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from dispatcher.api.roles import Role

_PREFIX = "dsk"


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key.

    Attributes
    ----------
    digest
        SHA-256 of the secret, in hexadecimal.
    estates
        Estates it is for; empty: all of them, and sites without one.
    contacts
        Whether it may see phone numbers whole.
    made_at
        ISO-8601 time, UTC.
    """

    id: str
    digest: str
    role: Role
    estates: tuple[str, ...] = ()
    contacts: bool = False
    label: str = ""
    made_at: str = ""

    def to_tree(self) -> dict[str, Any]:
        """Return what is kept, as JSON."""
        return {
            "id": self.id,
            "digest": self.digest,
            "role": self.role.value,
            "estates": list(self.estates),
            "contacts": self.contacts,
            "label": self.label,
            "made_at": self.made_at,
        }


class Keys(Protocol):
    """The keys of a service, wherever they are kept: see ``KeyFile``."""

    def list(self) -> list[Key]:
        """Return all keys, oldest first."""

    def find(self, text: str) -> Key | None:
        """Return the key of which this is the whole text; None: there is none."""

    def make(
        self, role: Role, *, estates: tuple[str, ...] = (), contacts: bool = False, label: str = ""
    ) -> tuple[Key, str]:
        """Make and keep a key; return it, and its whole text, which is nowhere kept."""

    def make_first(self, role: Role, *, contacts: bool = False, label: str = "") -> tuple[Key, str] | None:
        """Make a key if there is none; None: there is one."""

    def drop(self, name: str) -> Key | None:
        """Withdraw a key and return it; None: there is none of this id."""


class UnreadableKeysError(ValueError):
    """The file of keys holds something else, or cannot be read."""


class KeyFile:
    """The keys of one service in a file that only its owner may read.

    Raises
    ------
    UnreadableKeysError
        The file holds something else, or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._keys = _load(path)

    def list(self) -> list[Key]:
        """Return all keys, oldest first."""
        return list(self._keys.values())

    def find(self, text: str) -> Key | None:
        """Return the key of which this is the whole text; None: there is none."""
        name, secret = parts(text)
        key = self._keys.get(name)
        return key if is_secret(key, secret) else None

    def make(
        self, role: Role, *, estates: tuple[str, ...] = (), contacts: bool = False, label: str = ""
    ) -> tuple[Key, str]:
        """Make and keep a key.

        Returns
        -------
        The key, and its whole text, which is nowhere kept.
        """
        key, text = make_key(role, estates, contacts, label)
        with self._lock:
            self._keep({**self._keys, key.id: key})
        return key, text

    def make_first(self, role: Role, *, contacts: bool = False, label: str = "") -> tuple[Key, str] | None:
        """Make a key if there is none; None: there is one."""
        return None if self._keys else self.make(role, contacts=contacts, label=label)

    def drop(self, name: str) -> Key | None:
        """Withdraw a key and return it; None: there is none of this id.

        Raises
        ------
        LastAdminError
            Nobody could make keys any more.
        """
        with self._lock:
            key = self._keys.get(name)
            rest = {other.id: other for other in self._keys.values() if other.id != name}
            if key is not None and not any(other.role is Role.ADMIN for other in rest.values()):
                raise LastAdminError(name)
            if key is not None:
                self._keep(rest)
        return key

    def _keep(self, keys: dict[str, Key]) -> None:
        """Replace the file whole, then what is held of it."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        tree = {"keys": [key.to_tree() for key in keys.values()]}
        handle, draft = tempfile.mkstemp(dir=self._path.parent, prefix=".keys.")  # readable by its owner alone
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(tree, stream, ensure_ascii=False, indent=1)
                stream.flush()
                os.fsync(stream.fileno())
            Path(draft).replace(self._path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        self._keys = keys


class LastAdminError(Exception):
    """The last admin key cannot be withdrawn."""


def _load(path: Path) -> dict[str, Key]:
    if not path.exists():
        return {}
    try:
        keys = [key_of(row) for row in json.loads(path.read_text(encoding="utf-8"))["keys"]]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise UnreadableKeysError(f"not a file of keys: {path.name}") from error
    return {key.id: key for key in keys}


def make_key(role: Role, estates: tuple[str, ...], contacts: bool, label: str) -> tuple[Key, str]:
    """Return a new key, and its whole text."""
    name, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Key(name, _digest(secret), role, estates, contacts, label, now), f"{_PREFIX}_{name}_{secret}"


def key_of(tree: dict[str, Any]) -> Key:
    """Return a key of what was kept of it."""
    return Key(**{**tree, "role": Role(tree["role"]), "estates": tuple(tree["estates"])})


def is_secret(key: Key | None, secret: str) -> bool:
    """Whether a secret is that of a key; it takes as long for an unknown key as for a wrong secret."""
    expected = key.digest if key is not None else _digest("")
    return hmac.compare_digest(_digest(secret), expected) and key is not None


def parts(text: str) -> tuple[str, str]:
    """Return id and secret of the whole text of a key; empty: it is none."""
    prefix, _, rest = text.partition("_")
    name, _, secret = rest.partition("_")
    return (name, secret) if prefix == _PREFIX else ("", "")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
