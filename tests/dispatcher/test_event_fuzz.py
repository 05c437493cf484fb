"""Events of any kind, damaged in any way: faults or a request without any, never an exception."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.convert.problem import make_problem
from dispatcher.events import apply
from dispatcher.reading.events import read_events
from dispatcher.schemas.plan import Plan
from tests.dispatcher.event_days import BASE, PLAN
from tests.dispatcher.requests import accepted
from tests.dispatcher.test_events import CASES, REFUSED
from tests.dispatcher.test_fuzz import check_answer, damage

SENT = [*(sent for case in CASES for sent in case.events), *(row[1] for row in REFUSED)]
REQUEST, FORCE = accepted(BASE), Plan.model_validate(PLAN)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_damaged_events_are_applied_or_refused(data: st.DataObject) -> None:
    """Whatever is changed in good and bad events, they are refused with faults or leave a request without any."""
    drawn = data.draw(st.lists(st.sampled_from(SENT), max_size=4))
    events: list[Any] = [{**sent, "id": f"E-{k}"} for k, sent in enumerate(drawn)]
    tree = damage({"schema_version": 1, "events": events}, data)

    found, faults = apply(REQUEST, FORCE, read_events(json.dumps(tree)))

    check_answer(found, faults)
    if found is not None:
        assert make_problem(accepted(json.loads(json.dumps(found.to_wire())))).tickets
