"""The holder: claims runs, gives each a child process, keeps their leases, and writes down how they end."""

import time
from collections.abc import Callable, Collection

from dispatcher.runs import outcome
from dispatcher.runs.answers import LATE, Answers
from dispatcher.runs.job import Job
from dispatcher.runs.process import Child, Entry
from dispatcher.runs.settings import RunSettings
from dispatcher.runs.splitting import Shared, Splitter
from dispatcher.runs.task import BEST, FAILED, PROGRESS, Message
from dispatcher.runs.tasks import Tasks
from dispatcher.store import Store, parts, runs
from dispatcher.store.errors import FencedError
from dispatcher.store.lease import Lease
from dispatcher.store.rows import Lane, Run


class Holder:
    """Claims runs and sees to their children.

    Parameters
    ----------
    tell
        Called whenever something was written.
    entry
        What runs in a child process.
    """

    def __init__(
        self,
        store: Store,
        settings: RunSettings,
        lease: Lease,
        tasks: Tasks,
        tell: Callable[[], None],
        entry: Entry,
    ) -> None:
        self.jobs: list[Job] = []
        self._store, self._settings, self._lease = store, settings, lease
        self._tasks, self._tell, self._entry = tasks, tell, entry
        self._answers, self._splitter = Answers(store, settings), Splitter(store, settings)

    def claim(self, lanes: Collection[Lane]) -> bool:
        """Take the next run of some lanes; return whether there was one."""
        with self._store.reading() as connection:
            if not runs.is_waiting(connection, lanes):
                return False
        with self._store.writing() as connection:
            at = self._store.time(connection)
            run = runs.claim(connection, self._lease, lanes, at)
        if run is None:
            return False
        self.jobs.append(self._job(run, at))
        self._tell()
        return True

    def _job(self, run: Run, at: float) -> Job:
        """Return a claimed run with its child; ``at``: when it was claimed, by the clock of the store."""
        now = time.monotonic()
        tree = self._tasks.request(run)
        share = self._splitter.share(run, tree)
        child = Child(self._tasks.make(run, share, tree), self._entry, self._settings.preload)
        seconds = run.limits.get("allowed_seconds") or self._settings.most_seconds
        due_at = None if run.deadline is None else now + run.deadline.timestamp() - at
        kill_at = now + seconds + self._settings.grace_seconds
        shared = None if share is None else Shared(share.places)
        return Job(run, child, now + self._lease.seconds / 4, kill_at, due_at, shared)

    def attend(self, job: Job) -> None:
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
        elif job.shared is not None and not job.shared.is_over and now >= job.shared.look_at:
            self._write(job, self._hear_parts, job.shared)

    def _write(self, job: Job, action: Callable[..., None], *arguments: Message | Shared) -> None:
        """Write for a run that is held; if it no longer is, its child is of no use."""
        if job not in self.jobs:
            return
        try:
            action(job, *arguments)
        except FencedError:
            self._drop(job)
        self._tell()

    def _drop(self, job: Job, *, retried: bool = False) -> None:
        self.jobs.remove(job)
        if not retried:
            self._answers.forget(job.run)
        job.child.end()

    def _renew(self, job: Job) -> None:
        with self._store.writing() as connection:
            at = self._store.time(connection)
            job.run = runs.renew(connection, job.run, self._lease, at)
            if job.shared is not None and (job.run.stop_wanted or self._is_due(job)):
                parts.want_parts(connection, job.run.id, at)
        now = time.monotonic()
        job.renew_at = now + min(self._lease.seconds / 4, 1.0)
        if job.run.cancel_wanted:
            job.child.end()
            outcome.cancel(self._store, job.run)
            self._drop(job)
        elif (job.run.stop_wanted or self._is_due(job)) and not job.stopped:
            job.stopped = True
            job.child.stop()
            job.kill_at = min(job.kill_at, now + self._settings.stop_seconds)

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
        with self._store.writing() as connection:
            runs.note_progress(connection, job.run, progress, self._store.time(connection))

    def _end(self, job: Job, message: Message) -> None:
        """End a run, or this attempt at it, by the last words of its child."""
        cause = None if job.shared is None else job.shared.cause
        retried = self._answers.end(job.run, message, stopped=job.stopped, cause=cause)
        self._drop(job, retried=retried)

    def end(self, job: Job) -> None:
        """Give a run back, unharmed: the process ends."""
        job.child.end()
        self._write(job, self._give_back)

    def _give_back(self, job: Job) -> None:
        with self._store.writing() as connection:
            now = self._store.time(connection)
            runs.give_back(connection, job.run, "the service was ended", now, counts=False)
