"""The page to print: nothing lost, nothing twice, nothing foreign that works, nothing that overlaps."""

import re
from datetime import datetime

import pytest

from dispatcher.reading.request import read_request
from dispatcher.reports.messages import write_messages
from dispatcher.reports.page import render_page
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang
from scenarios import list_scenarios, read_scenario
from tests.dispatcher.command_line import contradictory_request
from tests.dispatcher.report_views import (
    HOSTILE,
    SVG,
    Page,
    example,
    generated,
    given_view,
    hostile_tree,
    planned_view,
)
from tests.dispatcher.requests import (
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)


def visit_ids(view: PlanView) -> list[str]:
    """Return the ids of all visits of a plan."""
    return sorted(visit.visit_id or "" for route in view.plan.routes for visit in route.visits)


def page_of(view: PlanView, lang: Lang = Lang.EN) -> Page:
    """Return the page of a plan, read back."""
    return Page(render_page(view, lang))


@pytest.mark.parametrize("lang", list(Lang))
def test_every_visit_is_once_in_the_chart_and_on_one_sheet(lang: Lang) -> None:
    """Each visit is one bar of one chart, and stands on the job sheet of its own shift and on no other."""
    view = generated("several_estates", 40, 6, lang.value)

    page = page_of(view, lang)

    expected = sorted((route.shift_id, visit.visit_id) for route in view.plan.routes for visit in route.visits)
    assert len(expected) > 30
    assert sorted(page.chart_visits()) == visit_ids(view)
    assert sorted(page.sheet_visits) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", list_scenarios())
def test_every_packaged_day_can_be_printed(name: str) -> None:
    """Whatever a packaged request exercises, each visit is once in the chart, on one sheet and in one message."""
    request, faults = read_request(read_scenario(name))
    assert request is not None, faults
    view = planned_view(request, 50)

    page, messages = page_of(view), write_messages(view, Lang.EN)

    expected = sorted((route.shift_id, visit.visit_id) for route in view.plan.routes for visit in route.visits)
    assert sorted(page.chart_visits()) == visit_ids(view)
    assert sorted(page.sheet_visits) == expected
    assert len(re.findall(r"^\d+\. ", messages, flags=re.MULTILINE)) == len(expected)


def test_week_has_a_chart_a_day_and_a_sheet_per_technician_and_day() -> None:
    """Three days of three people: three charts and a sheet for every shift with a visit, all visits once."""
    view = generated("week", 30, 3, days=3)

    page = page_of(view)

    charts = [root for root in page.pictures if root.get("aria-label", "").startswith("Who is where when")]
    assert [root.get("aria-label", "")[-10:] for root in charts] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert sorted(page.sheets) == sorted(route.shift_id for route in view.plan.routes)
    assert sorted(page.chart_visits()) == visit_ids(view)


def test_page_needs_nothing_from_elsewhere() -> None:
    """No element loads anything and nothing runs: no links, sources, imports, scripts or event handlers."""
    source = render_page(example(), Lang.EN)
    page = Page(source)

    sources = ("src", "href", "srcset", "action", "data", "xlink:href")
    names = {name for _, attributes in page.tags for name in attributes}
    loading = {name for name in names if name in sources or name.startswith("on")}
    foreign = {tag for tag, _ in page.tags} & {"script", "img", "link", "iframe", "object", "embed", "base", "form"}

    assert (loading, foreign) == (set(), set())
    assert not re.search(r"url\(|@import", source)
    assert set(re.findall(r"https?://[^\"' <]*", source)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_texts_are_shown_and_do_nothing(name: str, lang: Lang) -> None:
    """Texts of others add no element, reach the reader as they are, and neither steer nor turn what is shown."""
    plain = page_of(planned_view(accepted(hostile_tree("plain"))), lang)
    source = render_page(planned_view(accepted(hostile_tree(HOSTILE[name]))), lang)

    page = Page(source)

    assert {tag for tag, _ in page.tags} == {tag for tag, _ in plain.tags}
    assert {key for _, values in page.tags for key in values} == {key for _, values in plain.tags for key in values}
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\x00-\x08]", source)
    shown = re.sub("[\u200f\u202e\u2066\x07\ufffe]", "\N{REPLACEMENT CHARACTER}", HOSTILE[name])
    assert all(shown in text for text in page.sheets.values())
    assert len(page.sheets) == 2
    assert page.text.count(shown) >= 3


def test_no_owner_is_on_the_sheet_of_another_technician() -> None:
    """Each owner's name, phone, address and words are on the sheets of those who visit, and on no other sheet."""
    names = ("T-1", "T-2")
    tickets = [
        make_ticket(
            name,
            required_technician=person,
            description=f"fault of {name}",
            address=f"door of {name}",
            contact={"name": f"owner of {name}", "phone": f"phone of {name}"},
        )
        for name, person in zip(names, ("wang", "li"), strict=True)
    ]
    people = [make_technician(person) for person in ("wang", "li")]

    page = page_of(planned_view(accepted(make_tree(technicians=people, tickets=tickets))))

    for shift, own, other in (("wang-mon", *names), ("li-mon", *reversed(names))):
        assert all(f"{what} of {own}" in page.sheets[shift] for what in ("owner", "phone", "door", "fault"))
        assert other not in page.sheets[shift]


def test_contacts_are_only_on_job_sheets() -> None:
    """What is above the job sheets names no owner and no phone, neither of planned tickets nor of others."""
    view = planned_view(accepted(hostile_tree("plain")))
    people = [t.model_copy(update={"contact": t.contact.model_copy(update={"phone": "phone-of-owner"})})
              for t in view.request.tickets if t.contact]  # fmt: skip
    request = view.request.model_copy(update={"tickets": people})

    source = render_page(PlanView(request, view.plan, view.problem, view.charges), Lang.EN)

    above, _, below = source.partition('<table class="sheet"')
    assert "phone-of-owner" not in above
    assert below.count("phone-of-owner") == 2


def test_languages_differ_in_words_alone() -> None:
    """Both pages have the same elements, classes, visits and bars at the same places."""
    english, chinese = (page_of(generated("several_estates", 40, 6), lang) for lang in Lang)

    def outline(page: Page) -> list[tuple[str, str | None]]:
        outside = [(tag, values.get("class")) for tag, values in page.tags]
        return [row for row in outside if row[0] not in ("text", "title")]

    def bars(page: Page) -> list[dict[str, str]]:
        return [node.attrib for group in page.groups("visit") for node in group.iter(f"{SVG}rect")]

    assert outline(english) == outline(chinese)
    assert bars(english) == bars(chinese)
    assert re.findall(r"T-\d+|\d\d:\d\d", english.text) == re.findall(r"T-\d+|\d\d:\d\d", chinese.text)


def test_latest_departure_is_the_windows_end_less_travel() -> None:
    """Told 7:36 to 9:06 and six minutes away, Wang has to leave by 9:00; the page says so."""
    # Set out at 8:00, six minutes within the estate, so start 8:06; the window is 30 minutes before to 60 after.
    view = planned_view(accepted(make_tree()))
    ((visit,),) = [route.visits for route in view.plan.routes]

    page = page_of(view)

    assert view.latest_departure(visit) == datetime.fromisoformat(at("09:00"))
    assert "Leaveby09:00" in "".join(page.text.split())


@pytest.mark.parametrize(
    ("end", "latest"),
    [("09:01", "08:55"), ("09:00", "08:54"), ("08:59", None)],
    ids=["a minute to spare", "just in time", "missed as planned"],
)
def test_latest_departure_of_a_window_as_sent(end: str, latest: str | None) -> None:
    """A visit at 9:00, six minutes away: told until 9:01 leave by 8:55, told until 8:59 it is missed already."""
    window = {"start": at("08:00"), "end": at(end)}
    view = given_view(make_tree(), make_plan_tree(make_route(make_visit(arrival_window=window))))
    ((visit,),) = [route.visits for route in view.plan.routes]

    moment = view.latest_departure(visit)

    assert moment == (None if latest is None else datetime.fromisoformat(at(latest)))


def test_begun_visit_has_no_latest_departure() -> None:
    """At 9:30 the visit that started at 9:00 has nobody left to send; it is marked as begun in the chart."""
    published = make_plan_tree(make_route(make_visit()))
    view = planned_view(accepted(make_tree(now=at("09:30"), published=published)))
    ((visit,),) = [route.visits for route in view.plan.routes]

    (bar,) = page_of(view).groups("visit")

    assert view.latest_departure(visit) is None
    assert [node.get("class") for node in bar.iter(f"{SVG}rect")] == ["box", "fact"]


def test_tickets_left_out_and_held_are_listed() -> None:
    """Reasons and hold reasons are in plain words, with the technicians a rule excludes."""
    text = " ".join(page_of(example(), Lang.ZH).text.split())

    assert "未派工单 (1)" in text
    assert "技能匹配：李师傅、王师傅" in text
    assert re.search("合计 ?1544", text)
    assert "已证明：没有成本更低的计划。" in text


def test_answer_without_a_plan_says_why() -> None:
    """Two locks against each other: the page says that it is proved and names both, without figures or sheets."""
    page = page_of(planned_view(accepted(contradictory_request())))

    assert "No plan keeps every lock and hard rule (proved)." in page.text
    assert "T-1 is kept by its lock with 王师傅" in page.text
    assert (page.sheets, page.pictures) == ({}, [])


def test_broken_rules_are_said_on_top() -> None:
    """A plan sent in that starts before travel is possible is shown, with the rule it breaks before everything else."""
    plan = make_plan_tree(make_route(make_visit(start="08:00", end="09:00")))

    page = page_of(given_view(make_tree(), plan))

    above = page.text.partition("Who is where when")[0]
    assert "Hard rules broken" in above
    assert "working_hours, 6 minutes" in above
