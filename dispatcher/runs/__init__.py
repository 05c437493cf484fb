"""Runs, events and publishing: what the HTTP interface calls.

One ``Desk`` per process::

    store = open_store("sqlite:///dispatcher.db")          # or a path; clock=... for tests
    desk = Desk(store, RunSettings(daily_slots=1, urgent_slots=1, lease_seconds=10, memory_mb=4096))
    desk.start(); ...; desk.close()                        # the supervisor's thread; without start() nothing is planned

Names: ``who`` is the caller as the audit names him (a key's id, never a secret). Times are aware datetimes, UTC.

==================================================================  ===============================================
``submit(plan_key, request, *, who, limits=Limits(),                ``Submitted(run, replayed)``; committed when it
lane="daily", deadline=None, idempotency=None)``                    returns. ``request``: read without faults.
``run(run_id)``                                                     ``Run``
``runs(plan_key=None, *, after=None, count=100)``                   ``list[Run]``, newest first; after: a run id
``run_events(run_id, after=0)``                                     ``list[RunEvent]`` (number, kind, body, at)
``wait(run_id, seconds, after=None)``                               ``Run``; returns once it is over, or has an event
                                                                    of a number above ``after``, or time is up
``stop(run_id, *, who)``, ``cancel(run_id, *, who)``                ``Run``; of a run that is over: as it is
``record_events(plan_key, batch, *, who, modes=(), partial=False,   ``Recorded(accepted, rejected, proposals, run)``:
seconds=2.0)``                                                      facts are kept when it returns; the ``fast``
                                                                    proposal is there at once, ``steady`` and ``best``
                                                                    come from ``run`` (urgent lane; None: not asked)
``proposals(run_id)``                                               ``list[PlanVersion]`` that a run has made
``plan_keys(after="")``                                             ``list[PlanKey]`` in order
``plan_key(key)``                                                   ``PlanKey``: ``version`` (the ETag), plan in force
``request_in_force(key)``                                           ``Request`` with every event, nothing private in it
``request_of(plan_id)``                                             ``Request`` that a plan answers, nothing private
``plan(plan_id)``, ``history(key, ...)``, ``plans(key, ...)``       ``PlanVersion`` (``body`` is the plan as JSON tree)
``publish(plan_id, *, version, who)``                               ``PlanVersion`` now in force; checked; an earlier
                                                                    version comes back as a new one (undo)
``discard(plan_id, *, who)``, ``review(plan_id, *, who)``           ``PlanVersion``
``propose(plan_key, plan, *, who)``                                 ``PlanVersion``: a plan made by hand (a move)
``events(key, ...)``, ``audit(...)``                                ``list[EventRow]``, ``list[AuditRow]``
``private_words(key)``, ``technician_contacts(key)``                contacts, addresses, descriptions by ticket id;
                                                                    contacts by technician id
``erase(key, ticket_id=None, *, who)``, ``expire(before)``          of how many they were erased
==================================================================  ===============================================

``Idempotency(principal, key, digest)``: the same again gives the same answer, another digest is an error.

Errors (``dispatcher.store.errors``; all have ``faults``) and the HTTP status they mean: ``UnknownError`` 404 ·
``StaleVersionError`` 412 (``current``) · ``IdempotencyConflictError`` 422 · ``NothingInForceError``,
``InForceElsewhereError``, ``NotLegalError`` (``violations``), ``NotPublishableError`` 409.
"""

from dispatcher.runs.desk import Desk
from dispatcher.runs.recording import Recorded
from dispatcher.runs.run_desk import Submitted
from dispatcher.runs.settings import RunSettings

__all__ = ["Desk", "Recorded", "RunSettings", "Submitted"]
