"""The desk: every use case of the service in one place, over one store."""

from collections.abc import Collection, Sequence
from datetime import datetime

from dispatcher.reading.events import Batch
from dispatcher.runs import publishing, recording
from dispatcher.runs.child import main
from dispatcher.runs.process import Entry
from dispatcher.runs.recording import Recorded, Wanted
from dispatcher.runs.residents import Residents, read_key, read_plan
from dispatcher.runs.run_desk import RunDesk
from dispatcher.runs.settings import RunSettings
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.store import Store, audit, events, keys, plans, private, requests
from dispatcher.store.dialect import hold_key
from dispatcher.store.errors import NotLegalError, StaleVersionError
from dispatcher.store.rows import AuditRow, EventRow, PlanKey, PlanState, PlanVersion, Tree


class Desk(RunDesk):
    """What can be asked of the service.

    Parameters
    ----------
    entry
        What runs in a child process.
    """

    def __init__(self, store: Store, settings: RunSettings | None = None, *, entry: Entry = main) -> None:
        super().__init__(store, settings, entry=entry)
        self.residents = Residents(store, self.settings.residents)

    def record_events(
        self,
        plan_key: str,
        batch: Batch,
        *,
        who: str,
        modes: Sequence[str] = (),
        partial: bool = False,
        seconds: float = 2.0,
    ) -> Recorded:
        """Keep what has happened, and answer it; nothing is published by it.

        Parameters
        ----------
        modes
            Answers wanted: ``fast`` is there at once, ``steady`` and ``best`` are searched for by an urgent run.
        partial
            Whether good events are kept where others are bad; else all or none.
        seconds
            For each search.

        Raises
        ------
        UnknownError, NothingInForceError
            There is no such key, or no plan in force.
        """
        recorded = recording.record(
            self.store, self.residents, plan_key, batch, Wanted(who, tuple(modes), partial, seconds)
        )
        self.supervisor.wake()
        return recorded

    def plan_key(self, key: str) -> PlanKey:
        """Return what is in force under a key."""
        with self.store.reading() as connection:
            return read_key(connection, key)

    def plan_keys(self, after: str = "", count: int = 100) -> list[PlanKey]:
        """Return keys in order, those after one."""
        with self.store.reading() as connection:
            return keys.all_keys(connection, after, count)

    def request_in_force(self, key: str) -> Request:
        """Return the request in force with every event in it, and the plan in force; nothing private is in it.

        Raises
        ------
        UnknownError, NothingInForceError
            There is no such key, or no plan in force.
        """
        with self.residents.alone(key):
            return self.residents.get(key)[1].request

    def request_of(self, plan_id: str) -> Request:
        """Return the request a plan answers; nothing private is in it."""
        with self.store.reading() as connection:
            tree = requests.request_tree(connection, read_plan(connection, plan_id).request_id)
        return Request.from_tree(tree)

    def plan(self, plan_id: str) -> PlanVersion:
        """Return a plan version."""
        with self.store.reading() as connection:
            return read_plan(connection, plan_id)

    def plans(
        self, key: str, *, states: Collection[PlanState] = (), before: int | None = None, count: int = 100
    ) -> list[PlanVersion]:
        """Return plan versions of a key, newest first: those of some states (empty: all), below a number."""
        with self.store.reading() as connection:
            read_key(connection, key)
            return plans.plans_of_key(connection, key, states=states, before=before, count=count)

    def history(self, key: str, *, before: int | None = None, count: int = 100) -> list[PlanVersion]:
        """Return what was in force under a key, newest first: below a version (None: from the newest)."""
        with self.store.reading() as connection:
            read_key(connection, key)
            return plans.history(connection, key, before=before, count=count)

    def publish(self, plan_id: str, *, version: int, who: str) -> PlanVersion:
        """Put a plan in force, if it is legal as things stand; an earlier one comes back as a new version.

        Parameters
        ----------
        version
            Of the key, as the caller has seen it.

        Returns
        -------
        The version in force: another than the one named where that was in force before, or things have happened
        since it was proposed.

        Raises
        ------
        UnknownError
            There is no such plan.
        StaleVersionError
            Something else was published meanwhile.
        NotLegalError
            The plan breaks a hard rule as things stand.
        NotPublishableError
            It is discarded, or in force already, or what has happened does not fit it.
        InForceElsewhereError
            A ticket or shift of it is in force under another key.
        """
        return publishing.publish(self.store, self.residents, plan_id, version=version, who=who)

    def propose(self, plan_key: str, plan: Plan, *, who: str) -> PlanVersion:
        """Keep a plan made by hand for the request in force as a proposal.

        Raises
        ------
        UnknownError, NothingInForceError, NotLegalError
            There is no such key, no plan in force, or the plan breaks a hard rule.
        StaleVersionError
            Another process has changed the key at the same moment.
        """
        with self.residents.alone(plan_key):
            seen, resident = self.residents.get(plan_key)
            proposal, report = resident.given(plan)
            if not report.is_legal:
                raise NotLegalError(plan.plan_id or "", publishing.breaches(resident, report))
            try:
                kept = recording.keep_proposal(self.store, plan_key, seen.revision, proposal)
            except keys.MovedOnError as error:
                raise StaleVersionError(plan_key, self.plan_key(plan_key).version) from error
        self._note(who, "plan.proposed", kept)
        return kept

    def discard(self, plan_id: str, *, who: str) -> PlanVersion:
        """Put a proposal aside for good.

        Raises
        ------
        UnknownError, NotPublishableError
            There is no such plan, or it is no proposal.
        """
        return self._set_state(plan_id, "discarded", who)

    def review(self, plan_id: str, *, who: str) -> PlanVersion:
        """Note that somebody has looked at a proposal.

        Raises
        ------
        UnknownError, NotPublishableError
            There is no such plan, or it is no proposal.
        """
        return self._set_state(plan_id, "reviewed", who)

    def _set_state(self, plan_id: str, state: PlanState, who: str) -> PlanVersion:
        with self.store.writing() as connection:
            hold_key(connection, read_plan(connection, plan_id).plan_key)
            now = self.store.time(connection)
            plan = read_plan(connection, plan_id)
            publishing.require_state(plan, ("proposed", "reviewed"))
            plans.set_state(connection, plan_id, state, only=("proposed", "reviewed"))
            audit.note(connection, at=now, who=who, what=f"plan.{state}", plan_key=plan.plan_key, ids=[plan_id])
            return read_plan(connection, plan_id)

    def events(self, key: str, *, after: int = 0, count: int = 100) -> list[EventRow]:
        """Return accepted events of a key in order, those after a number."""
        with self.store.reading() as connection:
            read_key(connection, key)
            return events.events_of_key(connection, key, after=after, count=count)

    def audit(self, plan_key: str | None = None, *, after: int = 0, count: int = 100) -> list[AuditRow]:
        """Return who did what, in order: under a key (None: everywhere), after a number."""
        with self.store.reading() as connection:
            return audit.audit_rows(connection, plan_key=plan_key, after=after, count=count)

    def private_words(self, key: str) -> dict[str, Tree]:
        """Return contact, address and description by ticket id, under a key: only for those who may see them."""
        with self.store.reading() as connection:
            return private.recall(connection, key)

    def technician_contacts(self, key: str) -> dict[str, Tree]:
        """Return the contacts of technicians of a key, by technician id: only for those who may see them."""
        with self.store.reading() as connection:
            return private.recall(connection, key, "technician")

    def erase(self, key: str, ticket_id: str | None = None, *, who: str) -> int:
        """Erase what is private of a ticket, None: of all of a key; return of how many. Plans stay as they are."""
        with self.store.writing() as connection:
            hold_key(connection, key)
            now = self.store.time(connection)
            read_key(connection, key)
            number = private.erase(connection, key, ticket_id)
            ids = [] if ticket_id is None else [ticket_id]
            audit.note(connection, at=now, who=who, what="private.erased", plan_key=key, ids=ids)
            return number

    def expire(self, before: datetime) -> int:
        """Erase what is private and was written before a time, of tickets and technicians; return of how many."""
        with self.store.writing() as connection:
            return private.expire(connection, before.timestamp())

    def _note(self, who: str, what: str, plan: PlanVersion) -> None:
        with self.store.writing() as connection:
            audit.note(
                connection, at=self.store.time(connection), who=who, what=what, plan_key=plan.plan_key, ids=[plan.id]
            )
