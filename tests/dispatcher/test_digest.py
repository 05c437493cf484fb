"""Canonical JSON: the fast way writes what the library writes."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.convert.canonical import canonical, canonical_digest
from dispatcher.digest import canonical_json, request_digest
from dispatcher.planning import Limits, plan_request
from dispatcher.wire_json import wire_json
from tests.dispatcher.event_days import happen
from tests.dispatcher.random_events import draw_events, published_day
from tests.dispatcher.requests import accepted

EDGE = [0.0, -0.0, 1.0, -1.0, 1e-4, 9.999e-5, -1e-4, 1e-7, 2.0**53, 2.0**53 - 1, -(2.0**53), 1e15 + 0.5, 1e16, 1e21,
        1e300, 5e-324, 0.1 + 0.2, 123456789012345.6]  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(EDGE)
)
TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text()),
    lambda inner: st.one_of(
        st.lists(inner), st.dictionaries(st.one_of(st.text(st.characters(max_codepoint=127)), st.text()), inner)
    ),
    max_leaves=20,
)


@given(TREES)
def test_any_tree_is_written_as_the_library_writes_it(tree: Any) -> None:
    """Numbers of any size, texts and keys of any script: equal bytes, and the tree stays as it was."""
    before = repr(tree)

    assert canonical_json(tree) == rfc8785.dumps(tree)
    assert repr(tree) == before


@pytest.mark.parametrize("number", EDGE)
def test_numbers_at_the_edges_are_written_as_the_library_writes_them(number: float) -> None:
    """Whole, tiny and huge numbers are where Python and ECMAScript part."""
    assert canonical_json({"a": [number]}) == rfc8785.dumps({"a": [number]})


def test_keys_are_ordered_by_their_utf_16_units() -> None:
    """The surrogates of an emoji (D83D) come before U+E000, although its code point comes after."""
    assert canonical_json({"\ue000": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ue000":1}'.encode()


@pytest.mark.parametrize("tree", [float("nan"), float("inf"), 2**53, [-(2**53)], "\ud800", {1: 2}, {"a": {1}}])
def test_what_has_no_canonical_form_is_refused(tree: Any) -> None:
    """Not a number, beyond all numbers, too large, half a character, a key that is no text, no JSON at all."""
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical_json(tree)


@pytest.mark.parametrize("seed", range(3))
def test_a_request_written_by_parts_is_the_request_written_whole(seed: int) -> None:
    """Event by event, the parts that were written before serve again: the digests are those of the whole tree."""
    tree, plan = published_day(seed)
    request = accepted({**tree, "published": plan})

    for event in draw_events(seed, 6):
        changed, _ = happen(event, request=request)
        assert changed is not None
        request = changed
        assert wire_json(request, frozenset({"published"})) == rfc8785.dumps(request.to_wire())
        assert request.digest == request_digest(request.to_wire())
        assert canonical_digest(request) == request_digest(canonical(request).to_wire())


def test_another_field_is_another_digest() -> None:
    """A copy of a request, or of a ticket in it, is named anew."""
    request = accepted(published_day(0)[0])
    other = request.tickets[0].model_copy(update={"service_minutes": 77})

    changed = request.model_copy(update={"tickets": [other, *request.tickets[1:]]})

    assert len({request.digest, changed.digest, request.model_copy(update={"max_changes": 3}).digest}) == 3
    assert request.model_copy().digest == request.digest


@pytest.mark.parametrize("seed", range(3))
def test_routes_made_without_validation_are_valid(seed: int) -> None:
    """Routes are made of values computed here: read back from JSON, they are the same to the field that is set."""
    tree, plan = published_day(seed)
    request = accepted({**tree, "published": plan})
    answer = plan_request(request, Limits(iterations=50, seed=0, workers=1)).plan

    assert answer.routes
    for route in answer.routes:
        read = type(route).model_validate_json(route.model_dump_json(exclude_unset=True))
        assert read == route
        assert read.visits == route.visits
        assert [visit.model_fields_set for visit in read.visits] == [visit.model_fields_set for visit in route.visits]
