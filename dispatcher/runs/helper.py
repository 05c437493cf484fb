"""The helper: plans parts of requests that others hold, in daily slots that are free."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from dispatcher.runs.answers import LATE
from dispatcher.runs.process import Child, Entry
from dispatcher.runs.settings import RunSettings
from dispatcher.runs.task import DONE, FAILED, PROGRESS, Message, Share, Task
from dispatcher.store import Store, parts, runs
from dispatcher.store.errors import FencedError
from dispatcher.store.lease import Lease
from dispatcher.store.rows import Lane, Part, Run

RENEW_SECONDS = 0.5  # at most: its run may be stopped
LATE_SECONDS = 10.0  # after its plan was wanted nobody waits for it any more
DAILY: tuple[Lane, ...] = ("daily",)
MakeTask = Callable[[Run, Share], Task]


@dataclass(slots=True)
class PartJob:
    """A part that this process holds, and its child.

    Attributes
    ----------
    until
        When its plan is wanted, by the clock of this process that nobody sets.
    kill_at
        When the child has had time enough.
    last_words
        How it ended, kept until that is written down; None: it has not.
    """

    part: Part
    child: Child
    renew_at: float
    until: float
    kill_at: float
    stopped: bool = False
    last_words: Message | None = None


class Helper:
    """Claims parts and sees to their children; a thread of its own is not needed for it.

    Parameters
    ----------
    make_task
        Gives a child its task.
    entry
        What runs in a child process.
    """

    def __init__(self, store: Store, settings: RunSettings, lease: Lease, make_task: MakeTask, entry: Entry) -> None:
        self.jobs: list[PartJob] = []
        self._store, self._settings, self._lease = store, settings, lease
        self._make_task, self._entry = make_task, entry

    def claim(self) -> bool:
        """Take a part that waits; return whether there was one."""
        with self._store.reading() as connection:
            if not parts.is_offered(connection, self._store.time(connection)):
                return False
        with self._store.writing() as connection:
            at = self._store.time(connection)
            part = parts.claim_part(connection, self._lease, at)
            run = None if part is None else runs.find_run(connection, part.run_id)
        if part is None or run is None:
            return False
        seconds = part.until.timestamp() - at
        now = time.monotonic()
        task = self._make_task(run, Share(part.place, part.places, seconds))
        child = Child(task, self._entry, self._settings.preload)
        self.jobs.append(PartJob(part, child, now + RENEW_SECONDS, now + seconds, now + seconds + LATE_SECONDS))
        return True

    def make_room(self) -> None:
        """Let one part end with the best it has where a run waits for the slot, if none is ending."""
        if not self.jobs or any(job.stopped for job in self.jobs):
            return
        with self._store.reading() as connection:
            if not runs.is_waiting(connection, DAILY):
                return
        now, job = time.monotonic(), self.jobs[0]
        job.kill_at = min(job.kill_at, now + self._settings.stop_seconds)
        job.until = now  # which its child is told when it is attended to

    def attend(self, job: PartJob) -> None:
        """Hear what a child says, and see that its part is still ours and wanted."""
        try:
            self._attend(job)
        except FencedError:
            self._drop(job)

    def _attend(self, job: PartJob) -> None:
        dead = job.child.is_over  # before its last words are read: then there are none after them
        now = time.monotonic()
        for message in job.child.messages():
            if message["kind"] == PROGRESS:
                self._note(job, message)
            else:
                job.last_words = message
        if job.last_words is None and dead:
            job.last_words = {"kind": FAILED, "cause": job.child.end()}
        if job.last_words is not None:
            self._end(job, job.last_words)
            return
        if now >= job.kill_at:
            self._give_up(job, LATE, attempts=0)
            return
        if now >= job.renew_at:
            self._renew(job)
        if now >= job.until and not job.stopped:
            job.stopped = True
            job.child.stop()

    def end(self, job: PartJob) -> None:
        """Give a part back, unharmed: the process ends."""
        job.child.end()
        with suppress(FencedError):
            self._give_up(job, "the worker was ended", counts=False)

    def _renew(self, job: PartJob) -> None:
        with self._store.writing() as connection:
            at = self._store.time(connection)
            job.part = parts.renew_part(connection, job.part, self._lease, at)
        now = time.monotonic()
        job.renew_at = now + min(self._lease.seconds / 4, RENEW_SECONDS)
        until = now + job.part.until.timestamp() - at
        job.until, job.kill_at = min(job.until, until), min(job.kill_at, until + LATE_SECONDS)

    def _note(self, job: PartJob, message: Message) -> None:
        progress = {name: value for name, value in message.items() if name in ("seconds", "cost", "unassigned")}
        with self._store.writing() as connection:
            parts.note_part(connection, job.part, progress)

    def _end(self, job: PartJob, message: Message) -> None:
        plan = message.get("part") if message["kind"] == DONE else None
        if isinstance(plan, list):
            with self._store.writing() as connection:
                parts.end_part(connection, job.part, plan)
            self._drop(job)
        else:
            is_answer = message["kind"] == DONE and "part" in message
            self._give_up(job, str(message.get("cause", "garbage")), attempts=0 if is_answer else None)

    def _give_up(self, job: PartJob, cause: str, *, attempts: int | None = None, counts: bool = True) -> None:
        most = self._settings.max_attempts if attempts is None else attempts
        with self._store.writing() as connection:
            parts.give_up_part(connection, job.part, cause, attempts=most, counts=counts)
        self._drop(job)

    def _drop(self, job: PartJob) -> None:
        self.jobs.remove(job)
        job.child.end()
