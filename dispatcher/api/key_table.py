"""Keys of callers in a database that several processes share: looked up at each call, so a withdrawn one is unknown."""

from dispatcher.api.keys import Key, LastAdminError, is_secret, key_of, make_key, parts
from dispatcher.api.roles import Role
from dispatcher.store import Store, api_keys
from dispatcher.store.dialect import hold

_LOCK = "api_key"


class KeyTable:
    """The keys of a service in its database; as ``KeyFile``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> list[Key]:
        """Return all keys, oldest first."""
        with self._store.reading() as connection:
            return [key_of(tree) for tree in api_keys.all_keys(connection)]

    def find(self, text: str) -> Key | None:
        """Return the key of which this is the whole text; None: there is none."""
        name, secret = parts(text)
        key = self._find(name) if name.isalnum() else None
        return key if is_secret(key, secret) else None

    def _find(self, name: str) -> Key | None:
        with self._store.reading() as connection:
            tree = api_keys.find_key(connection, name)
        return None if tree is None else key_of(tree)

    def make(
        self, role: Role, *, estates: tuple[str, ...] = (), contacts: bool = False, label: str = ""
    ) -> tuple[Key, str]:
        """Make and keep a key; return it, and its whole text, which is nowhere kept."""
        key, text = make_key(role, estates, contacts, label)
        with self._store.writing() as connection:
            api_keys.add_key(connection, key.id, key.to_tree())
        return key, text

    def make_first(self, role: Role, *, contacts: bool = False, label: str = "") -> tuple[Key, str] | None:
        """Make a key if there is none; None: there is one, of another process maybe."""
        key, text = make_key(role, (), contacts, label)
        with self._store.writing() as connection:
            hold(connection, _LOCK)
            if api_keys.all_keys(connection):
                return None
            api_keys.add_key(connection, key.id, key.to_tree())
        return key, text

    def drop(self, name: str) -> Key | None:
        """Withdraw a key and return it; None: there is none of this id.

        Raises
        ------
        LastAdminError
            Nobody could make keys any more.
        """
        with self._store.writing() as connection:
            hold(connection, _LOCK)
            keys = {key.id: key for key in map(key_of, api_keys.all_keys(connection))}
            key = keys.pop(name, None)
            if key is not None and not any(other.role is Role.ADMIN for other in keys.values()):
                raise LastAdminError(name)
            api_keys.remove_key(connection, name)
        return key
