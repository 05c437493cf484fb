"""Messages to technicians: one each, everything a dispatch order says, nothing of other people's owners."""

import pytest

from dispatcher.reports.messages import RULE, write_messages
from dispatcher.reports.words import Lang
from tests.dispatcher.command_line import ROOT
from tests.dispatcher.report_views import HOSTILE, example, generated, hostile_tree, planned_view
from tests.dispatcher.requests import accepted, make_technician, make_ticket, make_tree


def test_message_says_what_a_dispatch_order_says() -> None:
    """The whole message of a day with one visit, in Chinese."""
    ticket = make_ticket(
        address="3栋2单元501",
        reference="R-7",
        chargeable="paid",
        certificates=["登高证"],
        description="厨房漏水",
        contact={"name": "张女士", "phone": "100-0000-0001"},
    )
    person = {**make_technician(certificates=[{"code": "登高证"}]), "name": "王师傅"}
    tree = make_tree(tickets=[ticket], technicians=[person])
    tree["sites"][1]["name"] = "3栋"

    text = write_messages(planned_view(accepted(tree)), Lang.ZH)

    # Six minutes within the estate, there and back; told 30 minutes before to 60 after.
    assert text.splitlines() == [
        "【派工】王师傅，2026-03-02 周一，班次 08:00–17:00，上门 1 次",
        "1. 08:06–09:06 T-1 R-7（普通、水、收费）",
        "   地址：3栋2单元501",
        "   业主：张女士 100-0000-0001",
        "   报修内容：厨房漏水",
        "   到达时段 07:36–09:06；最晚 09:00 出发；计划 08:06 开工，作业 60 分",
        "   所需证书：登高证",
        "09:12 返回center",
    ]


@pytest.mark.parametrize("lang", list(Lang))
def test_every_technician_with_visits_gets_one_message(lang: Lang) -> None:
    """There are as many messages as routes, and a ticket stands in those of its crew alone."""
    view = generated("several_estates", 40, 6, lang.value)

    messages = write_messages(view, lang).split(f"\n{RULE}\n")

    assert len(messages) == len(view.plan.routes)
    for ticket in {visit.ticket_id for route in view.plan.routes for visit in route.visits}:
        crew = {route.technician_id for route in view.plan.routes for v in route.visits if v.ticket_id == ticket}
        assert sum(f" {ticket} " in message for message in messages) == len(crew)


def test_crew_mates_are_named_to_each_other() -> None:
    """A crew of two: each message names the other."""
    people = [make_technician(name) for name in ("wang", "li")]
    view = planned_view(accepted(make_tree(technicians=people, tickets=[make_ticket(crew_size=2)])))

    messages = write_messages(view, Lang.EN).split(f"\n{RULE}\n")

    assert sorted(line.strip() for message in messages for line in message.splitlines() if "Together" in line) == [
        "Together with: li",
        "Together with: wang",
    ]


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_texts_add_no_lines(name: str) -> None:
    """A text of somebody else stays on its line, without what steers a terminal or turns the direction."""
    plain = write_messages(planned_view(accepted(hostile_tree("plain"))), Lang.EN)

    text = write_messages(planned_view(accepted(hostile_tree(HOSTILE[name]))), Lang.EN)

    assert len(text.splitlines()) == len(plain.splitlines())
    assert not set(text) & set("\u202e\u2066\u200f\x07\ufffe")


def test_nobody_with_a_visit_is_said() -> None:
    """Without tickets the text says that nobody has a visit."""
    assert write_messages(planned_view(accepted(make_tree(tickets=[]))), Lang.EN) == "Nobody has a visit.\n"


def test_example_has_a_message_for_both() -> None:
    """The contract's example: Wang has three visits, Li has one."""
    heads = [line for line in write_messages(example(), Lang.EN).splitlines() if line.startswith("[Jobs]")]

    assert heads == [
        "[Jobs] 王师傅, Mon 2026-03-02, shift 08:00–17:00, visits: 3",
        "[Jobs] 李师傅, Mon 2026-03-02, shift 08:00–17:00, visits: 1",
    ]


def test_messages_in_the_documentation_are_real() -> None:
    """The page on reports shows the messages of the contract's example as they are written."""
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")

    shown = page.partition("--text - --lang en\n")[2].partition("```")[0]

    assert shown == write_messages(example(), Lang.EN)
