"""Plans to report on, and reading a page back."""

import json
from functools import cache
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from dispatcher.completion import complete_plan
from dispatcher.planning import Limits, plan_request
from dispatcher.reading.plan import read_plan
from dispatcher.reading.request import read_request
from dispatcher.reports.view import PlanView
from dispatcher.schemas.request import Request
from scenarios import generate, load
from tests.dispatcher.requests import Tree, accepted, at, make_technician, make_ticket, make_tree

SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "br", "hr", "img", "link", "input"}
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "quote": "\"><img src=x onerror='alert(2)'>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "entity": "&lt;b&gt; ]]> <!-- --> </svg></table>",
    "formula": '=HYPERLINK("x:y","z")',
    "bidi": "abc\u202edef\u2066ghi\u200f",
    "control": "a\x07b\ufffec",
    "long": "x" * 2000,
    "emoji": "👩\u200d🔧🚽 漏水",
}


def planned_view(request: Request, iterations: int = 200) -> PlanView:
    """Return the plan of a request."""
    answer = plan_request(request, Limits(iterations=iterations, workers=1))
    return PlanView(request, answer.plan, answer.problem, answer.charges)


def given_view(tree: Tree, plan: Tree) -> PlanView:
    """Return a plan that was sent in."""
    request = accepted(tree)
    given, faults = read_plan(json.dumps(plan), request)
    assert given is not None, faults
    whole = complete_plan(request, given, faults)
    return PlanView(request, whole.plan, whole.problem, whole.charges, whole.breaches)


@cache
def example() -> PlanView:
    """Return the contract's example."""
    return given_view(json.loads(load("example-request")), json.loads(load("example-plan")))


@cache
def generated(kind: str, tickets: int, technicians: int, lang: str = "en", days: int | None = None) -> PlanView:
    """Return a generated day, planned."""
    tree = generate(kind, 1, tickets, technicians, lang=lang, days=days)  # type: ignore[arg-type]
    request, faults = read_request(json.dumps(tree))
    assert request is not None, faults
    return planned_view(request, 100)


def hostile_tree(text: str) -> Tree:
    """Return a day on which every text somebody else writes is this one: one ticket planned, one not, one held."""
    said = text[:2000]
    # Ids hold neither slashes nor control characters, and end with no blank.
    name = "".join(c for c in said if c != "/" and c >= " ")[:100].strip()
    words: dict[str, Any] = {
        "description": said,
        "address": said,
        "reference": said,
        "contact": {"name": said, "phone": said},
    }
    skills = [{"trade": said, "level": 2}]
    person = {"name": said, "contact": {"name": said, "phone": said}, "skills": skills}
    people = [{**make_technician(name), **person} for name in ("wang", "li")]
    return make_tree(
        sites=[{"id": "center", "estate_id": "jade"}, {"id": "b3", "estate_id": "jade", "name": said}],
        technicians=people,
        tickets=[
            make_ticket(f"{name} 1", trade=said, crew_size=2, respond_by=at("08:01"), **words),
            make_ticket(f"{name} 2", trade=said, deadline=at("08:10"), **words),
            make_ticket(f"{name} 3", trade=said, status="on_hold", hold_reason=said, **words),
        ],
    )


class Page(HTMLParser):
    """A page read back: elements with attributes, texts, pictures; a tag that closes what is not open is an error."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.sheets: dict[str, str] = {}
        self.sheet_visits: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._sheet: str | None = None
        self.feed(source)
        self.close()
        assert self._open == []
        parts = source.split("<svg")[1:]
        self.pictures = [ElementTree.fromstring("<svg" + part[: part.index("</svg>")] + "</svg>") for part in parts]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "table" and values.get("class") == "sheet":
            self._sheet = values["data-shift"] or ""
            self.sheets[self._sheet] = ""
        if tag == "article" and self._sheet is not None:
            self.sheet_visits.append((self._sheet, values["data-visit"] or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "table":
            self._sheet = None

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.text += data
            if self._sheet is not None:
                self.sheets[self._sheet] += data

    def chart_visits(self) -> list[str]:
        """Return the visit of every bar of every chart."""
        return [node.get("data-visit", "") for node in self.groups("visit")]

    def groups(self, kind: str) -> list[ElementTree.Element]:
        """Return the groups of a class in all charts, the legend left out."""
        nodes = [node for root in self.pictures for node in root.iter(f"{SVG}g")]
        return [node for node in nodes if kind in node.get("class", "").split()]
