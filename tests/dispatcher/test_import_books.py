"""Whole sources that import: what comes out of which cells."""

from datetime import datetime, time
from typing import Any

from dispatcher.importers.mapping import Mapping, mapping_text, packaged_mappings, read_mapping
from tests.dispatcher.importing import TICKETS, ZONE, edit, run_book, run_files, sheets, ticket_row, to_csv, to_xlsx


def tree_of(imported: Any) -> dict[str, Any]:
    """Return the request of an import without problems."""
    assert imported.ledger.faults == []
    assert imported.tree is not None
    found: dict[str, Any] = imported.tree
    return found


def assumed(imported: Any) -> dict[str, list[Any]]:
    """Return the values assumed, by kind."""
    kinds: dict[str, list[Any]] = {}
    for each in imported.ledger.assumptions:
        kinds.setdefault(each.kind, []).append(each.value)
    return kinds


def test_book_in_chinese() -> None:
    """A workbook with Chinese headers and words: tickets, people by number, shifts of the grid, sites of addresses."""
    tree = tree_of(run_book(sheets()))

    first = tree["tickets"][0]
    assert (first["id"], first["site_id"], first["trade"], first["service_minutes"]) == (
        "T-1",
        "翠湖花园-3",
        "water",
        30,
    )
    assert first["reported_at"] == "2026-03-02T08:10:00+08:00"
    wang, li = tree["technicians"]
    assert (wang["id"], wang["skills"]) == ("7", [{"trade": "water", "level": 2}, {"trade": "electric"}])
    assert [shift["start"] for shift in wang["shifts"]] == ["2026-03-02T08:00:00+08:00"]
    assert [shift["start"] for shift in li["shifts"]] == ["2026-03-02T12:00:00+08:00", "2026-03-03T08:00:00+08:00"]
    assert {site["id"] for site in tree["sites"]} == {"翠湖花园-3", "翠湖花园-5", "翠湖花园-服务中心"}
    assert tree["horizon"] == {"start": "2026-03-02T00:00:00+08:00", "end": "2026-03-04T00:00:00+08:00"}
    assert tree["time_zone"] == ZONE


def test_csv_in_any_encoding_and_separator_is_the_same() -> None:
    """A folder of csv in UTF-8, with a mark, in GB18030, with semicolons, gives the request of the workbook."""
    expected = tree_of(run_book(sheets()))

    for encoding, separator in (("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t")):
        files = [(f"{k}.csv", to_csv(rows, separator).encode(encoding)) for k, rows in sheets().items()]
        assert tree_of(run_files(files)) == expected


def test_book_in_english() -> None:
    """English headers and words, shifts a row each, a site by its name."""
    book = {
        "Work Orders": [
            ["WO", "Site", "Problem", "Trade", "Priority", "Created", "Owner", "Phone", "Hours", "Assigned to"],
            [10023.0, "Tower", "Boiler does not light", "Heating", "high", "2026-03-02 07:00",
             "Ann", 5550101, 1.5, "Bob"],
        ],
        "Staff": [["Name", "Trade", "Base"], ["Bob", "hvac:2", "Depot"]],
        "Shifts": [["Technician", "Date", "Start", "End"], ["Bob", "2026-03-02", time(8), time(16)],
                   ["Bob", "2026-03-03", "22:00", "06:00"]],
        "Buildings": [["ID", "Name"], ["b1", "Tower"], ["d", "Depot"]],
    }  # fmt: skip

    tree = tree_of(run_book(book))

    ticket = {k: tree["tickets"][0][k] for k in ("id", "site_id", "trade", "urgency", "service_minutes")}
    assert ticket == {"id": "10023", "site_id": "b1", "trade": "hvac", "urgency": "urgent", "service_minutes": 90}
    assert tree["tickets"][0]["contact"] == {"name": "Ann", "phone": "5550101"}
    assert tree["tickets"][0]["required_technician"] == "Bob"
    assert [(s["start"][8:16], s["end"][8:16], s["start_site_id"]) for s in tree["technicians"][0]["shifts"]] == [
        ("02T08:00", "02T16:00", "d"), ("03T22:00", "04T06:00", "d"),
    ]  # fmt: skip


def test_water_and_electric() -> None:
    """水电 of a technician is both trades; on a ticket the words of the fault decide, and that is listed."""
    book = edit(edit(sheets(), "技工", C2="水电"), "工单", D2="水电", D3="水电")

    imported = run_book(book)

    tree = tree_of(imported)
    assert tree["technicians"][0]["skills"] == [{"trade": "water"}, {"trade": "electric"}]
    assert [ticket["trade"] for ticket in tree["tickets"]] == ["water", "electric"]
    assert assumed(imported)["trade_by_words"] == ["water", "electric"]


def test_every_assumption_is_listed() -> None:
    """Minutes, urgency, crew, sites, codes, days, travel, limits and start sites that were filled in are listed."""
    row = ticket_row(报修内容="户内着火", 工种="电", 紧急程度=None, 预计工时=None)

    imported = run_book({**sheets(), "工单": [TICKETS, row]})

    (ticket,) = tree_of(imported)["tickets"]
    assert (ticket["service_minutes"], ticket["urgency"], ticket["crew_size"]) == (60, "emergency", 2)
    kinds = assumed(imported)
    assert (kinds["minutes_by_fault"], kinds["urgency_by_fault"], kinds["crew_by_fault"]) == ([60], ["emergency"], [2])
    assert kinds["site_by_address"] == ["翠湖花园-3"]
    assert {"shift_codes", "horizon", "travel", "time_limits", "start_site"} <= set(kinds)


def test_own_fault_table_replaces_the_packaged_one() -> None:
    """A fault table of the source holds alone: a leak takes its 25 minutes."""
    table = [
        ["工种", "关键词", "分钟", "紧急程度", "人数"],
        ["水", "漏水|滴水", 25, "加急", 1],
        ["电", "*", 20, None, None],
    ]
    row = ticket_row(紧急程度=None, 预计工时=None)

    tree = tree_of(run_book({**sheets(), "工单": [TICKETS, row], "故障表": table}))

    assert (tree["tickets"][0]["service_minutes"], tree["tickets"][0]["urgency"]) == (25, "urgent")


def test_own_codes_and_limits_replace_the_packaged_ones() -> None:
    """Shift codes and time limits of the source hold alone."""
    codes = [["代码", "上班时间", "下班时间", "休息", "只接"], ["早", "07:30", "15:30", "11:00-12:00 45", None],
             ["中", time(14), time(22), None, "紧急、加急"]]  # fmt: skip
    limits = [["紧急程度", "响应分钟", "完成分钟"], ["紧急", 45, None]]

    tree = tree_of(run_book({**sheets(), "班次代码": codes, "时限": limits}))

    early = tree["technicians"][0]["shifts"][0]
    assert early["start"] == "2026-03-02T07:30:00+08:00"
    assert early["breaks"][0]["minutes"] == 45
    assert tree["technicians"][1]["shifts"][0]["serves_urgencies"] == ["emergency", "urgent"]
    assert tree["time_limits"] == [{"urgency": "emergency", "respond_minutes": 45}]


def test_headers_may_stand_below_titles_and_be_merged() -> None:
    """A title row, and a merged header over two columns whose names stand below it."""
    head = [*TICKETS[:8], "联系方式", None]
    book = {**sheets(), "工单": [["三月报修单"], head, [None] * 8 + ["联系人", "电话"], ticket_row("T-1")]}
    raw = to_xlsx(book, merged=("A1:J1", "I2:J2", "A2:A3"))

    imported = run_files([("book.xlsx", raw)])

    assert tree_of(imported)["tickets"][0]["contact"] == {"name": "王女士", "phone": "100-1"}
    assert [skip.reason for skip in imported.ledger.skipped if "工单" in skip.place] == [
        "above_header",
        "header",
        "header",
    ]


def test_roster_with_weekdays_below_the_days_and_hours_in_cells() -> None:
    """Days without a year take that of the title; a row of weekdays is skipped; cells may hold hours or two codes."""
    roster = [["2026年3月排班"], ["姓名", "3月2日", "3月3日"], [None, "周一", "周二"], ["王强", "7:00-15:00", "早/夜"]]

    tree = tree_of(run_book({**sheets(), "排班": roster}))

    starts = [shift["start"][8:16] for shift in tree["technicians"][0]["shifts"]]
    assert starts == ["02T07:00", "03T08:00", "03T20:00"]


def test_days_to_plan_leave_out_other_shifts() -> None:
    """With --from 3 March, the shifts of the 2nd are not planned, and whoever has none is told."""
    imported = run_book(sheets(), first_day=datetime(2026, 3, 3).date())

    tree = tree_of(imported)
    assert [len(person.get("shifts", [])) for person in tree["technicians"]] == [0, 1]
    assert tree["horizon"]["start"] == "2026-03-03T00:00:00+08:00"


def test_reports_outside_the_dates_are_skipped() -> None:
    """Of a ticket of the 1st and one of the 2nd, --reported-from 2 March takes one; the other one is listed."""
    day = datetime(2026, 3, 2).date()
    book = {**sheets(), "工单": [TICKETS, ticket_row("T-1", 报修时间=datetime(2026, 3, 1, 23)), ticket_row("T-2")]}

    imported = run_book(book, reported=(day, day))

    assert [ticket["id"] for ticket in tree_of(imported)["tickets"]] == ["T-2"]
    assert [skip.place for skip in imported.ledger.skipped if skip.reason == "outside_dates"] == ["/book.xlsx/工单/2"]


def test_mapping_names_columns_words_constants_and_skips() -> None:
    """A mapping reads an export with names of its own; rows of a word are skipped with the reason."""
    text = """
    time_zone = "Asia/Shanghai"
    empty = ["-"]
    [tickets]
    source = ["导出"]
    constants = { channel = "export" }
    skip = { "类" = ["测试"] }
    columns = { id = "流水", address = "哪里", description = "什么", trade = "类", phone = "打给" }
    values = { trade = { "甲" = "water" }, urgency = { "A" = "urgent" } }
    """
    mapping, faults = read_mapping("m.toml", text)
    head = ["流水", "哪里", "什么", "类", "优先级", "打给"]
    book = {**sheets(), "导出": [head, [1, "3栋501", "滴水", "甲", "A", "-"], [2, "3栋502", "滴水", "测试", "A", 9]]}
    del book["工单"]

    imported = run_book(book, mapping, zone=None)

    assert faults == []
    (ticket,) = tree_of(imported)["tickets"]
    assert (ticket["id"], ticket["trade"], ticket["urgency"], ticket["channel"]) == ("1", "water", "urgent", "export")
    assert "contact" not in ticket
    assert [skip.place for skip in imported.ledger.skipped if skip.reason == "mapping"] == ["/book.xlsx/导出/3"]


def test_columns_not_used_are_told() -> None:
    """A column without a meaning is named, not silently dropped."""
    imported = run_book(edit(sheets(), "工单", K1="回访评分", K2=5))

    assert next(note.ignored for note in imported.tables if note.kind == "tickets") == ["回访评分"]


def test_due_days_last_to_their_end() -> None:
    """A due date without a time lasts until midnight after it, and that is listed."""
    imported = run_book(edit(sheets(), "工单", K1="截止时间", K2="2026-03-03"))

    assert tree_of(imported)["tickets"][0]["deadline"] == "2026-03-04T00:00:00+08:00"
    assert assumed(imported)["end_of_day"] == ["2026-03-03"]


def test_packaged_mappings_read() -> None:
    """Every packaged mapping is understood."""
    for name in packaged_mappings():
        title, raw = mapping_text(name)
        mapping, faults = read_mapping(title, raw.decode())

        assert faults == []
        assert mapping != Mapping()


def test_two_sheets_of_tickets_are_one_list() -> None:
    """Tickets of two estates on two sheets are read together; a sheet nobody needs is skipped with its rows."""
    book = {**sheets(), "报修单": [TICKETS, ticket_row("T-9")], "水果": [["苹果"], ["梨"]]}

    imported = run_book(book)

    assert [ticket["id"] for ticket in tree_of(imported)["tickets"]] == ["T-1", "T-2", "T-9"]
    assert [skip.place for skip in imported.ledger.skipped if skip.reason == "unknown_sheet"] == [
        "/book.xlsx/水果/1", "/book.xlsx/水果/2",
    ]  # fmt: skip


def test_addresses_without_an_estate_are_in_the_only_one() -> None:
    """Building 3 without an estate is that of the only estate named, whichever row comes first; else of one unnamed."""
    named = [TICKETS, ticket_row("T-1", 地址="3栋501"), ticket_row("T-2", 地址="翠湖花园3栋502")]
    unnamed = [TICKETS, ticket_row("T-1", 地址="3栋501"), ticket_row("T-2", 地址="5栋502")]

    one, other = (tree_of(run_book({**sheets(), "工单": rows})) for rows in (named, unnamed))

    assert [ticket["site_id"] for ticket in one["tickets"]] == ["翠湖花园-3", "翠湖花园-3"]
    assert [ticket["site_id"] for ticket in other["tickets"]] == ["3", "5"]
    assert {site["estate_id"] for site in other["sites"]} == {"estate"}


def test_days_without_a_year_take_that_of_the_newest_ticket() -> None:
    """A roster that says 3月2日 alone is of the year in which the tickets were reported, and that is listed."""
    imported = run_book(edit(sheets(), "排班", B1="3月2日", C1="3月3日"))

    assert tree_of(imported)["technicians"][0]["shifts"][0]["start"] == "2026-03-02T08:00:00+08:00"
    assert assumed(imported)["year"] == [2026, 2026]


def test_an_appointment_at_one_time_is_the_hour_from_it() -> None:
    """14:00, as a date cell or as a text, promises a start from 14:00 to 15:00, and that is listed."""
    imported = run_book(edit(sheets(), "工单", G2=datetime(2026, 3, 2, 14), G3="3月2日 下午2点"))

    ends = [(w["start"][11:16], w["end"][11:16]) for t in tree_of(imported)["tickets"] for w in t["windows"]]
    assert ends == [("14:00", "15:00")] * 2
    assert assumed(imported)["window_hour"] == [60, 60]


def test_closed_tickets_stop_nothing() -> None:
    """A ticket done whose trade cannot be told is skipped with its reason; one that is filled in is kept."""
    book = edit(sheets(), "工单", K1="状态", K2="已完成", D2="水电", C2="坏了", K3="已完成")

    imported = run_book(book)

    assert [(ticket["id"], ticket["status"]) for ticket in tree_of(imported)["tickets"]] == [("T-2", "done")]
    assert [skip.place for skip in imported.ledger.skipped if skip.reason == "closed"] == ["/book.xlsx/工单/2"]
