"""Settings of runs: slots, leases, limits of child processes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What an installation may change.

    Attributes
    ----------
    daily_slots, urgent_slots
        Runs of each lane at a time; the lanes have slots of their own, so that neither waits for the other. 0: none
        here, other processes on the same store run them.
    lease_seconds
        After this long without a word a run is taken over.
    max_attempts
        Child processes that may end without an answer before a run fails; the last one has one worker.
    max_claims
        Claims in all, those of services that were killed included, before a run fails.
    memory_mb
        Address space of one child process; None: no limit.
    daily_nice
        Lower priority of children of the daily lane, as of ``nice``.
    stop_seconds
        How long a child may take to give its best once it was told to stop; then it is killed.
    grace_seconds
        How much longer than its search a child may live.
    most_seconds
        How long a search may take that is limited by iterations.
    split_tickets
        Tickets of a part, at most: a daily request with more that are open is planned by parts where slots are free;
        fewer parts, and larger ones, if there are not enough. 0: none is.
    split_seconds
        Seconds of a run that is split, at least: loading takes some of them in every process.
    residents
        Keys whose plan in force is held ready at a time.
    preload
        Further modules that children need: loaded once, not in each.
    """

    daily_slots: int = 1
    urgent_slots: int = 1
    lease_seconds: float = 10.0
    max_attempts: int = 3
    max_claims: int = 20
    memory_mb: int | None = 8192
    daily_nice: int = 10
    stop_seconds: float = 30.0
    grace_seconds: float = 60.0
    most_seconds: float = 3600.0
    split_tickets: int = 500
    split_seconds: float = 5.0
    residents: int = 16
    preload: tuple[str, ...] = ()
