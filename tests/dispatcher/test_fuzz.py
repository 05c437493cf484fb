"""Reading never raises: any text, any JSON, and any damage to a good request or plan ends in faults."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.convert.problem import make_problem
from dispatcher.faults import Fault, Severity, severity
from dispatcher.reading import read_plan, read_request
from dispatcher.schemas.request import Request
from scenarios import load

REQUEST = json.loads(load("example-request"))
PLAN = json.loads(load("example-plan"))
# Ids are those of the examples, so that what is put in the wrong place is often a good id or time of another one.
ADDED = ["published", "steps", "state", "outcome", "windows", "crew", "x"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 12_000),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["T-1", "T-2", "wang", "li", "b3", "wang-mon", "water", "hard", "done", "interrupted", "on_hold"]),
    st.sampled_from(["2026-03-02T08:00:00+08:00", "2026-03-02T23:59:59.5Z", "2026-03-09T00:00:00-12:00"]),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)


def places(node: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths of everything below a node."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [deeper for key, item in items for deeper in [(*path, key), *places(item, (*path, key))]]


def damage(tree: Any, data: st.DataObject) -> Any:
    """Return a tree with up to four values replaced, taken out, repeated or added."""
    tree = json.loads(json.dumps(tree))
    for _ in range(data.draw(st.integers(1, 4))):
        found = places(tree)
        if not found:
            return tree
        *parents, last = data.draw(st.sampled_from(found))
        node = tree
        for part in parents:
            node = node[part]
        how = data.draw(st.sampled_from(["replace", "take out", "repeat", "add", "move"]))
        if how == "take out":
            del node[last]
        elif how == "repeat" and isinstance(node, list):
            node.append(json.loads(json.dumps(node[last])))
        elif how == "add" and isinstance(node, dict):
            node[data.draw(st.sampled_from(ADDED))] = data.draw(TREES)
        elif how == "move":
            *others, other = data.draw(st.sampled_from(found))
            node[last] = _look_up(tree, [*others, other])
        else:
            node[last] = data.draw(TREES)
    return json.loads(json.dumps(tree))


def _look_up(tree: Any, path: list[str | int]) -> Any:
    node = tree
    for part in path:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            return None
    return json.loads(json.dumps(node))


def check_answer(found: object, faults: list[Fault]) -> None:
    """Assert that an input is either refused with errors or taken without, and that faults are plain JSON."""
    is_error = [severity(fault.code) is Severity.ERROR for fault in faults]
    assert any(is_error) == (found is None)
    assert all(is_error) or not any(is_error)
    json.dumps([fault.to_wire() for fault in faults], allow_nan=False).encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_refused(raw: bytes | str) -> None:
    """Whatever the bytes or characters, the answer is a request or faults."""
    found, faults = read_request(raw)

    check_answer(found, faults)


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_any_json_is_read_or_refused(tree: Any) -> None:
    """Whatever the JSON, the answer is a request or faults."""
    found, faults = read_request(json.dumps(tree))

    check_answer(found, faults)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_request_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever is changed in a good request (with a plan in force), it is refused with faults or can be converted."""
    tree = damage({**REQUEST, "published": PLAN, "now": "2026-03-02T09:30:00+08:00"}, data)

    found, faults = read_request(json.dumps(tree))

    check_answer(found, faults)
    if found is not None:
        assert make_problem(found).travel.min(initial=0) >= 0
        assert len(found.digest) == 64


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_plan_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever is changed in a good plan, it is refused with faults or judged."""
    request = Request.from_tree(REQUEST)

    found, faults = read_plan(json.dumps(damage(PLAN, data)), request)

    check_answer(found, faults)
