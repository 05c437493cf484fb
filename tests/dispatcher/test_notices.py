"""Whom a re-plan tells what: each kind, the minutes at which it begins, the words, and what is never said."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dispatcher.event_days import Tree, event
from tests.dispatcher.replans import DAY, PLAN, TOLD, Replan, planned_window, replan, replanned, under_way, wire
from tests.dispatcher.requests import accepted, at, changed, make_route, make_ticket, make_visit

NEW = event("new_ticket", "09:50", ticket=make_ticket("T-E", urgency="emergency", service_minutes=70))
FIRST = ("T-1", "09:00", "10:00")
OTHER = ("T-4", "09:00", "10:00")


def later(start: str, end: str, *events: Tree) -> Replan:
    """Return what is told when the emergency of 9:50 moves T-17."""
    return replan(under_way(*(events or (NEW,))), [FIRST, ("T-E", "10:20", "11:30"), ("T-17", start, end)], [OTHER])


def test_an_owner_is_told_of_a_delay() -> None:
    """T-17, told 10:10 to 11:30, comes at 13:00: the window is 30 minutes before to 60 after; both sentences whole."""
    notice = later("13:00", "14:00").notices["T-17:0:0"]

    assert {**notice.to_wire(), "id": "…"} == {
        "id": "…",
        "visit_id": "T-17:0:0",
        "kind": "delay",
        "arrival_window": {"start": at("12:30"), "end": at("14:00")},
        "reason_code": "emergency",
        "text": {
            "en": "Property service: we are sorry, our visit for your request R-17 is delayed because of an emergency "
            "elsewhere. The technician will come today between 12:30 and 14:00, not today between 10:10 and 11:30 as "
            "announced.",
            "zh": "【物业服务中心】非常抱歉，因临时有紧急抢修，您的报修（R-17）上门时间由今天 10:10–11:30 "
            "推迟至今天 12:30–14:00。给您带来不便，敬请谅解。",
        },
    }


@pytest.mark.parametrize(("start", "end", "kinds"), [("11:30", "12:30", []), ("11:31", "12:31", ["delay"])])
def test_a_window_holds_to_its_last_minute(start: str, end: str, kinds: list[str]) -> None:
    """The window told ends at 11:30; the emergency's own owner is told in any case."""
    found = later(start, end)

    assert [row.kind for name, row in found.notices.items() if name == "T-17:0:0"] == kinds
    assert found.told("T-E:0:0") == ("scheduled", "owner_request")


@pytest.mark.parametrize(("start", "end", "told"), [("10:10", "11:10", []), ("10:09", "11:09", ["earlier"])])
def test_a_window_holds_from_its_first_minute(start: str, end: str, told: list[str]) -> None:
    """The window told begins at 10:10; li, who is free at 10:00, may come earlier than wang might have."""
    away = event("technician_out", "08:10", technician_id="wang", start=at("10:06"), end=None)

    found = replan(under_way(away), [FIRST], [OTHER, ("T-17", start, end)])

    assert [row.kind for row in found.notices.values()] == told
    assert found.changes["T-17:0:0"].kind == ("both" if told else "technician")


def test_an_earlier_visit_asks_whether_it_suits() -> None:
    """Nothing is said of the technician who is away: neither who, nor why."""
    away = event("technician_out", "08:10", technician_id="wang", start=at("10:06"), end=None)

    found = replan(under_way(away), [FIRST], [OTHER, ("T-17", "10:00", "11:00")])

    notice = found.notices["T-17:0:0"]
    assert found.told("T-17:0:0") == ("earlier", "technician_unavailable")
    assert notice.text.en == (
        "Property service: for your request R-17 the technician can come earlier: today between 09:30 and 11:00, not "
        "today between 10:10 and 11:30 as announced. If this does not suit you, please call us."
    )
    assert notice.text.zh == (
        "【物业服务中心】您的报修（R-17）可提前上门：由今天 10:10–11:30 改为今天 09:30–11:00。"
        "如时间不便，请与我们联系。"
    )


def test_a_dropped_visit_is_called_off() -> None:
    """T-17 finds no place any more: the owner hears an apology, the window that was told, and no new one."""
    notice = replan(under_way(NEW), [FIRST, ("T-E", "10:20", "11:30")], [OTHER]).notices["T-17:0:0"]

    assert (notice.kind, notice.reason_code, notice.arrival_window) == ("cancelled", "emergency", None)
    assert notice.text.en.startswith("Property service: we are sorry, our visit for your request R-17, announced for ")
    assert notice.text.zh.startswith("【物业服务中心】非常抱歉，因临时有紧急抢修，您的报修（R-17）原定今天 10:10–11:30")


@pytest.mark.parametrize(
    ("sent", "reason", "words"),
    [
        (event("cancelled", "08:10", ticket_id="T-17"), "owner_request", "as you asked"),
        (event("held", "08:10", ticket_id="T-17", why="no key"), "on_hold", "your request is on hold for now"),
    ],
)
def test_an_owner_who_called_off_is_confirmed(sent: Tree, reason: str, words: str) -> None:
    """Called off by the owner: a confirmation without apology; on hold: one with the reason, not with why."""
    found = replan(under_way(sent), [FIRST], [OTHER])

    text = found.notices["T-17:0:0"].text.en
    assert found.told("T-17:0:0") == ("cancelled", reason)
    assert words in text
    assert ("sorry" in text) == (reason == "on_hold")
    assert "no key" not in text


def test_a_ticket_done_without_its_visit_is_not_needed() -> None:
    """The ticketing system has closed T-17 as done; the visit told is not needed any more."""
    day = changed(DAY, {"/tickets/1/status": "done"}) | {"published": PLAN}

    found = replan(accepted(day), [FIRST], [OTHER])

    assert found.told("T-17:0:0") == ("cancelled", "no_longer_needed")
    assert "no longer needed" in found.notices["T-17:0:0"].text.en


def test_a_step_that_is_no_more_is_not_needed() -> None:
    """T-4 turns out to be one step: its second visit, told, is gone from the plan in force; the plan before had it."""
    steps = [{"trade": "water", "service_minutes": 60}, {"trade": "water", "service_minutes": 60}]
    second = make_visit("T-4", "10:00", "11:00", step=1, arrival_window=TOLD)
    plan = changed(PLAN, {"/routes/1/visits/-": second})
    day = {**DAY, "tickets": [*DAY["tickets"][:2], make_ticket("T-4", steps=steps)]}
    request = under_way(event("rescoped", "08:10", ticket_id="T-4", steps=steps[:1]), day=day, plan=plan)

    found = replan(request, [FIRST, ("T-17", "10:30", "11:30")], [OTHER], before=plan)

    assert {name: change.kind for name, change in found.changes.items()} == {"T-4:1:0": "dropped"}
    assert found.chain("T-4:1:0") == ["E-1"]
    assert found.told("T-4:1:0") == ("cancelled", "no_longer_needed")


def test_owners_never_told_hear_of_changes_only() -> None:
    """T-1 and T-4 were told to nobody: T-1 stays and needs no word, T-4 comes at 12:00 and is announced."""
    found = replan(
        under_way(event("parts_late", "08:10", ticket_id="T-4", ready_at=at("12:00"))),
        [FIRST, ("T-17", "10:30", "11:30")],
        [("T-4", "12:00", "13:00")],
    )

    assert {name: row.kind for name, row in found.notices.items()} == {"T-4:0:0": "scheduled"}
    assert found.told("T-4:0:0") == ("scheduled", "parts_late")


@pytest.mark.parametrize(
    ("sent", "plan", "reason"),
    [
        (
            event("overrun", "09:50", visit_id="T-1:0:0", expected_end=at("12:00")),
            [("T-1", "09:00", "12:00"), ("T-17", "12:00", "13:00")],
            "previous_job_overran",
        ),
        (
            event("technician_late", "08:10", technician_id="wang", until=at("12:00")),
            [("T-17", "12:06", "13:06"), ("T-1", "13:06", "14:06")],
            "technician_unavailable",
        ),
        (
            event("parts_late", "08:10", ticket_id="T-17", ready_at=at("13:00")),
            [FIRST, ("T-17", "13:00", "14:00")],
            "parts_late",
        ),
        (
            event("parts_late", "08:10", ticket_id="T-1", ready_at=at("10:00")),
            [("T-1", "10:00", "11:00"), ("T-17", "12:00", "13:00")],
            "schedule_change",
        ),
        (
            event("owner_told", "08:10", visit_id="T-1:0:0", arrival_window={"start": at("08:30"), "end": at("10:00")}),
            [FIRST, ("T-17", "12:00", "13:00")],
            "schedule_change",
        ),
    ],
    ids=["overrun", "late", "own parts", "parts of another", "nothing"],
)
def test_reasons_of_delays(sent: Tree, plan: list[Any], reason: str) -> None:
    """The reason is that of the event at the end of the chain; other owners' affairs are a change of schedule."""
    assert replan(under_way(sent), plan, [OTHER]).told("T-17:0:0") == ("delay", reason)


def test_an_owner_who_was_not_at_home_is_told_of_the_next_visit() -> None:
    """The visit at 9:00 was in vain; the next one, at 12:00, is announced."""
    found = replan(
        under_way(event("no_show", "10:00", visit_id="T-1:0:0")),
        [FIRST, ("T-17", "10:30", "11:30"), ("T-1:0:0:1", "12:00", "13:00")],
        [OTHER],
    )

    assert found.told("T-1:0:0:1") == ("scheduled", "nobody_home")


def test_an_owner_who_asked_for_another_time_is_answered() -> None:
    """T-17's owner asks for 10:00 to 12:00: the visit stays at 10:30, the window told is void and told anew."""
    windows = [{"start": at("10:00"), "end": at("12:00"), "kind": "promised"}]
    request = under_way(event("owner_changed_window", "08:10", ticket_id="T-17", windows=windows))

    kept = replan(request, [FIRST, ("T-17", "10:30", "11:30")], [OTHER])
    dropped = replan(request, [FIRST], [OTHER], before=PLAN)

    assert kept.changes == {}
    assert kept.told("T-17:0:0") == ("scheduled", "owner_request")
    window = kept.notices["T-17:0:0"].arrival_window
    assert window is not None
    assert (window.to_wire()["start"], window.to_wire()["end"]) == (at("10:00"), at("12:00"))
    assert dropped.told("T-17:0:0") == ("cancelled", "schedule_change")


def test_a_crew_is_announced_once() -> None:
    """A new ticket for two: both visits are added, the owner is told once."""
    crew = event("new_ticket", "09:50", ticket=make_ticket("T-2", crew_size=2))

    found = replan(under_way(crew), [FIRST, ("T-17", "10:30", "11:30"), ("T-2:0:0", "12:00", "13:00")],
                   [OTHER, ("T-2:0:1", "12:00", "13:00")])  # fmt: skip

    assert {"T-2:0:0", "T-2:0:1"} == found.changes.keys()
    assert [*found.notices] == ["T-2:0:0"]


def test_another_day_is_named() -> None:
    """The window of a visit the day after, from 23:30 to 1:00, has both dates, in the zone of the plan."""
    day = changed(DAY, {"/horizon/end": at("18:00", 4), "/technicians/0/shifts/-": {
        "id": "wang-tue", "start": at("20:00", 3), "end": at("06:00", 4), "start_site_id": "center"}})  # fmt: skip
    request = under_way(event("parts_late", "08:10", ticket_id="T-17", ready_at=at("23:00", 3)), day=day)
    night = {"technician_id": "wang", "shift_id": "wang-tue"}
    visit = make_visit("T-17") | {"start": at("00:00", 4), "end": at("01:00", 4)}

    found = replanned(request, make_route(make_visit("T-1")), make_route(visit, **night),
                      make_route(make_visit("T-4"), technician_id="li", shift_id="li-mon"))  # fmt: skip
    text = found.notices["T-17:0:0"].text

    assert "come Tuesday 3 March between 23:30 and 01:00 on Wednesday 4 March, not today between" in text.en
    assert "推迟至3月3日（周二） 23:30–3月4日（周三） 01:00。" in text.zh


def test_words_are_those_of_the_zone() -> None:
    """13:00 at +08:00 is 5:00 in London in winter: told 2:10 to 3:30, now 4:30 to 6:00."""
    found = replan(
        under_way(NEW, day={**DAY, "time_zone": "Europe/London"}),
        [FIRST, ("T-E", "10:20", "11:30"), ("T-17", "13:00", "14:00")], [OTHER],
    )  # fmt: skip

    assert "today between 04:30 and 06:00, not today between 02:10 and 03:30" in found.notices["T-17:0:0"].text.en


def test_nobody_is_told_of_a_time_that_has_passed() -> None:
    """At 9:50 the emergency is planned for 10:00: its window is from 9:30, the owner hears 9:50."""
    found = replan(under_way(NEW), [FIRST, ("T-E", "10:00", "11:10"), ("T-17", "11:10", "12:10")], [OTHER])

    notice = found.notices["T-E:0:0"]
    assert notice.arrival_window is not None
    assert notice.arrival_window.to_wire() == {"start": at("09:30"), "end": at("11:00")}
    assert "today between 09:50 and 11:00" in notice.text.en


def test_ids_are_those_of_what_is_told() -> None:
    """The same plan gives the same id, another window another one."""
    first, again, other = (later(start, end).notices["T-17:0:0"].id for start, end in (
        ("13:00", "14:00"), ("13:00", "14:00"), ("13:01", "14:01")))  # fmt: skip

    assert first == again != other


def test_what_was_told_and_holds_stays_told() -> None:
    """Another technician comes within the window told: no notice, so the plan keeps the window and when it was told."""
    away = event("technician_out", "08:10", technician_id="wang", start=at("10:06"), end=None)
    request = under_way(away)

    first, told = make_route(make_visit("T-1")), []
    for start, end in (("11:30", "12:30"), ("11:31", "12:31")):
        li = make_route(make_visit("T-4"), make_visit("T-17", start, end), technician_id="li", shift_id="li-mon")
        told.append(planned_window(request, "T-17:0:0", first, li))

    assert told == [TOLD, {"start": at("11:01"), "end": at("12:31"), "told_at": None}]


HOSTILE = st.one_of(
    st.sampled_from(["{ticket.__class__}", "{0}", "{{", "}", "{reason!r:>9}", "%s", "${x}", "<b>T-4</b>", "\u202eabc"]),
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(HOSTILE, min_size=6, max_size=6), st.sampled_from(["13:00", "11:40"]))
def test_nothing_private_and_nothing_of_others_is_told(texts: list[str], start: str) -> None:
    """Whatever stands in the private fields of any ticket, and in all texts of others, notices stay the same."""
    description, address, name, phone, reference, channel = texts
    private = {"description": description, "address": address, "contact": {"name": name, "phone": phone}}
    tickets = [ticket | private for ticket in DAY["tickets"]]
    tickets[0] |= {"reference": reference, "channel": channel}
    tickets[2] |= {"reference": reference, "site_id": "center"}
    loud = event("new_ticket", "09:50", ticket=NEW["ticket"] | private)
    away = event("technician_out", "09:55", "E-2", technician_id="li", start=at("15:00"), end=None)
    end = f"{int(start[:2]) + 1}:{start[3:]}"
    plan: tuple[list[Any], list[Any]] = ([FIRST, ("T-E", "10:20", "11:30"), ("T-17", start, end)], [OTHER])

    said = replan(under_way(loud, away, day=DAY | {"tickets": tickets}), *plan).notices["T-17:0:0"]
    quiet = replan(under_way(NEW, away), *plan).notices["T-17:0:0"]

    assert said == quiet
    assert "T-E" not in said.text.en + said.text.zh


@settings(max_examples=15, deadline=None)
@given(HOSTILE)
def test_a_reference_is_shown_as_it_is(reference: str) -> None:
    """Braces in an owner's own reference mean nothing, and what would steer a screen is replaced."""
    tickets = [DAY["tickets"][0], DAY["tickets"][1] | {"reference": reference}, DAY["tickets"][2]]

    plan = [FIRST, ("T-E", "10:20", "11:30"), ("T-17", "13:00", "14:00")]
    found = replan(under_way(NEW, day=DAY | {"tickets": tickets}), plan, [OTHER])

    text = found.notices["T-17:0:0"].text.en
    assert text.startswith("Property service: we are sorry, our visit for your request ")
    assert "\u202e" not in wire(found)


def test_a_first_plan_tells_nobody() -> None:
    """Without a plan in force nothing is changed or told."""
    found = replan(accepted(DAY), [FIRST, ("T-17", "10:30", "11:30")], [OTHER])

    assert (found.changes, found.notices) == ({}, {})
