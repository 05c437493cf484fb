"""The chart: what is drawn of a shift, that it fits, and that nothing covers what must be read."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.reports.drawing import fold, width_of
from dispatcher.reports.gantt import HEIGHT, WIDTH, draw_day
from dispatcher.reports.gantt_row import Span, make_row
from dispatcher.reports.job_sheets import make_sheets
from dispatcher.reports.page import render_page
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang
from tests.dispatcher.report_views import (
    SVG,
    Page,
    generated,
    given_view,
    planned_view,
)
from tests.dispatcher.requests import (
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_shift,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)


def page_of(view: PlanView) -> Page:
    """Return the English page of a plan, read back."""
    return Page(render_page(view, Lang.EN))


@pytest.mark.parametrize(
    ("lock", "freeze", "kept"),
    [("none", None, 0), ("time", None, 1), ("technician", None, 1), ("none", "09:01", 1), ("none", "09:00", 0)],
)
def test_padlocks_stand_on_kept_visits(lock: str, freeze: str | None, kept: int) -> None:
    """A lock, or a freeze until after the published 9:00, puts one padlock into the chart; nothing else does."""
    fields = {} if freeze is None else {"freeze_until": at(freeze)}
    published = make_plan_tree(make_route(make_visit()))
    tree = make_tree(tickets=[make_ticket(lock=lock)], published=published, **fields)

    page = page_of(planned_view(accepted(tree)))

    assert sum(node.get("class") == "lock" for bar in page.groups("visit") for node in bar.iter()) == kept


def test_chart_shows_breaks_absences_overtime_travel_and_the_way_home() -> None:
    """A day with one of each has one of each in its chart."""
    shift = make_shift(
        overtime_until=at("18:00"),
        breaks=[{"earliest_start": at("12:00"), "latest_start": at("12:00"), "minutes": 30}],
        unavailable=[
            {"start": at("14:00"), "end": at("15:00"), "site_id": "center"},
            {"start": at("16:00"), "end": at("16:30")},
        ],
    )
    view = planned_view(accepted(make_tree(technicians=[make_technician(shifts=[shift])])))

    page = page_of(view)

    (row,) = page.groups("row")
    kinds = [node.get("class") for node in row.iter() if node.get("class")]
    counts = {kind: kinds.count(kind) for kind in ("break", "appointment", "absent", "overtime", "travel", "shift")}
    # There and back to the center for the appointment, where the day ends: no way home is left.
    assert counts == {"break": 1, "appointment": 1, "absent": 1, "overtime": 1, "travel": 2, "shift": 1}


def test_lateness_is_drawn_with_its_minutes() -> None:
    """Due at 8:02, started at 8:06 at the earliest: a red line and +4 above the bar."""
    view = planned_view(accepted(make_tree(tickets=[make_ticket(respond_by=at("08:02"))])))

    (bar,) = page_of(view).groups("visit")

    assert [node.text for node in bar.iter(f"{SVG}text") if node.get("class") == "minutes"] == ["+4"]
    assert [node.get("class") for node in bar.iter(f"{SVG}line")] == ["late", "late"]


@pytest.mark.parametrize(("start", "kind"), [("10:00", "promised"), ("10:01", "missed")])
def test_promises_kept_and_missed_look_different(start: str, kind: str) -> None:
    """A promise until 10:00 is kept by a start at 10:00 and missed a minute later."""
    window = {"start": at("09:00"), "end": at("10:00"), "kind": "promised"}
    tree = make_tree(tickets=[make_ticket(windows=[window])], policy={"promised_windows": "soft"})
    end = f"11:{start[-2:]}"

    page = page_of(given_view(tree, make_plan_tree(make_route(make_visit(start=start, end=end)))))

    rows = [node for row in page.groups("row") for node in row.iter(f"{SVG}g")]
    assert [node.get("class") for node in rows].count(kind) == 1


def test_forty_technicians_fit_their_pages() -> None:
    """Over 40 rows, no picture is higher than its page, no row touches the next, and each shift has one row."""
    view = generated("several_estates", 80, 40)
    sheets = make_sheets(view, Lang.EN)

    pictures = [Page(chart).pictures[0] for chart in draw_day(view, sheets, Lang.EN, [400.0, HEIGHT])]

    heights = [float(root.get("viewBox", "").split()[3]) for root in pictures]
    names = [g.get("data-shift") for root in pictures for g in root.iter(f"{SVG}g") if g.get("class") == "row"]
    assert heights[0] <= 400
    assert max(heights) <= HEIGHT
    assert sorted(map(str, names)) == sorted(sheet.shift.id for sheet in sheets)
    assert len(names) == 40
    for root in pictures:
        rows = [make_box(g) for g in root.iter(f"{SVG}g") if g.get("class") == "row"]
        assert all(below >= bottom for (_, bottom), (below, _) in pairwise(rows))


def make_box(row: object) -> tuple[float, float]:
    """Return top and bottom of everything drawn in a row, lateness above its bars included."""
    places: list[float] = []
    for node in row.iter():  # type: ignore[attr-defined]
        values = {name: float(node.get(name)) for name in ("y", "y1", "y2", "cy", "height", "r") if node.get(name)}
        if "y" in values:
            places += [values["y"], values["y"] + values.get("height", 0.0)]
        places += [values[name] for name in ("y1", "y2") if name in values]
        if "cy" in values:
            places += [values["cy"] - values["r"], values["cy"] + values["r"]]
    return min(places), max(places)


def test_nothing_in_a_chart_lies_outside_it() -> None:
    """Bars, lines and texts of a day with much lateness stay between the picture's left and right edge."""
    view = generated("storm", 40, 5)

    (root,) = (Page(chart).pictures[0] for chart in draw_day(view, make_sheets(view, Lang.ZH), Lang.ZH, [HEIGHT]))

    for node in root.iter():
        x = [float(node.get(name, 0)) for name in ("x", "x1", "x2", "cx")]
        assert all(0 <= place + float(node.get("width", 0)) <= WIDTH for place in x)


def test_labels_fit_their_bars() -> None:
    """Every label in a bar is narrower than the bar, less the room of a padlock."""
    view = generated("several_estates", 80, 40)

    labels = 0
    for bar in page_of(view).groups("visit"):
        box = next(bar.iter(f"{SVG}rect"))
        for label in (node for node in bar.iter(f"{SVG}text") if node.get("class") == "word"):
            labels += 1
            assert width_of(label.text or "", 8.5) <= float(box.get("width", 0)) + 0.6

    assert labels > 40


def test_windows_in_a_lane_never_overlap() -> None:
    """Ten short visits with windows of 90 minutes: windows in one lane are apart, and each visit keeps its own."""
    tickets = [make_ticket(f"T-{k}", service_minutes=10) for k in range(10)]
    view = planned_view(accepted(make_tree(tickets=tickets)))

    row = make_row(make_sheets(view, Lang.EN)[0])

    lanes: dict[int, list[Span]] = {}
    for span in row.spans:
        lanes.setdefault(span.lane, []).append(span)
    assert len(row.spans) == 10
    assert all(a.end < b.start for spans in lanes.values() for a, b in pairwise(spans))
    # One starts every 10 minutes, and each window is 90 minutes wide: nine others stand beside it.
    assert len(lanes) == 10


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60), st.integers(20, 200))
def test_folded_words_fit(words: str, width: int) -> None:
    """Lines are no wider than asked for, unless one character is, and an ellipsis marks what is cut."""
    lines = fold(words, width, 8.5, 2)

    assert len(lines) <= 2
    assert all(width_of(line.removesuffix("…"), 8.5) <= max(width, 10) for line in lines)
    if not lines[-1].endswith("…"):
        assert "".join("".join(lines).split()) == "".join(words.split())


def test_next_day_is_said_at_the_axis() -> None:
    """A night shift from 22:00 to 6:00 has an axis past midnight, where hours are those of the next day."""
    shift = make_shift(start=at("22:00"), end=at("06:00", day=3))
    tree = make_tree(horizon={"start": at("08:00"), "end": at("08:00", day=3)},
                     technicians=[make_technician(shifts=[shift])])  # fmt: skip

    page = page_of(planned_view(accepted(tree)))

    hours = [node.text for node in page.pictures[1].iter(f"{SVG}text") if node.get("class") == "hours"]
    assert hours[:4] == ["22:00", "23:00", "00:00 (+1)", "01:00"]
