"""Runs that many follow: looked at once for all, told to each from where he is, and no longer than somebody follows."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from dispatcher.api import watches
from dispatcher.api.streams import follow
from dispatcher.api.watches import Watches
from dispatcher.store.rows import RunEvent, moment


class Played:
    """A desk with one run, which has so many events, one more with each look, and is over with the last."""

    def __init__(self, count: int, fails_at: int | None = None) -> None:
        self.count, self.fails_at, self.looks = count, fails_at, 0

    def run(self, run_id: str) -> Any:
        """Look at the run."""
        self.looks += 1
        if self.looks == self.fails_at:
            raise ConnectionError(run_id)
        return SimpleNamespace(is_over=self.looks >= self.count)

    def run_events(self, run_id: str, after: int) -> list[RunEvent]:
        """Return what has happened by now."""
        numbers = range(1, min(self.looks, self.count) + 1)
        return [RunEvent(run_id, n, "progress", {}, moment(0.0)) for n in numbers if n > after]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between looks."""
    monkeypatch.setattr(watches, "POLL_SECONDS", 0.001)


async def numbers(watched: Watches, after: int = 0) -> list[int]:
    """Return the numbers of the events that a follower is told."""
    return [int(line.split(b"\n")[0][4:]) async for line in follow(watched, "run-1", after)]


def test_many_followers_cost_as_many_looks_as_one() -> None:
    """A hundred who follow a run of five events see it looked at five times; each is told what is new to him."""
    desk: Any = Played(5)

    async def work() -> list[list[int]]:
        watched = Watches(desk)
        return await asyncio.gather(*(numbers(watched, k % 7) for k in range(100)))

    told = asyncio.run(work())

    assert desk.looks == 5
    assert told == [list(range(k % 7 + 1, 6)) for k in range(100)]


def test_a_run_that_nobody_follows_is_not_looked_at() -> None:
    """After the only follower has left, the looks end; the next one is told everything from the beginning."""
    desk: Any = Played(1000)

    async def work() -> tuple[int, int, list[int]]:
        watched = Watches(desk)
        first = follow(watched, "run-1", 0)
        await anext(first)
        await first.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0.02)
        left = desk.looks
        await asyncio.sleep(0.05)
        later = desk.looks
        desk.count = later + 1
        return left, later, await numbers(watched)

    left, later, told = asyncio.run(work())

    assert later - left <= 1  # a look that was under way
    assert told == list(range(1, later + 2))


def test_what_goes_wrong_ends_every_stream() -> None:
    """A look that fails ends the streams there are with it; one that begins later looks again."""
    desk: Any = Played(5, fails_at=3)

    async def work() -> tuple[list[Any], list[int]]:
        watched = Watches(desk)
        streams = await asyncio.gather(*(numbers(watched) for _ in range(3)), return_exceptions=True)
        return streams, await numbers(watched)

    failed, told = asyncio.run(work())

    assert [type(row) for row in failed] == [ConnectionError] * 3
    assert told == [1, 2, 3, 4, 5]
