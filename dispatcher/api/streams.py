"""Waiting for runs without holding a thread: until one is over, or event by event."""

import json
import time
from collections.abc import AsyncIterator

from anyio import sleep
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest

from dispatcher.runs import Desk
from dispatcher.store.rows import Run, RunEvent

POLL_SECONDS = 0.1
IDLE_SECONDS = 0.5  # between looks at a run of which there is no news
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


async def follow(desk: Desk, run_id: str, after: int) -> AsyncIterator[bytes]:
    """Yield what happens to a run as server-sent events, until it is over."""
    spoken, pause = time.monotonic(), POLL_SECONDS
    while True:
        run = await run_in_threadpool(desk.run, run_id)  # first: what ends a run is written with its last event
        for event in await run_in_threadpool(desk.run_events, run_id, after):
            after, spoken, pause = event.number, time.monotonic(), POLL_SECONDS
            yield _line(event)
        if run.is_over:
            return
        if time.monotonic() - spoken > KEEP_ALIVE_SECONDS:
            spoken = time.monotonic()
            yield b": still running\n\n"
        await sleep(pause)
        pause = min(IDLE_SECONDS, pause * 1.5)


def _line(event: RunEvent) -> bytes:
    body = json.dumps({**event.body, "at": event.at.isoformat()}, ensure_ascii=False)
    return f"id: {event.number}\nevent: {event.kind}\ndata: {body}\n\n".encode()
