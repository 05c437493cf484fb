"""Waiting for runs without holding a thread: until one is over, or event by event."""

import json
import time
from collections.abc import AsyncIterator

from anyio import move_on_after, sleep
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest

from dispatcher.api.watches import POLL_SECONDS, Watches
from dispatcher.runs import Desk
from dispatcher.store.rows import Run, RunEvent

KEEP_ALIVE_SECONDS = 15.0


async def until_over(desk: Desk, run: Run, seconds: float) -> Run:
    """Return a run once it is over, or as it is when time is up."""
    until = time.monotonic() + seconds
    while not run.is_over and time.monotonic() < until:
        await sleep(POLL_SECONDS)
        run = await run_in_threadpool(desk.run, run.id)
    return run


def start_of(call: HttpRequest) -> int:
    """Return the number of the event that a stream goes on after; 0: from the first one."""
    text = call.headers.get("last-event-id", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


async def follow(watches: Watches, run_id: str, after: int) -> AsyncIterator[bytes]:
    """Yield what happens to a run as server-sent events, until it is over."""
    watch = watches.begin(run_id)
    try:
        while True:
            news, is_over = watch.news, watch.is_over
            for event in watch.events[after:]:
                after = event.number
                yield _line(event)
            if watch.error is not None:
                raise watch.error
            if is_over:
                return
            with move_on_after(KEEP_ALIVE_SECONDS) as waiting:
                await news.wait()
            if waiting.cancelled_caught:
                yield b": still running\n\n"
    finally:
        watches.end(run_id, watch)


def _line(event: RunEvent) -> bytes:
    body = json.dumps({**event.body, "at": event.at.isoformat()}, ensure_ascii=False)
    return f"id: {event.number}\nevent: {event.kind}\ndata: {body}\n\n".encode()
