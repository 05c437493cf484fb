"""The csv of a set, the page made of it, and the command."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.public.__main__ import main
from benchmarks.public.outcome import Known, Outcome
from benchmarks.public.page import PAGE, build_page
from benchmarks.public.results import (
    Row,
    add_row,
    csv_path,
    keep_solution,
    kept_solutions,
    longest,
    make_row,
    read_rows,
)
from benchmarks.public.sets import SETS, VARIABLE, data_folder


def row(value: float, known: Known | None = None, seconds: float = 60.0) -> Row:
    """Return the row of an outcome of one measure."""
    outcome = Outcome(f"{value:.3f}", (value,), (value - 1.0,), False, 1000, 900, "text")
    return make_row("10_1", (seconds, 2), 1.5, outcome, known, ("2026-01-01", "0.1.0"))


def two(left: float, km: float) -> Row:
    """Return the row of an outcome of two measures, known as 60 minutes left out and 100.00 km."""
    outcome = Outcome("", (left, km), None, False, None, None, None)
    return make_row("x", (60.0, 2), 1.5, outcome, Known("", (60.0, 100.0), 0.005), ("2026-01-01", "0.1.0"))


@pytest.mark.parametrize(
    ("value", "better", "worse"),
    [(99.9, True, False), (99.996, False, False), (100.004, False, False), (101, False, True)],
)
def test_values_are_compared_as_finely_as_published(value: float, better: bool, worse: bool) -> None:
    """Published as 100.00: 99.996 and 100.004 are the same."""
    result = row(value, Known("100.00", (100.0,), 0.005))

    assert (result.is_better, result.is_worse) == (better, worse)


def test_a_gap_is_a_share_of_the_known_value_where_all_before_is_equal() -> None:
    """101 km against 100: 1 %; with fewer minutes left out it is better and no gap."""
    assert two(60.0, 101.0).gap == pytest.approx(0.01)
    assert two(60.0, 101.0).is_worse
    assert two(30.0, 900.0).gap is None
    assert two(30.0, 900.0).is_better


def test_the_first_solution_is_better_than_none() -> None:
    """An instance without a published value: worth keeping, no gap."""
    assert row(5.0).is_better
    assert row(5.0).gap is None


def test_a_row_takes_the_place_of_the_one_with_its_key(tmp_path: Path) -> None:
    """The same instance, seconds and threads: one row; other seconds: two, of which the longer counts."""
    path = tmp_path / "public-x.csv"

    for value, seconds in ((7.0, 60.0), (6.0, 60.0), (9.0, 10.0)):
        add_row(path, row(value, seconds=seconds))

    rows = read_rows(path)
    assert [float(r.measures) for r in rows] == [6.0, 9.0]
    assert longest(rows)["10_1"].measures == "6.0000"


def test_the_page_says_what_the_csv_says(tmp_path: Path) -> None:
    """A value 1 % above the best known one, with its bound, and that TRSP is not supported."""
    add_row(csv_path("hhcrsp", tmp_path), row(101.0, Known("100.00", (100.0,), 0.005)))

    text = build_page(tmp_path)

    assert "| 10_1 | 101.000 | 100.00 | +1.00 % | 100.000 | no | 1.5 | 60 | 1000 | 900 |" in text
    assert (
        "1 instances: 0 proved, 0 better than what was known, 1 worse. Mean gap where it is a number: 1.00 %." in text
    )
    assert "No run yet." in text
    assert "TRSP (Pillac 2013): not supported" in text


def test_the_page_is_up_to_date() -> None:
    """``docs/public-sets.md`` is what the csv files in the repository give."""
    assert PAGE.read_text(encoding="utf-8") == build_page()


def test_without_the_sets_the_command_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No folder named: exit 2, and the variable's name on stderr."""
    monkeypatch.delenv(VARIABLE, raising=False)

    assert main([next(iter(SETS))]) == 2
    assert VARIABLE in capsys.readouterr().err


def test_a_better_solution_takes_the_place_of_the_one_kept(tmp_path: Path) -> None:
    """One file an instance, named after its value; that of 10_1 is not taken for one of 10_10."""
    other = keep_solution("x", replace(row(3.0), instance="10_10"), "other", "txt", tmp_path)
    keep_solution("x", row(7.0), "first", "txt", tmp_path)

    last = keep_solution("x", row(6.5), "second", "txt", tmp_path)

    assert kept_solutions("x", tmp_path) == sorted([other, last])
    assert (last.name, last.read_text()) == ("10_1__6.500.txt", "second")


@pytest.mark.skipif(data_folder() is None, reason="DISPATCHER_DATA names no folder with public sets")
@pytest.mark.parametrize("name", SETS)
def test_solutions_kept_are_worth_what_their_names_say(name: str) -> None:
    """Each keeps the set's rules, and is better than what was known, if anything was."""
    data = data_folder()
    assert data is not None
    public, files, known = SETS[name], SETS[name].files(data), SETS[name].known(data)

    for path in kept_solutions(name):
        instance, value = path.stem.split("__")
        measures = public.judge(files[instance], path)

        assert measures is not None
        assert f"{measures[-1]:.3f}" == value or f"{measures[-1]:.2f}km" in value
        assert instance not in known or measures < known[instance].measures
