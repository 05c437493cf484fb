"""Broken workbooks and files: what is changed in a book without faults, and every problem that must be told."""

from dataclasses import dataclass, field
from typing import Any

from tests.dispatcher.importing import TICKETS, Sheets, edit, sheets, ticket_row, to_csv, to_xlsx, with_cells

Files = list[tuple[str, bytes]]
CODES = [["代码", "上班时间", "下班时间"], ["A", "08:00", "16:00"], ["B", "09:00", "25:00"]]


@dataclass(frozen=True)
class Broken:
    """A source with faults; ``expected`` are all of them, as code and place below the workbook or the folder."""

    name: str
    files: Files
    expected: list[tuple[str, str]]
    options: dict[str, Any] = field(default_factory=dict)


def book(
    name: str, content: Sheets, *expected: tuple[str, str], merged: tuple[str, ...] = (), **options: Any
) -> Broken:
    """Return a broken workbook."""
    places = sorted((code, f"/book.xlsx/{place}" if place else "") for code, place in expected)
    return Broken(name, [("book.xlsx", to_xlsx(content, merged))], places, options)


def folder(name: str, expected: list[tuple[str, str]], **tables: bytes | str) -> Broken:
    """Return a broken folder of csv files: those of the book without faults, some of them otherwise."""
    files: dict[str, bytes | str] = {f"{k}.csv": to_csv(rows) for k, rows in sheets().items()}
    files |= {f"{k}.csv": text for k, text in tables.items()}
    raw = [(k, text if isinstance(text, bytes) else text.encode()) for k, text in files.items()]
    return Broken(name, raw, sorted((code, f"/{place}") for code, place in expected))


def tickets(*rows: list[Any]) -> Sheets:
    """Return the book without faults with these tickets."""
    return {**sheets(), "工单": [TICKETS, *rows]}


def without(*names: str) -> Sheets:
    """Return the book without faults without some sheets."""
    return {name: rows for name, rows in sheets().items() if name not in names}


def mixed_encodings() -> bytes:
    """Return tickets whose second row is GB18030 among UTF-8."""
    head, one, two, three = to_csv([TICKETS, *(ticket_row(f"T-{k}") for k in (1, 2, 3))]).splitlines(keepends=True)
    return head.encode() + one.encode() + two.encode("gb18030") + three.encode()


CASES = (
    book("text in numbers", with_cells("工单", H2="半天", H3="-5"), ("wrong_type", "工单/H2"), ("wrong_type",
    "工单/H3")),
    book("impossible dates", with_cells("工单", F2="2026-02-30", F3="2026-03-02 25:10"),
         ("impossible_date", "工单/F2"), ("bad_clock", "工单/F3")),
    book("dates that are none", with_cells("工单", F2="昨天", F3=12), ("bad_cell_time", "工单/F2"),
         ("bad_cell_time", "工单/F3")),
    book("duplicate ids", tickets(*(ticket_row(name) for name in ("T-1", "T-2", "T-1"))), ("duplicate_id",
    "工单/A4")),
    book("duplicate technician", edit(sheets(), "技工", A4=7, B4="赵刚", C4="水"), ("duplicate_id", "技工/A4")),
    book("ids with a slash", with_cells("工单", A2="2026/1"), ("bad_id", "工单/A2")),
    book("ids that lost their digits", with_cells("工单", A2=1234567890123456), ("mangled_number", "工单/A2")),
    book("empty cells that are needed", with_cells("工单", A2=None, B3=None), ("empty_cell", "工单/A2"),
         ("no_place", "工单/B3")),
    book("rows with gaps", tickets([], ticket_row("T-1"), [], [None] * 10, ticket_row("T-2", 紧急程度="十万火急")),
         ("unknown_word", "工单/E6")),
    book("merged title, unknown urgency",
    {**sheets(), "工单": [["三月报修单"], *with_cells("工单", E2="马上")["工单"]]},
         ("unknown_word", "工单/E3"), merged=("A1:J1",)),
    book("no headers", {**sheets(), "工单": [ticket_row("T-1"), ticket_row("T-2")]}, ("no_headers", "工单")),
    book("wrong sheets", {"Sheet1": [["水果", "价格"], ["苹果", 5]]}, *[("missing_table", "")] * 3),
    book("no roster", without("排班"), ("missing_table", "")),
    book("nobody in the roster", {**sheets(), "排班": sheets()["排班"][:1]}, ("empty_table", "排班")),
    book("a column twice", edit(sheets(), "工单", K1="单号", K2="X"), ("column_twice", "工单/K1")),
    book("a column missing", {**sheets(), "工单": [TICKETS[1:], *(ticket_row()[1:] for _ in range(1))]},
         ("missing_column", "工单/1"), ("empty_cell", "工单/2")),
    book("trades that cannot be told", with_cells("工单", C2="坏了", D2="水电", C3="灯不亮，水管漏水", D3="水电"),
         ("trade_ambiguous", "工单/D2"), ("trade_ambiguous", "工单/D3")),
    book("a trade without standard minutes", with_cells("工单", D2="园艺", H2=None), ("no_standard_time", "工单/H2")),
    book("addresses without a building", with_cells("工单", B2="业主家里", B3="门卫"), ("no_building", "工单/B2"),
         ("no_building", "工单/B3")),
    book("an address in one of two estates", tickets(ticket_row("T-1"), ticket_row("T-2", 地址="金桂苑1栋101"),
         ticket_row("T-3", 地址="2栋202")), ("no_estate", "工单/B4")),
    book("windows that are none", with_cells("工单", G2="尽快", G3="2026-03-02 9:00-9:30-10:00"),
         ("bad_window", "工单/G2"), ("bad_window", "工单/G3")),
    book("a window that ends before it starts", with_cells("工单", G2="2026-03-02 10:00 ~ 2026-03-02 09:00"),
         ("window_reversed", "工单/G2")),
    book("unknown codes and people in the roster", edit(with_cells("排班", B2="飞"), "排班", A4="无名", B4="早"),
         ("unknown_shift_code", "排班/B2"), ("unknown_technician", "排班/A4")),
    book("a row of the roster without a name", edit(sheets(), "排班", B4="早"), ("empty_cell", "排班/A4")),
    book("an impossible day in the roster", with_cells("排班", C1="2026-02-30"), ("impossible_date", "排班/C1")),
    book("a day without a year that nothing says", edit(with_cells("排班", C1="3月3日"), "工单", F2="8点", F3=None),
         ("bad_cell_date", "排班/C1"), ("bad_cell_time", "工单/F2")),
    book("weekdays without days", {**sheets(), "排班": [["姓名", "周一", "周二"], ["王强", "早", "早"]]},
         ("weekday_without_days", "排班/B1"), ("weekday_without_days", "排班/C1"), ("empty_table", "排班")),
    book("two people of one name", edit(sheets(), "技工", A4=9, B4="王强", C4="水"), ("ambiguous_name", "排班/A2")),
    book("broken shift codes", {**sheets(), "班次代码": [*CODES, ["A", "07:00", "15:00"]]}, ("bad_clock",
    "班次代码/C3"),
         ("code_twice", "班次代码/A4"), *(("unknown_shift_code", f"排班/{place}") for place in ("B2", "B3", "C3"))),
    book("breaks and skills that are none", edit({**sheets(), "班次代码": [[*CODES[0], "休息"], ["早", "8:00",
    "16:00", "午休"],
         ["中", "12:00", "20:00", None]]}, "技工", C2="水:高"), ("bad_break", "班次代码/D2"), ("bad_skill",
          "技工/C2"),
         *(("unknown_shift_code", f"排班/{place}") for place in ("B2", "C3"))),
    book("no time zone", sheets(), ("zone_missing", "排班/B2"), zone=None),
    book("a time the clock skips", with_cells("工单", F2="2026-03-08 02:30"), ("skipped_time", "工单/F2"),
         zone="America/New_York"),
    book("a formula that failed", with_cells("工单", A2="#REF!"), ("cell_error", "工单/A2")),
    book("unknown settings", {**sheets(), "设置": [["项目", "值"], ["颜色", "红"], ["policy", "{"]]},
         ("unknown_setting", "设置/A2"), ("cell_not_json", "设置/B3")),
    book("an unknown start site", edit(sheets(), "技工", D1="出发地点", D2="月球"), ("unknown_site", "技工/D2")),
    folder("mixed encodings", [("mixed_encoding", "工单.csv/3")], 工单=mixed_encodings()),
    folder("neither encoding", [("bad_encoding", "工单.csv/3")],
           工单=to_csv([TICKETS, ticket_row("T-1")]).encode() + b"T-2,\xff\xfe\xfa\n"),
    folder("separators in a text", [("too_many_cells", "工单.csv/K2"), ("unknown_word", "工单.csv/E2"),
                                    ("bad_cell_time", "工单.csv/F2"), ("bad_window", "工单.csv/G2"),
                                    ("wrong_type", "工单.csv/H2")],
           工单=",".join(TICKETS) + "\nT-1,翠湖花园3栋501,漏水,水,很急,快来,一般,2026-03-02 08:00,30,王女士,100\n"),
    folder("a quote that is never closed", [("bad_quote", "工单.csv/2")],
           工单=",".join(TICKETS) + '\nT-1,"翠湖花园3栋501,漏水\n'),
    folder("numbers a spreadsheet has shortened", [("mangled_number", "工单.csv/A2")],
           工单=to_csv([TICKETS, ticket_row("1.23457E+11")])),
)  # fmt: skip
WORKBOOKS_THAT_ARE_NONE = (b"\xd0\xcf\x11\xe0old", b"PK\x03\x04 no zip at all")
