"""The template: empty it asks to be filled in; filled as its notes say, it plans without one fault."""

import io
import json
from datetime import date
from typing import Any

import openpyxl
import pytest

from dispatcher.importers.template import write_template
from dispatcher.importers.word_book import value_words
from dispatcher.planning import Limits, check_plan, plan_request
from dispatcher.reading import read_request
from tests.dispatcher.importing import check_rows, found, run_files

MONDAY = date(2026, 3, 2)
FILLED: dict[str, dict[str, list[list[Any]]]] = {
    "zh": {
        "工单": [["1001", "翠湖花园3栋2单元501", "厨房水龙头漏水", "水电", "一般", None, None, None, "2026-03-02 08:10",
                "2026-03-02 14:00-16:00", None, None, "王女士", "100-0000-0001"],
               ["1002", "5号楼1203室", "空调不制冷", "暖通", None, None, 60, None, None, None, "2026-03-02 上午"],
               ["1003", "翠湖花园5幢", "楼道灯不亮", "电", "加急", "楼栋"]],
        "技工": [["7", "王强", "水电"], ["8", "李明", "暖通:3、土建"]],
        "排班": [["王强", "早", "早", "中", "夜", "值", "休", None], ["李明", "中"]],
    },
    "en": {
        "tickets": [["1001", "Flat 501, Willow Bank, building 3", "Kitchen tap drips", "water and electric", "normal",
                     None,
                     None, None, "2026-03-02 08:10", "2026-03-02 14:00-16:00", None, None, "Ms Reed", "555-0101"],
                    ["1002", "Flat 3, Willow Bank, building 5", "Air conditioner does not cool", "hvac"],
                    ["1003", "Willow Bank, building 5", "Corridor lights are out", "electric", "urgent", "building"]],
        "technicians": [["7", "Kim", "water and electric"], ["8", "Lee", "hvac:3, civil"]],
        "roster": [["Kim", "early", "early", "late", "night", "duty", "off", None], ["Lee", "late"]],
    },
}  # fmt: skip


def filled(lang: str) -> bytes:
    """Return the template with rows below its examples."""
    book = openpyxl.load_workbook(io.BytesIO(write_template(lang, MONDAY, "Asia/Shanghai")))
    for name, rows in FILLED[lang].items():
        for row in rows:
            book[name].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_filled_template_plans_without_a_fault(lang: str) -> None:
    """Three tickets, two people, a week: no fault, every ticket planned, the checker agrees; examples are left out."""
    imported = run_files([("book.xlsx", filled(lang))], zone=None)

    assert found(imported) == []
    assert [ticket["id"] for ticket in imported.tree["tickets"]] == ["1001", "1002", "1003"]  # type: ignore[index]
    request, _ = read_request(json.dumps(imported.tree))
    assert request is not None
    plan = plan_request(request, Limits(iterations=200, workers=1)).plan
    assert plan.unassigned == []
    assert check_plan(request, plan).legal


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_empty_template_says_what_to_fill_in(lang: str) -> None:
    """An empty template is refused for its three empty tables, and nothing else."""
    imported = run_files([("book.xlsx", write_template(lang, MONDAY, "Asia/Shanghai"))], zone=None)

    assert imported.tree is None
    assert [code for code, _ in found(imported)] == ["empty_table"] * 3
    check_rows(imported, {})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_template_offers_the_words_it_understands(lang: str) -> None:
    """Trade and urgency are drop-down lists of words that import; shift codes are those of the sheet of codes."""
    book = openpyxl.load_workbook(io.BytesIO(write_template(lang, MONDAY, "Asia/Shanghai")))
    sheets = list(FILLED[lang])

    lists = [rule.formula1 for rule in book[sheets[0]].data_validations.dataValidation]

    assert any(lists[0].strip('"').split(",")[:5] == value_words("trade", lang) for _ in lists)
    assert '"' + ",".join(value_words("urgency", lang)) + '"' in lists
    assert book[sheets[2]].data_validations.dataValidation[0].formula1.endswith("!$A$2:$A$30")
