"""The comparison: days, rows, figures, tables, plot, and what becomes of failures."""

import json
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.comparison import engines, queue, run
from benchmarks.comparison.child import command_of, run_apart
from benchmarks.comparison.days import LINKED, SETS, is_known, read_day
from benchmarks.comparison.engines import ENGINES, Engine, Finding, Task
from benchmarks.comparison.figures import Figures, read_bars
from benchmarks.comparison.plot import draw
from benchmarks.comparison.provenance import code_of
from benchmarks.comparison.queue import Table, missing, seconds_of
from benchmarks.comparison.readme import BEGIN, END, ROWS, block, picture, replace_block, write_readme
from benchmarks.comparison.results import FAILED, Row, append_rows, read_rows
from benchmarks.comparison.run import Run, measure
from benchmarks.comparison.table import bars, details, page, percent, summary
from benchmarks.comparison.tree import tree
from benchmarks.comparison.words import WORDS
from scenarios.stored import best_known
from solver.compilation import read_tables
from solver.plan import Plan

ROOT = Path(__file__).resolve().parent.parent.parent
TINY = "one_estate-3x2"


def make_row(engine: str = "dispatcher", cost: int | None = 100, **changes: object) -> Row:
    """Return a row of day A, 1 s, seed 0."""
    row = Row("A", "aa", 10, 2, 0, engine, 1.0, 0, 2, FAILED if cost is None else "feasible", cost, sunk=0, code="c")
    return replace(row, **changes)  # type: ignore[arg-type]


def two_days() -> Figures:
    """Return figures of two days and two budgets: ours 100, 100; 210, 200; a peer 110, 105; 200, failed."""
    rows = [
        make_row(cost=100, budget=1.0),
        make_row(cost=100, budget=10.0, status="optimal"),
        make_row(scenario="B", cost=210, budget=1.0, seed=0),
        make_row(scenario="B", cost=200, budget=10.0),
        make_row("routing", 110, budget=1.0),
        make_row("routing", 105, budget=10.0),
        make_row("routing", 200, scenario="B", budget=1.0),
        make_row("routing", None, scenario="B", budget=10.0, note="no plan"),
        make_row("greedy", 150, budget=0.0),
    ]
    return Figures(rows)


def test_every_day_of_a_set_is_known() -> None:
    """The sets name packaged requests or days that can be generated; those with links are all packaged."""
    assert [name for names in SETS.values() for name in names if not is_known(name)] == []
    assert set(LINKED) <= best_known().keys()


@pytest.mark.parametrize("name", ["sunday-3x2", "city-0x2", "city-3x501", "city-3", "nowhere"])
def test_other_days_are_not_known(name: str) -> None:
    """An unknown kind, sizes beyond the generator's, and a name that is no packaged request."""
    assert not is_known(name)
    with pytest.raises(KeyError):
        read_day(name)


def test_a_generated_day_is_the_same_each_time() -> None:
    """A name gives the same text, another seed another one; no ticket is tied to another."""
    first, again, other = (read_day(name) for name in (TINY, f"{TINY}-seed1", f"{TINY}-seed2"))

    assert first.request == again.request != other.request
    assert all(len(visits) <= 1 for visits in first.problem.open_visits_by_ticket)


def test_shares_of_work_can_be_left_out() -> None:
    """The same day, but nobody minds an unfair share: no price of a technician's minutes is left in its tables."""
    plain, unshared = (read_tables(read_day(name).problem) for name in (TINY, f"{TINY}-unshared"))

    assert (len(plain.technician_costs), len(unshared.technician_costs)) == (2, 0)
    assert plain.drop_price.tolist() == unshared.drop_price.tolist()


def test_rows_are_kept_as_they_are(tmp_path: Path) -> None:
    """What is written is read again, absent figures and texts with commas included, and rows are added at the end."""
    path = tmp_path / "kept" / "rows.csv"
    rows = [make_row(note="a, b", search_seconds=1.25), make_row("routing", None, budget=0.5, note='"x"')]

    append_rows(path, rows[:1])
    append_rows(path, rows[1:])

    assert read_rows(path) == rows
    assert read_rows(tmp_path / "none.csv") == []


def test_a_file_with_fewer_columns_grows(tmp_path: Path) -> None:
    """Rows of an earlier version, without the last column, are kept, and new ones are added with all columns."""
    path = tmp_path / "rows.csv"
    append_rows(path, [make_row()])
    path.write_text("\n".join(line.rpartition(",")[0] for line in path.read_text("utf-8").splitlines()) + "\n", "utf-8")

    append_rows(path, [make_row("routing", 7, load=1.5)])

    assert read_rows(path) == [make_row(), make_row("routing", 7, load=1.5)]


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """A file that is none of rows is refused, not overwritten."""
    path = tmp_path / "rows.csv"
    path.write_text("scenario,cost\nA,many\n", encoding="utf-8")

    with pytest.raises(ValueError, match="rows"):
        read_rows(path)


def test_what_has_been_run_is_not_run_again(tmp_path: Path) -> None:
    """A table asks for what its file does not hold; a run of other sources is made anew."""
    path = tmp_path / "rows.csv"
    table = Table([TINY], ["dispatcher", "greedy"], [1.0, 10.0], [0, 1], 2)

    every = missing(table, path)
    append_rows(path, [every[0][1], replace(every[1][1], code="older")])
    left = missing(table, path)

    # Ours with two budgets and two seeds; greedy knows neither and runs once.
    assert [(r.engine, r.budget, r.seed) for r, _ in every] == [
        ("dispatcher", 1, 0), ("dispatcher", 1, 1), ("greedy", 1, 0), ("dispatcher", 10, 0), ("dispatcher", 10, 1),
    ]  # fmt: skip
    assert [r for r, _ in left] == [r for r, _ in every[1:]]
    # 3 s each beside the search; greedy's run has none.
    assert seconds_of(every) == 5 * 3 + 1 + 1 + 10 + 10


def test_single_cores_are_shared_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ours is run alone, on all cores, the three single ones two at a time, on cores 0 and 1."""
    made: list[list[str]] = []

    def note(command: list[str], row: Row, _seconds: float) -> Row:
        made.append(command[3:])
        return row

    monkeypatch.setattr(queue, "run_apart", note)
    table = Table([TINY], ["routing", "dispatcher", "greedy", "score"], [1.0], [0], 2)
    told: list[Row] = []

    # One alone and two batches of at most two: 3 x 3 s, and a second of search for ours and for routing.
    assert queue.seconds_of(missing(table, tmp_path / "rows.csv"), beside=True) == 11
    queue.work_off(missing(table, tmp_path / "rows.csv"), tmp_path / "rows.csv", told.append, beside=True)

    assert made[0] == [TINY, "dispatcher", "1", "0", "2"]
    assert sorted(made[1:3]) == [[TINY, "greedy", "1", "0", "2", "1"], [TINY, "routing", "1", "0", "2", "0"]]
    assert made[3] == [TINY, "score", "1", "0", "2", "0"]
    assert [row.beside for row in told] == [1, 2, 2, 2]
    assert missing(table, tmp_path / "rows.csv") == []


def test_the_code_of_an_engine_is_its_sources_and_version() -> None:
    """Both variants of a library share a code that ends in its version; ours is that of the solver alone."""
    assert code_of(ENGINES["dispatcher"]) == code_of(ENGINES["cp_sat"]) != code_of(ENGINES["greedy"])
    assert code_of(ENGINES["vroom_free"]) == code_of(ENGINES["vroom_hard"])
    assert all((ROOT / "benchmarks" / "peers" / name).is_file() for e in ENGINES.values() for name in e.sources)


def test_a_run_fills_its_row() -> None:
    """Greedy on a tiny day: a plan the checker accepts, in the row of a run whose seconds and seed change nothing."""
    row = measure(Run(TINY, "greedy", 10.0, 7, 2))

    assert (row.status, row.budget, row.seed, row.threads) == ("feasible", 0.0, 0, 1)
    assert row.cost is not None
    assert row.left_out == 0
    assert row.search_seconds is not None
    assert "ortools" in row.versions


def test_a_proof_is_a_status() -> None:
    """Three tickets are planned optimally by the complete model: cost and bound are equal."""
    row = measure(Run(TINY, "cp_sat", 5.0, 0, 1))

    assert row.status == "optimal"
    assert row.cost == row.bound


@pytest.mark.parametrize(
    ("raised", "plans", "note"),
    [
        (MemoryError("too large"), (), "MemoryError: too large"),
        (None, (), "no plan"),
        (None, ((None, 0),), "no plan"),
    ],
)
def test_a_failure_is_a_row(
    monkeypatch: pytest.MonkeyPatch, raised: Exception | None, plans: tuple[tuple[None, int], ...], note: str
) -> None:
    """What a library raises, and no plan, are failed rows that say so and have no cost."""

    def fail(*_: object) -> Finding:
        if raised is not None:
            raise raised
        return Finding(plans, 0.0, 1.0)

    rows = {**ENGINES, "broken": Engine("broken", "Broken", fail)}
    monkeypatch.setattr(run, "ENGINES", rows)

    row = measure(Run(TINY, "broken", 1.0, 0, 2))

    assert (row.status, row.cost, row.note) == (FAILED, None, note)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "note"),
    [
        ("import os; os.abort()", "crashed: SIGABRT"),
        ("import time; time.sleep(9)", "no answer after 0.5 s"),
        ("raise SystemExit('no room')", "exit code 1: no room"),
        ("print('gibberish')", "exit code 0: nothing"),
    ],
)
def test_a_dead_process_is_a_row(program: str, note: str) -> None:
    """A crash, a process that hangs, one that ends early and one that prints no row fail alone, each by its name."""
    row = run_apart([sys.executable, "-S", "-c", program], make_row(cost=None), 0.5)

    assert (row.status, row.note) == (FAILED, note)


@pytest.mark.slow
def test_a_process_prints_its_row() -> None:
    """A run apart gives the row that the process makes, whatever else libraries print."""
    made = Run(TINY, "routing", 0.1, 0, 2)

    row = run_apart(command_of(made), make_row(cost=None), 60)

    assert (row.scenario, row.engine, row.status) == (TINY, "routing", "feasible")


def test_the_best_known_is_the_least_of_all_runs() -> None:
    """Of day A 100, of B 200; of a packaged request what its table knows, less what no plan avoids."""
    known = best_known()["storm-60"]
    assert known.cost is not None
    stored = make_row(scenario="storm-60", request=known.request, cost=known.cost, sunk=7)

    assert two_days().best == {"A": 100, "B": 200}
    assert Figures([stored]).best == {"storm-60": known.cost - 7}
    assert Figures([replace(stored, request="other")]).best == {"storm-60": known.cost}


def test_gaps_are_parts_of_the_best_known() -> None:
    """The mean over seeds above the best; an engine without seconds stands for every budget; a failure has none."""
    figures = two_days()

    assert figures.gap("A", 1.0, "routing") == pytest.approx(0.1)
    assert figures.gap("B", 1.0, "dispatcher") == pytest.approx(0.05)
    assert figures.gap("A", 10.0, "greedy") == pytest.approx(0.5)
    assert figures.gap("B", 10.0, "routing") is None
    assert figures.gaps("routing") == pytest.approx([0.1, 0.05, 0.0])


def test_seeds_are_averaged_and_a_second_run_replaces_the_first() -> None:
    """Seeds 0 and 1 cost 100 and 120: 110; a run made again counts once; one seed of two that fails is counted."""
    rows = [make_row(cost=500), make_row(cost=100), make_row(cost=120, seed=1), make_row(cost=None, seed=2, note="x")]

    cell = Figures(rows).cell("A", 1.0, "dispatcher")

    assert cell is not None
    assert (cell.cost, cell.runs, cell.failures, cell.notes) == (110.0, 3, 1, ("x",))


def test_runs_on_other_cores_do_not_mix() -> None:
    """Of an engine that uses several cores only runs on as many as asked for count; others have one anyway."""
    rows = [make_row(cost=100), make_row(cost=130, threads=1), make_row("routing", 140, threads=1)]

    costs = [{row.engine: row.cost for row in Figures(rows, cores).rows} for cores in (1, 2)]

    assert costs == [{"dispatcher": 130, "routing": 140}, {"dispatcher": 100, "routing": 140}]


def test_ours_on_one_core_is_no_peer() -> None:
    """However cheap it is there, we do not stand against ourselves."""
    figures = Figures([make_row(cost=100), make_row("dispatcher_1", 90, threads=1), make_row("routing", 120)])

    assert [row.peer for row in figures.standings()] == ["routing"]


def test_a_search_that_takes_longer_is_noted() -> None:
    """3 s instead of 2 stand in the note of the row."""
    day = read_day(TINY)
    asked = Run(TINY, "routing", 2.0, 0, 2)

    row = run.fill(run.blank(asked, day), day, Finding(((Plan(), 0),), 0.0, 3.0), 0.0)

    assert (row.status, row.note) == ("feasible", "searched 3.0 s")


def test_figures_of_another_request_are_dropped() -> None:
    """When a day's request has changed, only rows of the latest text count."""
    figures = Figures([make_row(cost=50, request="old"), make_row(cost=80, request="new")])

    assert figures.best == {"A": 80}


def test_bars_by_hand() -> None:
    """Day B after 1 s is 5 % above routing; three places have a peer's plan or ours proved or cheaper in two of them.

    Gaps: ours 0, 0, 5 % and 0, mean 1.25 %; routing 10 %, 5 %, 0: mean 5 %; greedy 50 %.
    """
    read = read_bars(two_days())

    assert read.worst is not None
    assert (read.worst.scenario, read.worst.budget, read.worst.peer) == ("B", 1.0, "routing")
    assert read.worst.excess == pytest.approx(0.05)
    assert (read.places, read.better) == (3, pytest.approx(2 / 3))
    assert (read.gap, read.peer_gap, read.peer) == (pytest.approx(0.0125), pytest.approx(0.05), "routing")


def test_our_failure_misses_the_bar() -> None:
    """Where a peer has a plan and ours has none, no finite excess hides it; JSON says null."""
    figures = Figures([make_row(cost=None, note="no plan"), make_row("routing", 10)])

    read = read_bars(figures)

    assert read.worst is not None
    assert (read.worst.excess, read.better) == (float("inf"), 0.0)
    assert json.loads(json.dumps(tree(figures), allow_nan=False))["bars"]["unlinked"]["worst"]["excess"] is None


def test_equal_cost_counts_as_better_only_if_proved() -> None:
    """A tie with the best peer is no win until our plan is proved optimal."""
    peer = make_row("routing", 100)

    assert read_bars(Figures([make_row(cost=100), peer])).better == 0.0
    assert read_bars(Figures([make_row(cost=100, status="optimal"), peer])).better == 1.0


def test_the_summary_has_a_row_per_engine() -> None:
    """Mean gaps by budget, the worst, and failures, ours first."""
    lines = summary(two_days()).splitlines()

    assert lines[0] == (
        "| engine | cores | above best known, 1 s | above best known, 10 s | worst "
        "| emergencies and urgent tickets left out, 10 s | runs failed |"
    )
    assert lines[2] == "| Dispatcher | 2 | 2.5% | 0.0% | 5.0% | 0 | 0 |"
    assert lines[3] == "| OR-Tools routing | 2 | 5.0% | 5.0% | 10% | 0 | 1 |"


def test_the_details_show_failures_and_proofs() -> None:
    """A failed run stands with its reason, a proved one is marked, an engine that has not run is a dash."""
    text = details(two_days())

    assert "| A | 10 | 100 | 100 proved | 105 | 150 |" in text
    assert "| B | 10 | 200 | 200 | failed: no plan | – |" in text


@pytest.mark.parametrize("zh", [False, True])
def test_the_page_judges_each_bar(zh: bool) -> None:
    """Each of the three figures says what is asked and whether it is met; days with links come apart."""
    costs = (("dispatcher", 100), ("routing", 130))
    tied = [make_row(name, cost, scenario="C", linked=3) for name, cost in costs]
    unshared = [make_row(name, cost, scenario="A-unshared") for name, cost in costs]

    told = list(bars(two_days(), zh=zh))
    text = page(Figures([*two_days().rows, *tied, *unshared]), zh)

    # 5 % above at most 0.5 %; two of three; 1.25 % is more than a fifth of 5 %.
    assert [line.rpartition(" – ")[2] for line in told] == [WORDS["missed"][zh]] * 3
    assert [text.count(f"## {WORDS[name][zh]}\n") for name in ("unlinked", "unshared", "linked")] == [1, 1, 1]
    assert page(Figures([]), zh).strip() == WORDS["no_bars"][zh]


@pytest.mark.parametrize(("gap", "text"), [(0.0012, "0.1%"), (0.0999, "10.0%"), (0.5, "50%"), (12.0, "× 13")])
def test_gaps_read_as_people_do(gap: float, text: str) -> None:
    """Small gaps have a decimal, huge ones are a factor."""
    assert percent(gap) == text


def test_the_plot_is_well_formed() -> None:
    """A line per engine, a dot per budget, names that do not overlap, all within the picture."""
    figures = two_days()

    root = ElementTree.fromstring(draw(figures))

    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}polyline")) == len(figures.engines) == 3
    assert len(root.findall(f"{space}circle")) == 6
    names = sorted(float(node.get("y", 0)) for node in root.findall(f"{space}text") if node.get("style"))
    assert all(after - before >= 12.9 for before, after in pairwise(names))
    assert 0 < names[0] <= names[-1] <= 400


def test_engines_without_seconds_alone_are_drawn() -> None:
    """Where only greedy has run there is one budget, of no seconds, and one dot."""
    figures = Figures([make_row("greedy", 150, budget=0.0, threads=1)])

    assert figures.budgets == (0.0,)
    assert summary(figures).splitlines()[2].startswith("| greedy, as by hand | 1 | 0.0% |")
    assert draw(figures).count("<circle") == 1


def test_the_plot_of_nothing_is_empty() -> None:
    """Without rows there is a picture without lines."""
    assert "polyline fill" not in draw(Figures([])).replace("polyline{", "")
    assert "<polyline" not in draw(Figures([]))


def test_the_readme_shows_the_kept_rows() -> None:
    """Between its marks the README has the table and plot of the rows that are kept."""
    figures = Figures(read_rows(ROOT / ROWS))
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert text == replace_block(text, block(figures))
    assert block(Figures([])) == ""


def test_table_and_plot_are_written_into_a_readme(tmp_path: Path) -> None:
    """Rows kept in a checkout become the text between the marks and the picture it shows; other days do not."""
    (tmp_path / "docs" / "images").mkdir(parents=True)
    (tmp_path / "README.md").write_text(f"# A\n\n{BEGIN}\n{END}\n", encoding="utf-8")
    append_rows(
        tmp_path / ROWS, [*two_days().rows, make_row(scenario="C", cost=900, linked=2), make_row(scenario="A-unshared")]
    )

    files = write_readme(tmp_path)

    text = files[0].read_text("utf-8")
    assert "| Dispatcher | 2 | 2.5% | 0.0% | 5.0% | 0 | 0 |" in text
    assert "![cost over time](docs/images/comparison.svg)" in text
    assert text.endswith(f"{END}\n")
    assert files[1].read_text("utf-8") == picture(two_days())


def test_a_page_without_marks_is_refused() -> None:
    """Text goes between marks or nowhere."""
    assert replace_block(f"a\n{BEGIN}\nold\n{END}\nb", "new\n") == f"a\n{BEGIN}\nnew\n{END}\nb"
    with pytest.raises(ValueError, match="comparison"):
        replace_block("a", "new")


def test_every_word_is_said_twice() -> None:
    """English and Chinese have the same gaps to fill."""
    for en, zh in WORDS.values():
        assert sorted(part.split("}")[0].split(":")[0] for part in en.split("{")[1:]) == sorted(
            part.split("}")[0].split(":")[0] for part in zh.split("{")[1:]
        )


def test_an_engine_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its distribution is what has to be installed."""
    absent = replace(ENGINES["pyvrp_hard"], library=("some-engine", "no_such_module"))

    assert not absent.is_installed
    assert engines.missing_libraries([absent, ENGINES["routing"]]) == ["some-engine"]
    assert Task(1.0, 0, 1).threads == 1
