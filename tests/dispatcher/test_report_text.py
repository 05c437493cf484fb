"""The plan as a table for people: columns, remarks, reasons and sentences, widths of Chinese characters."""

import json
import re
from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.problem import make_problem
from dispatcher.faults import make_fault
from dispatcher.planning import Limits, plan_request
from dispatcher.reports.change_words import CHANGE_WORDS
from dispatcher.reports.explanation_words import EXPLANATION_WORDS
from dispatcher.reports.overview import rule_title
from dispatcher.reports.page_words import PAGE_WORDS
from dispatcher.reports.routes import build_route
from dispatcher.reports.summary import proof_sentence
from dispatcher.reports.supervising_words import SUPERVISING_WORDS
from dispatcher.reports.text import PAGE_WIDTH, indented, write_parts, write_text
from dispatcher.reports.units import amount_words
from dispatcher.reports.view import PlanView
from dispatcher.reports.warnings import warning_lines
from dispatcher.reports.whatif_words import WHATIF_WORDS
from dispatcher.reports.words import WORDS, Lang, clean
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from scenarios import DEMO, load
from solver.checker import check
from solver.rules import HARD_RULES
from solver.rules.base import HardRule
from tests.dispatcher.command_line import ROOT, contradictory_request
from tests.dispatcher.requests import accepted, at, make_shift, make_technician, make_ticket, make_tree


def example_view(**changes: Any) -> PlanView:
    """Return the contract's example, its request changed at ``ticket__field``."""
    request, plan = json.loads(load("example-request")), json.loads(load("example-plan"))
    for name, value in changes.items():
        ticket, field = name.split("__")
        request["tickets"][int(ticket.removeprefix("t")) - 1][field] = value
    wire, proposed = Request.from_tree(request), Plan.model_validate(plan)
    problem = make_problem(wire)
    routes, _ = read_routes(proposed, wire, problem)
    return PlanView(wire, proposed, problem, check(problem, routes).charges)


def lines_of(view: PlanView, lang: Lang = Lang.EN) -> list[str]:
    """Return the text of a view as lines."""
    stream = StringIO()
    write_text(view, stream, lang)
    return stream.getvalue().splitlines()


def cells_before(line: str, text: str) -> int:
    """Return how many columns of a terminal stand before a text in a line."""
    return cell_len(line[: line.index(text)])


def test_columns_stand_below_each_other_in_chinese() -> None:
    """Start, ticket and place begin at the same column of the screen in head and rows, though names are wide."""
    lines = lines_of(example_view(), Lang.ZH)

    head = next(line for line in lines if "地点" in line)
    row = next(line for line in lines if "T-3" in line and "第 2/2 道工序" in line)

    assert cells_before(row, "T-3") == cells_before(head, "工单")
    assert cells_before(row, "Lake Court") == cells_before(head, "地点")
    assert cells_before(row, "土建") == cells_before(head, "内容")
    assert cells_before(row, "加急") == cells_before(head, "备注")


def test_rule_below_the_head_covers_the_rows() -> None:
    """The line below the head is as wide on the screen as the widest row may be."""
    lines = lines_of(example_view(), Lang.ZH)
    start = next(k for k, line in enumerate(lines) if "王师傅" in line)
    rule = next(k for k in range(start, len(lines)) if "───" in lines[k])
    rows = lines[rule + 1 : lines.index("", rule)]

    assert len(rows) == 4  # three visits and the way home
    assert max(map(cell_len, rows)) <= cell_len(lines[rule])


@pytest.mark.parametrize("lang", list(Lang))
def test_no_line_is_wider_than_the_page(lang: Lang) -> None:
    """Long Chinese descriptions wrap: no line takes more than 120 columns, none ends in blanks."""
    lines = lines_of(example_view(t1__description="厨房主水管爆裂，楼下渗水，" * 20), lang)

    assert max(map(cell_len, lines)) <= PAGE_WIDTH
    assert [line for line in lines if line != line.rstrip()] == []


def test_visits_and_breaks_stand_in_order_of_time() -> None:
    """Li's day: a break from 11:30, T-2 from 13:30 six minutes away, back at 14:06 after six minutes."""
    lines = lines_of(example_view())
    start = next(k for k, line in enumerate(lines) if "李师傅" in line)

    rows = [line.split()[:2] for line in lines[start + 3 : start + 6]]

    assert rows == [["11:30", "12:30"], ["13:30", "14:00"], ["14:06", "6"]]


def test_lateness_is_said_where_it_happens() -> None:
    """T-2 starts at 13:30 and ends at 14:00: due 13:10 and 13:55 it is 20 and 5 minutes late."""
    view = example_view(t2__respond_by="2026-03-02T13:10:00+08:00", t2__complete_by="2026-03-02T13:55:00+08:00")

    text = " ".join(" ".join(lines_of(view)).split())

    assert "starts 20 min late" in text
    assert "done 5 min late" in text


def test_lateness_of_a_step_is_not_said_twice() -> None:
    """T-3 starts 9:17 and ends 12:02 over two steps: due 9:00 and 12:00 each lateness stands at one step."""
    due = {"t3__respond_by": "2026-03-02T09:00:00+08:00", "t3__complete_by": "2026-03-02T12:00:00+08:00"}
    view = example_view(t1__description="", t3__description="", **due)  # short rows do not wrap

    text = "\n".join(lines_of(view))

    assert (text.count("starts 17 min late"), text.count("done 2 min late")) == (1, 1)


def test_reasons_are_words() -> None:
    """T-4 is said to be proved impossible because of the skills of both technicians."""
    lines = lines_of(example_view())

    place = next(k for k, line in enumerate(lines) if line.startswith("  T-4"))

    assert "impossible (proved)" in lines[place]
    assert lines[place + 1].strip() == "Skill match: 李师傅, 王师傅"


def test_cost_terms_name_their_causes() -> None:
    """Travel of 44 is split by technician: Wang 5 + 12 + 0 + 15 = 32, Li 6 + 6 = 12."""
    lines = lines_of(example_view())

    assert any(re.search(r"Travel\s+44\s+王师傅 32, 李师傅 12", line) for line in lines)
    assert any(re.search(r"Total\s+1544", line) for line in lines)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "optimal"}, "Proved: no plan is cheaper."),
        (
            {"status": "feasible", "gap": 0.008, "lower_bound": 97},
            "At most 0.8% from the best possible (proved: no plan costs less than 97).",
        ),
        (
            {"status": "feasible", "gap": 0.0321, "lower_bound": 97},
            "At most 3.3% from the best possible (proved: no plan costs less than 97).",
        ),
        (
            {"status": "feasible", "gap": 0.00001, "lower_bound": 97},
            "At most 0.1% from the best possible (proved: no plan costs less than 97).",
        ),
        ({"status": "feasible", "gap": 0.0, "lower_bound": 97}, "Proved: no plan is cheaper."),
        (
            {"status": "feasible", "gap": 0.5, "lower_bound": 97},
            "No plan costs less than 97 (proved); how far this one is from the best possible is hardly known yet.",
        ),
        ({"status": "feasible", "gap": 1.0, "lower_bound": 0}, "How far it is from the cheapest plan is not known."),
        ({"status": "feasible"}, "How far it is from the cheapest plan is not known."),
        ({"status": "infeasible"}, "No plan keeps every lock and hard rule (proved)."),
        ({"status": "no_plan_in_time"}, "No plan was found in time."),
    ],
    ids=["optimal", "gap", "rounded up", "tiny", "none", "large", "all", "no gap", "infeasible", "no plan"],
)
def test_proof_is_said_in_words(changes: dict[str, Any], words: str) -> None:
    """What is proved is one sentence, and what is not known is said to be unknown."""
    plan = Plan(schema_version=1, routes=[], **changes)

    assert proof_sentence(plan, Lang.EN) == words


def test_texts_of_others_cannot_steer_the_terminal() -> None:
    """Escape sequences, line ends and direction marks in a description do not reach the screen."""
    lines = lines_of(example_view(t1__description="a\x1b[31mb\u202ec\nd[bold]e"))

    text = "\n".join(lines)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "a�[31mb�c d[bold]e" in text


def test_clean_keeps_chinese_and_joins_lines() -> None:
    """Chinese text stays as it is, and white space of any kind becomes single blanks."""
    assert clean("厨房\t主水管\r\n爆裂") == "厨房 主水管 爆裂"


def test_every_word_has_both_languages_with_the_same_values() -> None:
    """Each fixed text exists in both languages and takes the same values in both."""

    def values(text: str) -> set[str]:
        return set(re.findall(r"{\w+}", text))

    differing = [key for key, text in WORDS.items() if not (text.en and text.zh) or values(text.en) != values(text.zh)]

    assert differing == []


def test_every_reason_has_words() -> None:
    """Each reason code of the explanations that is no rule's name has words."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "solver" / "explain").glob("*.py"))

    codes = set(re.findall(r'Reason\("(\w+)"', source)) | set(re.findall(r'code = "(\w+)"', source))

    assert codes
    assert [code for code in codes if rule_title(code, Lang.ZH) == code] == []


def test_plan_says_its_day_once() -> None:
    """The day of the example stands on top, and no time repeats it."""
    lines = lines_of(example_view())

    assert lines[0] == "Plan for 2026-03-02"
    assert not any("03-02" in line for line in lines[1:])


def test_days_are_those_of_the_plans_zone() -> None:
    """Two shifts of one date in UTC are on two days at +08:00: times get dates, a window on its own day none."""
    # 01:00 and 22:00 UTC on the 2nd are 9:00 on the 2nd and 6:00 on the 3rd in Shanghai.
    spans = {"wang": ("02T01:00:00Z", "02T03:00:00Z"), "li": ("02T22:00:00Z", "03T03:00:00Z")}
    technicians = [
        make_technician(name, shifts=[make_shift(name, start=f"2026-03-{first}", end=f"2026-03-{last}")])
        for name, (first, last) in spans.items()
    ]
    window = {"start": at("08:00", day=3), "end": at("09:00", day=3), "kind": "promised"}
    tree = make_tree(
        horizon={"start": at("06:00"), "end": at("18:00", day=3)},
        technicians=technicians,
        tickets=[make_ticket(windows=[window])],
    )
    planned = plan_request(accepted(tree), Limits(iterations=50, workers=1))

    lines = lines_of(PlanView(accepted(tree), planned.plan, planned.problem, planned.charges))

    text = "\n".join(lines)
    assert lines[0] == "Plan for 2026-03-02, 2026-03-03"
    assert "03-03 08:00  09:00" in text
    assert "promised 08:00–09:00" in text


def test_window_on_another_day_has_its_date() -> None:
    """A wish for the next day shows the date, a wish for the day itself does not."""
    wishes = [
        {"start": f"2026-03-0{day}T10:00:00+08:00", "end": f"2026-03-0{day}T11:00:00+08:00", "kind": "preferred"}
        for day in (2, 3)
    ]

    text = " ".join(" ".join(lines_of(example_view(t1__windows=wishes, t1__description=""))).split())

    assert "10:00–11:00, 03-03 10:00–11:00" in text


@pytest.mark.parametrize("lang", list(Lang))
def test_narrow_terminal_loses_nothing(lang: Lang) -> None:
    """On 80 columns every character of a long description and id is still there, and no trade stands alone."""
    view = example_view(t1__description="厨房主水管爆裂楼下渗水请尽快处理并通知物业")
    stream = StringIO()
    console = Console(file=stream, width=80)

    console.print(build_route(view, view.plan.routes[0], lang))

    lines = stream.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= 80
    shown = stream.getvalue()
    text = "厨房主水管爆裂楼下渗水请尽快处理并通知物业"
    assert all(shown.count(char) >= text.count(char) for char in text)
    assert "…" not in stream.getvalue()
    assert not any(line.rstrip().endswith("·") for line in lines)


def test_arrival_windows_are_shown() -> None:
    """T-1 starts at 8:05: its owner is told 30 minutes before to 60 minutes after."""
    lines = lines_of(example_view())

    (row,) = [line for line in lines if "T-1 " in line and "08:05" in line]

    assert "07:35–09:05" in row


def test_reasons_keep_their_indent_where_they_wrap() -> None:
    """Every line of a long list of names below a reason is indented like the first."""
    stream = StringIO()

    write_parts([indented(6, "Skill match: " + "王师傅, " * 60)], stream)

    lines = stream.getvalue().splitlines()
    assert len(lines) > 2
    assert all(line.startswith(" " * 6) and line[6] != " " for line in lines)


def test_contractor_is_not_said_twice() -> None:
    """A name that says contractor, in whatever language, gets no such mark."""
    view = example_view()
    people = [
        person.model_copy(update={"name": name, "employment": "contractor"})
        for person, name in zip(view.request.technicians, ("王师傅（外包）", "李师傅"), strict=True)
    ]
    request = view.request.model_copy(update={"technicians": people})

    text = "\n".join(lines_of(PlanView(request, view.plan, view.problem, view.charges)))

    assert "王师傅（外包） · shift" in text
    assert "李师傅 [contractor] · shift" in text


def test_warnings_of_many_tickets_share_a_line() -> None:
    """Twelve tickets nobody can do are one line with ten names and a count; another warning keeps its own."""
    faults = [make_fault("ticket_without_able_technician", ("tickets", k), ids=[f"T-{k}"]) for k in range(12)]
    other = make_fault("lock_released", ids=["T-1:0:0"])

    lines = list(warning_lines([*faults[:5], other, *faults[5:]], Lang.EN))

    assert len(lines) == 2
    assert lines[0].startswith("12 tickets: Nobody with a shift")
    assert "T-9, and 2 more" in lines[0]


def test_cause_of_no_plan_is_said() -> None:
    """Two locks on Wang at once: each warning names ticket, technician, time and the other, and what to do."""
    request = Request.from_tree(contradictory_request())
    answer = plan_request(request, Limits(iterations=50, workers=1))

    english = " ".join(" ".join(lines_of(PlanView(request, answer.plan, answer.problem, ()))).split())
    chinese = "".join("".join(lines_of(PlanView(request, answer.plan, answer.problem, ()), Lang.ZH)).split())

    assert [(fault.code, fault.ids) for fault in answer.plan.warnings or ()] == [
        ("lock_conflict", ["T-1"]),
        ("lock_conflict", ["T-5"]),
    ]
    assert "T-1 is kept by its lock with 王师傅 at 09:00, but that breaks: what keeps T-5." in english
    assert "Release the freeze or lock, or change what forbids it." in english
    assert "工单T-5因锁定须保持由王师傅在09:30上门" in chinese


def test_rule_against_a_lock_is_named() -> None:
    """A lock outside the technician's skills names the rule, in words and by name."""
    tree = contradictory_request()
    tree["tickets"] = [{**tree["tickets"][0], "lock": "time", "trade": "gas"}, {**tree["tickets"][1], "lock": "none"}]
    request = Request.from_tree(tree)

    warnings = plan_request(request, Limits(iterations=50, workers=1)).plan.warnings or ()

    (fault,) = [fault for fault in warnings if fault.code == "lock_conflict"]
    assert fault.message.en.startswith("T-1 is kept by its lock at 09:00, but that breaks: Skill match.")
    assert fault.allowed == {"because_of": ["skill_match"]}


@pytest.mark.parametrize(
    ("amount", "unit", "english", "chinese"),
    [
        (1, "minutes", "1 minute", "1 分钟"),
        (4, "minutes (people twice in a crew: visits)", "4 minutes", "4 分钟"),
        (1, "minutes (people twice in a crew: visits)", "1 minute or visit", "1 分钟或 1 次上门"),
        (2, "visits", "2 visits", "2 次上门"),
    ],
)
def test_amounts_have_units_in_words(amount: int, unit: str, english: str, chinese: str) -> None:
    """An amount and its unit read naturally in both languages."""
    assert (amount_words(amount, unit, Lang.EN), amount_words(amount, unit, Lang.ZH)) == (english, chinese)


@pytest.mark.parametrize("rule", HARD_RULES, ids=lambda rule: rule.name)
def test_unit_of_every_hard_rule_has_words(rule: HardRule) -> None:
    """No amount of a hard rule is said in English in a Chinese sentence."""
    assert not re.search("[a-z]", amount_words(2, rule.unit, Lang.ZH))


def test_terminal_is_filled_to_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal of 80 columns the whole report keeps to them; elsewhere it has 120."""

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()

    write_text(example_view(), terminal, Lang.EN)

    assert max(cell_len(line.rstrip()) for line in terminal.getvalue().splitlines()) <= 80
    assert 80 < max(map(cell_len, lines_of(example_view()))) <= PAGE_WIDTH


@pytest.mark.parametrize("lang", list(Lang))
def test_demo_is_readable_on_a_narrow_terminal(lang: Lang) -> None:
    """On 80 columns no line of the demo's routes is longer, and every planned ticket's id is whole in them."""
    request = Request.from_tree(json.loads(load(DEMO[lang.value])))
    answer = plan_request(request, Limits(iterations=200, workers=1))
    view = PlanView(request, answer.plan, answer.problem, answer.charges)
    stream = StringIO()
    console = Console(file=stream, width=80, markup=False)

    for route in answer.plan.routes:
        console.print(build_route(view, route, lang))

    planned = {visit.ticket_id for route in answer.plan.routes for visit in route.visits}
    assert len(planned) > 40
    assert max(map(cell_len, stream.getvalue().splitlines())) <= 80
    assert [ticket for ticket in planned if ticket not in stream.getvalue()] == []


def test_no_word_is_named_twice() -> None:
    """Each page of words has names of its own: what one page calls a column, another does not change."""
    pages = (PAGE_WORDS, CHANGE_WORDS, SUPERVISING_WORDS, EXPLANATION_WORDS, WHATIF_WORDS)

    names = [name for page in pages for name in page]

    assert sorted(names) == sorted(set(names))
    assert all(WORDS[name] == page[name] for page in pages for name in page)
