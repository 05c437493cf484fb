"""docs/operating.md says what its commands say today."""

from pathlib import Path

import pytest

from tests.operating import PAGE, play


@pytest.mark.slow
def test_the_bad_morning_goes_as_the_page_says(tmp_path: Path) -> None:
    """Every command of the page, run in order in an empty folder, writes what the page shows."""
    page = PAGE.read_text(encoding="utf-8")

    assert play(page, tmp_path) == page
