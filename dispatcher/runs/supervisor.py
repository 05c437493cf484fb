"""The supervisor: claims runs, gives each a child process, keeps their leases, and takes over those left behind."""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import wait

from dispatcher.runs import outcome
from dispatcher.runs.answers import LATE, Answers
from dispatcher.runs.child import main
from dispatcher.runs.process import Child, Entry, warm
from dispatcher.runs.settings import RunSettings
from dispatcher.runs.task import BEST, FAILED, PROGRESS, Message, Task
from dispatcher.store import Store, requests, runs
from dispatcher.store.bell import Bell
from dispatcher.store.body import pack
from dispatcher.store.errors import FencedError
from dispatcher.store.plans import find_plan
from dispatcher.store.rows import Lane, Run
from dispatcher.store.runs import Lease

LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.2
SWEEP_SECONDS = 1.0
TROUBLE_SECONDS = 1.0  # pause after something went wrong: a full disk, say
LANES: tuple[Lane, ...] = ("urgent", "daily")
MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class Job:
    """A run that this supervisor holds, and its child.

    Attributes
    ----------
    renew_at
        When its lease is to be prolonged next.
    kill_at
        When the child has had time enough.
    due_at
        When it is to be over, by the clock of this process that nobody sets; None: no matter when.
    last_words
        How it ended, kept until that is written down; None: it has not.
    """

    run: Run
    child: Child
    renew_at: float
    kill_at: float
    due_at: float | None = None
    stopped: bool = False
    last_words: Message | None = None


class Supervisor:
    """Runs the runs of a store in a thread of its own.

    Parameters
    ----------
    entry
        What runs in a child process.
    """

    def __init__(self, store: Store, settings: RunSettings, entry: Entry = main) -> None:
        self.store, self.settings = store, settings
        self.lease = Lease(f"supervisor-{uuid.uuid4().hex}", settings.lease_seconds)
        self.changed = threading.Condition()
        self.heartbeat = time.monotonic()
        self._entry = entry
        self._jobs: list[Job] = []
        self._answers = Answers(store, settings)
        self._swept_at = -SWEEP_SECONDS
        self._leaving, self._idle, self._ending = threading.Event(), threading.Event(), threading.Event()
        self._waker, self._bell = Pipe(duplex=False)
        self._ringing = threading.Lock()
        self._hears: Bell | None = None
        self._thread = threading.Thread(target=self._loop, name="supervisor", daemon=True)

    def start(self) -> None:
        """Begin."""
        if self.settings.daily_slots or self.settings.urgent_slots:
            warm(self.settings.preload)
            self._hears = self.store.listen(self.wake)
        self._thread.start()

    def drain(self, seconds: float, is_urgent: Callable[[], bool] = lambda: False) -> None:
        """Begin no more runs, and wait until those under way have ended, time is up, or there is no time any more."""
        self._leaving.set()
        until = time.monotonic() + seconds
        while not self._idle.is_set() and time.monotonic() < until and not is_urgent():
            time.sleep(POLL_SECONDS)

    def close(self) -> None:
        """End: runs under way are queued again, unharmed."""
        self._ending.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join()
        if self._hears is not None:
            self._hears.close()

    def wake(self) -> None:
        """Look for work now."""
        with self._ringing:
            if not self._waker.poll():
                self._bell.send_bytes(b"")

    def _loop(self) -> None:
        while not self._ending.is_set():
            self.heartbeat = time.monotonic()
            done = [self._try(self._turn)]
            done += [self._try(self._attend, job) for job in list(self._jobs)]
            if not all(done):
                self._ending.wait(TROUBLE_SECONDS)
            if self._leaving.is_set() and not self._jobs:
                self._idle.set()  # here, where runs are claimed: there is none between claim and child
        for job in list(self._jobs):
            job.child.end()
            self._try(self._leave, job)

    def _turn(self) -> None:
        """Do once all there is to do, and wait until there may be more."""
        self._sweep()
        self._claim()
        ready = [job.child.pipe for job in self._jobs if job.child.listens]
        wait([self._waker, *ready, *(job.child.sentinel for job in self._jobs)], POLL_SECONDS)
        if self._waker.poll():
            self._waker.recv_bytes()

    def _try(self, action: Callable[..., None], *jobs: Job) -> bool:
        """Do one thing and return whether it went well; if not, the rest goes on: what is held has leases."""
        try:
            action(*jobs)
        except Exception as error:
            LOG.warning("runs are held up: %s", type(error).__name__)
            return False
        return True

    def _sweep(self) -> None:
        now = time.monotonic()
        if now - self._swept_at >= SWEEP_SECONDS:
            self._swept_at = now
            if outcome.sweep(self.store, claims=self.settings.max_claims):
                self._tell()

    def _claim(self) -> None:
        while not self._leaving.is_set() and (lanes := self._free_lanes()):
            with self.store.reading() as connection:
                if not runs.is_waiting(connection, lanes):
                    return
            with self.store.writing() as connection:
                at = self.store.time(connection)
                run = runs.claim(connection, self.lease, lanes, at)
            if run is None:
                return
            self._jobs.append(self._job(run, at))
            self._tell()

    def _free_lanes(self) -> list[Lane]:
        slots = {"urgent": self.settings.urgent_slots, "daily": self.settings.daily_slots}
        used = [job.run.lane for job in self._jobs]
        return [lane for lane in LANES if used.count(lane) < slots[lane]]

    def _job(self, run: Run, at: float) -> Job:
        """Return a claimed run with its child; ``at``: when it was claimed, by the clock of the store."""
        now = time.monotonic()
        child = Child(self._task(run), self._entry, self.settings.preload)
        seconds = run.limits.get("allowed_seconds") or self.settings.most_seconds
        due_at = None if run.deadline is None else now + run.deadline.timestamp() - at
        kill_at = now + seconds + self.settings.grace_seconds
        return Job(run, child, now + self.lease.seconds / 4, kill_at, due_at)

    def _task(self, run: Run) -> Task:
        with self.store.reading() as connection:
            request = requests.request_tree(connection, run.request_id)
            digest = requests.request_digest(connection, run.request_id)
            before = None if run.before_id is None else find_plan(connection, run.before_id)
        limits = {name: value for name, value in run.limits.items() if name != "allowed_seconds"}
        if run.attempts > 1 and run.attempts >= self.settings.max_attempts:
            limits["workers"] = 1
        return Task(
            request=pack(request),
            digest=digest,
            limits=limits,
            modes=run.modes,
            before=None if before is None else pack(before.body),
            nice=self.settings.daily_nice if run.lane == "daily" else 0,
            memory_bytes=None if self.settings.memory_mb is None else self.settings.memory_mb * MEGABYTE,
        )

    def _attend(self, job: Job) -> None:
        """Hear what a child says, and see that its run is still ours and wanted."""
        dead = job.child.is_over  # before its last words are read: then there are none after them
        for message in job.child.messages():
            if message["kind"] == PROGRESS:
                self._write(job, self._note, message)
            elif message["kind"] == BEST:
                self._answers.note(job.run, message)
            else:
                job.last_words = message
        now = time.monotonic()
        if job.last_words is None and dead:
            job.last_words = {"kind": FAILED, "cause": job.child.end()}
        elif job.last_words is None and now >= job.kill_at:
            job.last_words = {"kind": FAILED, "cause": LATE}
        if job.last_words is not None:
            self._write(job, self._end, job.last_words)
        elif now >= job.renew_at or self._is_due(job):
            self._write(job, self._renew)

    def _write(self, job: Job, action: Callable[..., None], *arguments: Message) -> None:
        """Write for a run that is held; if it no longer is, its child is of no use."""
        if job not in self._jobs:
            return
        try:
            action(job, *arguments)
        except FencedError:
            self._drop(job)
        self._tell()

    def _drop(self, job: Job, *, retried: bool = False) -> None:
        self._jobs.remove(job)
        if not retried:
            self._answers.forget(job.run)
        job.child.end()

    def _tell(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def _renew(self, job: Job) -> None:
        with self.store.writing() as connection:
            job.run = runs.renew(connection, job.run, self.lease, self.store.time(connection))
        now = time.monotonic()
        job.renew_at = now + min(self.lease.seconds / 4, 1.0)
        if job.run.cancel_wanted:
            job.child.end()
            outcome.cancel(self.store, job.run)
            self._drop(job)
        elif (job.run.stop_wanted or self._is_due(job)) and not job.stopped:
            job.stopped = True
            job.child.stop()
            job.kill_at = min(job.kill_at, now + self.settings.stop_seconds)

    def _is_due(self, job: Job) -> bool:
        return not job.stopped and job.due_at is not None and time.monotonic() >= job.due_at

    def _note(self, job: Job, message: Message) -> None:
        progress = {name: value for name, value in message.items() if name != "kind"}
        with self.store.writing() as connection:
            runs.note_progress(connection, job.run, progress, self.store.time(connection))

    def _end(self, job: Job, message: Message) -> None:
        """End a run, or this attempt at it, by the last words of its child."""
        retried = self._answers.end(job.run, message, stopped=job.stopped)
        self._drop(job, retried=retried)

    def _leave(self, job: Job) -> None:
        self._write(job, self._give_back)

    def _give_back(self, job: Job) -> None:
        with self.store.writing() as connection:
            now = self.store.time(connection)
            runs.give_back(connection, job.run, "the service was ended", now, counts=False)
