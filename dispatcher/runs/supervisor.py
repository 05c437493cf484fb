"""The supervisor: claims runs, gives each a child process, keeps their leases, and takes over those left behind."""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import wait

from dispatcher.runs import outcome
from dispatcher.runs.answers import LATE, Answers
from dispatcher.runs.child import main
from dispatcher.runs.helper import Helper, PartJob
from dispatcher.runs.job import Job
from dispatcher.runs.process import Child, Entry, warm
from dispatcher.runs.settings import RunSettings
from dispatcher.runs.splitting import Shared, Splitter
from dispatcher.runs.task import BEST, FAILED, PROGRESS, Message
from dispatcher.runs.tasks import Tasks
from dispatcher.store import Store, parts, runs, supervisors
from dispatcher.store.bell import Bell
from dispatcher.store.errors import FencedError
from dispatcher.store.lease import Lease
from dispatcher.store.rows import Lane, Run

LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.2
SWEEP_SECONDS = 1.0
TROUBLE_SECONDS = 1.0  # pause after something went wrong: a full disk, say
LANES: tuple[Lane, ...] = ("urgent", "daily")


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
        self._tasks, self._splitter = Tasks(store, settings), Splitter(store, settings)
        self._helper = Helper(store, settings, self.lease, self._tasks.make, entry)
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
            done += [self._try(self._helper.attend, part) for part in list(self._helper.jobs)]
            if not all(done):
                self._ending.wait(TROUBLE_SECONDS)
            if self._leaving.is_set() and not self._jobs and not self._helper.jobs:
                self._idle.set()  # here, where runs are claimed: there is none between claim and child
        for job in list(self._jobs):
            job.child.end()
            self._try(self._leave, job)
        for part in list(self._helper.jobs):
            self._try(self._helper.end, part)
        self._try(self._be_heard)

    def _turn(self) -> None:
        """Do once all there is to do, and wait until there may be more."""
        self._sweep()
        self._claim()
        children = [*(job.child for job in self._jobs), *(part.child for part in self._helper.jobs)]
        ready = [child.pipe for child in children if child.listens]
        wait([self._waker, *ready, *(child.sentinel for child in children)], POLL_SECONDS)
        if self._waker.poll():
            self._waker.recv_bytes()

    def _try(self, action: Callable[..., None], *jobs: Job | PartJob) -> bool:
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
            self._be_heard()
            if outcome.sweep(self.store, claims=self.settings.max_claims):
                self._tell()

    def _be_heard(self) -> None:
        """Tell others on the same database how many slots there are here, or that there will be none any more."""
        if not self.store.is_shared or not self.settings.daily_slots:
            return
        with self.store.writing() as connection:
            now = self.store.time(connection)
            if self._leaving.is_set() or self._ending.is_set():
                supervisors.leave(connection, self.lease.owner, now)
            else:
                supervisors.be_heard(connection, self.lease.owner, self.settings.daily_slots, now)

    def _claim(self) -> None:
        self._claim_runs()
        while not self._leaving.is_set() and "daily" in self._free_lanes() and self._helper.claim():
            pass  # runs that wait come first: a part only makes another run better

    def _claim_runs(self) -> None:
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
        used = [*(job.run.lane for job in self._jobs), *("daily" for _ in self._helper.jobs)]
        return [lane for lane in LANES if used.count(lane) < slots[lane]]

    def _job(self, run: Run, at: float) -> Job:
        """Return a claimed run with its child; ``at``: when it was claimed, by the clock of the store."""
        now = time.monotonic()
        tree = self._tasks.request(run)
        share = self._splitter.share(run, tree)
        child = Child(self._tasks.make(run, share, tree), self._entry, self.settings.preload)
        seconds = run.limits.get("allowed_seconds") or self.settings.most_seconds
        due_at = None if run.deadline is None else now + run.deadline.timestamp() - at
        kill_at = now + seconds + self.settings.grace_seconds
        shared = None if share is None else Shared(share.places)
        return Job(run, child, now + self.lease.seconds / 4, kill_at, due_at, shared)

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
        elif job.shared is not None and not job.shared.is_known and now >= job.shared.look_at:
            self._write(job, self._hear_parts, job.shared)

    def _write(self, job: Job, action: Callable[..., None], *arguments: Message | Shared) -> None:
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
            at = self.store.time(connection)
            job.run = runs.renew(connection, job.run, self.lease, at)
            if job.shared is not None and (job.run.stop_wanted or self._is_due(job)):
                parts.want_parts(connection, job.run.id, at)
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

    def _hear_parts(self, job: Job, shared: Shared) -> None:
        """Pass on what others have found, and note how far all parts together have come."""
        together = self._splitter.hear(job.run, shared, job.child)
        if together is not None:
            self._keep_progress(job, together)

    def _note(self, job: Job, message: Message) -> None:
        progress = {name: value for name, value in message.items() if name not in ("kind", "of_part")}
        if job.shared is not None:
            job.shared.own = progress if "of_part" in message else None
        if "of_part" not in message:  # else it is noted together with the others'
            self._keep_progress(job, progress)

    def _keep_progress(self, job: Job, progress: Message) -> None:
        with self.store.writing() as connection:
            runs.note_progress(connection, job.run, progress, self.store.time(connection))

    def _end(self, job: Job, message: Message) -> None:
        """End a run, or this attempt at it, by the last words of its child."""
        cause = None if job.shared is None else job.shared.cause
        retried = self._answers.end(job.run, message, stopped=job.stopped, cause=cause)
        self._drop(job, retried=retried)

    def _leave(self, job: Job) -> None:
        self._write(job, self._give_back)

    def _give_back(self, job: Job) -> None:
        with self.store.writing() as connection:
            now = self.store.time(connection)
            runs.give_back(connection, job.run, "the service was ended", now, counts=False)
