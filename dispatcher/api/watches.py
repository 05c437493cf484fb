"""Runs that are followed: looked at once for all who follow, however many they are."""

import asyncio
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from dispatcher.runs import Desk
from dispatcher.store.rows import Run, RunEvent

POLL_SECONDS = 0.1
IDLE_SECONDS = 0.5  # between looks at a run of which there is no news


@dataclass(slots=True)
class Watch:
    """What is known of a run that is followed.

    Attributes
    ----------
    events
        Everything that has happened to it, from number 1 on.
    is_over
        Whether nothing more will come; ``error``: why nothing more can be said, None: nothing is wrong.
    news
        Set, and replaced by another one, when there is more.
    """

    followers: int = 0
    events: list[RunEvent] = field(default_factory=list)
    is_over: bool = False
    error: Exception | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Wake everybody who waits for news."""
        self.news.set()
        self.news = asyncio.Event()


class Watches:
    """The runs of a desk that somebody follows; used by one event loop.

    Parameters
    ----------
    desk
        Whose runs.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._watches: dict[str, Watch] = {}

    def begin(self, run_id: str) -> Watch:
        """Follow a run; it is looked at as long as anybody does."""
        watch = self._watches.get(run_id)
        if watch is None:
            watch = self._watches[run_id] = Watch()
            watch.task = asyncio.create_task(self._look(run_id, watch))
        watch.followers += 1
        return watch

    def end(self, run_id: str, watch: Watch) -> None:
        """Follow a run no longer."""
        watch.followers -= 1
        if watch.followers == 0 and self._watches.get(run_id) is watch:
            del self._watches[run_id]
            if watch.task is not None:
                watch.task.cancel()

    async def _look(self, run_id: str, watch: Watch) -> None:
        """Look at a run until it is over."""
        pause = POLL_SECONDS
        try:
            while not watch.is_over:
                run, events = await run_in_threadpool(self._read, run_id, len(watch.events))
                watch.events += events
                watch.is_over = run.is_over
                if events or run.is_over:
                    pause = POLL_SECONDS
                    watch.tell()
                if not run.is_over:
                    await asyncio.sleep(pause)
                    pause = min(IDLE_SECONDS, pause * 1.5)
        except Exception as error:  # told to everybody who follows, each of whom ends with it
            watch.error = error
            if self._watches.get(run_id) is watch:
                del self._watches[run_id]  # who comes later tries again
            watch.tell()

    def _read(self, run_id: str, after: int) -> tuple[Run, list[RunEvent]]:
        run = self._desk.run(run_id)  # first: what ends a run is written with its last event
        return run, self._desk.run_events(run_id, after)
