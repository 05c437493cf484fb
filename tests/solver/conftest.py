"""Lets the chains run on the tiny problems of these tests, which the engine would prove without them."""

import pytest

from solver.search import anytime


@pytest.fixture(autouse=True)
def chains_on_tiny_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every day use the chains, however small."""
    monkeypatch.setattr(anytime, "TINY", -1)
