"""Places where a store may be: tests that ask for one run on both databases."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dispatcher.store import open_store
from tests.dispatcher.desks import SHARED, Place
from tests.dispatcher.postgres import NoServerError, Server, serving

DATABASES = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(serving())
        except NoServerError as error:
            pytest.skip(f"no PostgreSQL here: {error}")
        yield server


@pytest.fixture(scope="session")
def shared_place(postgres: Server) -> str:
    """A store in PostgreSQL that tests use in turn."""
    place = postgres.database()
    open_store(place).close()
    return place


@pytest.fixture
def postgres_place(postgres: Server, shared_place: str) -> Iterator[str]:
    """An empty store in PostgreSQL; desks opened on it are closed at the end."""
    postgres.clear(shared_place)
    yield shared_place
    while SHARED:
        SHARED.pop().close()


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A folder, or an empty store in PostgreSQL."""
    return place_of(request, tmp_path)


@pytest.fixture(params=[DATABASES[0], pytest.param(DATABASES[1], marks=pytest.mark.slow)])
def either_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The same, PostgreSQL in the slow tests only."""
    return place_of(request, tmp_path)


def place_of(request: pytest.FixtureRequest, folder: Path) -> Place:
    """Return the place that a parameter names."""
    return folder if request.param == "sqlite" else str(request.getfixturevalue("postgres_place"))
