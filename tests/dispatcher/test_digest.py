"""Canonical JSON: the fast way writes what the library writes."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.digest import canonical_json

EDGE = [0.0, -0.0, 1.0, -1.0, 1e-4, 9.999e-5, -1e-4, 1e-7, 2.0**53, 2.0**53 - 1, -(2.0**53), 1e15 + 0.5, 1e16, 1e21, 1e300,
        5e-324, 0.1 + 0.2, 123456789012345.6]  # fmt: skip
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
