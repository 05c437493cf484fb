"""Events of any kind, damaged in any way: faults or a request without any, never an exception."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.convert.problem import make_problem
from dispatcher.events import apply
from dispatcher.faults import Fault
from dispatcher.faults.catalog import severity
from dispatcher.faults.entry import Severity
from dispatcher.reading.context import make_context
from dispatcher.reading.draft import Draft
from dispatcher.reading.events import read_events
from dispatcher.reading.request import CHECKS, check_request, distinct
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from tests.dispatcher.event_days import BASE, PLAN
from tests.dispatcher.random_events import draw_events
from tests.dispatcher.requests import accepted
from tests.dispatcher.test_events import CASES, REFUSED
from tests.dispatcher.test_fuzz import check_answer, damage

SENT = [*(sent for case in CASES for sent in case.events), *(row[1] for row in REFUSED)]
REQUEST, FORCE = accepted(BASE), Plan.model_validate(PLAN)


def check_whole(request: Request) -> list[Fault]:
    """Return the errors of a request by every check over all of its JSON."""
    context = make_context(request, Draft(request.to_wire(), frozenset(), {}, (), 0))
    faults = [fault for check in CHECKS for fault in check(context)]
    return distinct([fault for fault in faults if severity(fault.code) is Severity.ERROR])


@contextmanager
def compared() -> Iterator[list[int]]:
    """Hold every check of what events leave against a check of all of it; count the faults of each."""
    found: list[int] = []

    def both(changed: Request, *, before: Request) -> list[Fault]:
        faults = check_request(changed, before=before)
        assert faults == check_request(changed) == check_whole(changed)
        found.append(len(faults))
        return faults

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dispatcher.events.applying.check_request", both)
        yield found


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_damaged_events_are_applied_or_refused(data: st.DataObject) -> None:
    """Whatever is changed in good and bad events, they are refused with faults or leave a request without any."""
    drawn = data.draw(st.lists(st.sampled_from(SENT), max_size=4))
    events: list[Any] = [{**sent, "id": f"E-{k}"} for k, sent in enumerate(drawn)]
    tree = damage({"schema_version": 1, "events": events}, data)

    with compared():
        found, faults = apply(REQUEST, FORCE, read_events(json.dumps(tree)))

    check_answer(found, faults)
    if found is not None:
        assert make_problem(accepted(json.loads(json.dumps(found.to_wire())))).tickets


@pytest.mark.parametrize("seed", range(20, 22))
def test_what_has_not_changed_need_not_be_checked_again(seed: int) -> None:
    """One event after the other, fitting or not: the faults of each new request are those of a check of all of it."""
    with compared() as found:
        draw_events(seed, 6)

    assert found
