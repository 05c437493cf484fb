"""The supervisor: a thread that looks for work while slots are free, and takes over runs that were left behind."""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import wait

from dispatcher.runs import outcome
from dispatcher.runs.child import main
from dispatcher.runs.helper import Helper, PartJob
from dispatcher.runs.holder import Holder
from dispatcher.runs.job import Job
from dispatcher.runs.process import Entry, warm
from dispatcher.runs.settings import RunSettings
from dispatcher.runs.tasks import Tasks
from dispatcher.store import Store, supervisors
from dispatcher.store.bell import Bell
from dispatcher.store.lease import Lease
from dispatcher.store.rows import Lane

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
        tasks = Tasks(store, settings)
        self._holder = Holder(store, settings, self.lease, tasks, self._tell, entry)
        self._helper = Helper(store, settings, self.lease, tasks.make, entry)
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
            done += [self._try(self._holder.attend, job) for job in list(self._holder.jobs)]
            done += [self._try(self._helper.attend, part) for part in list(self._helper.jobs)]
            if not all(done):
                self._ending.wait(TROUBLE_SECONDS)
            if self._leaving.is_set() and not self._holder.jobs and not self._helper.jobs:
                self._idle.set()  # here, where runs are claimed: there is none between claim and child
        for job in list(self._holder.jobs):
            self._try(self._holder.end, job)
        for part in list(self._helper.jobs):
            self._try(self._helper.end, part)
        self._try(self._be_heard)

    def _turn(self) -> None:
        """Do once all there is to do, and wait until there may be more."""
        self._sweep()
        self._claim()
        children = [*(job.child for job in self._holder.jobs), *(part.child for part in self._helper.jobs)]
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
        while not self._leaving.is_set() and (lanes := self._free_lanes()) and self._holder.claim(lanes):
            pass
        while not self._leaving.is_set() and "daily" in self._free_lanes() and self._helper.claim():
            pass  # runs that wait come first: a part only makes another run better
        if "daily" not in self._free_lanes():
            self._helper.make_room()

    def _free_lanes(self) -> list[Lane]:
        slots = {"urgent": self.settings.urgent_slots, "daily": self.settings.daily_slots}
        used = [*(job.run.lane for job in self._holder.jobs), *("daily" for _ in self._helper.jobs)]
        return [lane for lane in LANES if used.count(lane) < slots[lane]]

    def _tell(self) -> None:
        with self.changed:
            self.changed.notify_all()
