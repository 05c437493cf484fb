"""Reading of single cells: numbers, durations, times, windows, addresses, words of faults."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.importers.address import Address, building_number, parse_address
from dispatcher.importers.cell import BadCell, as_integer, as_minutes, as_text
from dispatcher.importers.encodings import decode
from dispatcher.importers.fault_table import FaultTable, packaged_rows
from dispatcher.importers.moment import read_clock, read_moment, to_wire
from dispatcher.importers.place_book import PlaceBook
from dispatcher.importers.sheet import column_letters
from dispatcher.importers.windows import read_windows

MARCH_2 = datetime(2026, 3, 2)


@pytest.mark.parametrize(
    ("cell", "is_text", "text"),
    [(123.0, False, "123"), (123, False, "123"), ("123.0", True, "123"), ("123.0", False, "123.0"),
     (" a b ", False, "a b"), ("0012", True, "0012"),
     ('="0012"', True, "0012"), (1.5, False, "1.5"), (datetime(2026, 3, 2), False, "2026-03-02"),
     (10**15 - 1, False, "9" * 15)],
)  # fmt: skip
def test_ids_have_no_decimals(cell: Any, is_text: bool, text: str) -> None:
    """A whole number is an id without .0; what is a text in a workbook stays as it is."""
    assert as_text(cell, is_text) == text


@pytest.mark.parametrize("cell", [10**15, 1e15, float("nan"), "#N/A"])
def test_damaged_cells_are_refused(cell: Any) -> None:
    """Numbers beyond the 15 digits a spreadsheet keeps, and failed formulas, are no ids."""
    with pytest.raises(BadCell):
        as_text(cell)


@pytest.mark.parametrize(
    ("cell", "hours", "minutes"),
    [(90, False, 90), (1.5, True, 90), ("1.5小时", False, 90), ("1h30", False, 90), ("45 min", False, 45),
     ("90分钟", True, 90),
     (time(1, 15), False, 75), ("2", True, 120), ("１２", False, 12)],
)  # fmt: skip
def test_durations(cell: Any, hours: bool, minutes: int) -> None:
    """Durations in hours or minutes are minutes; a unit in the cell goes before that of the header."""
    assert as_minutes(cell, hours) == minutes


@pytest.mark.parametrize("cell", ["", "半天", "1.7", 1.7, True, "一"])
def test_what_is_no_whole_minute_is_refused(cell: Any) -> None:
    """Words and parts of minutes are no durations; 1.7 hours would be 102 minutes, 1.7 minutes are none."""
    with pytest.raises(BadCell):
        as_integer(cell) if isinstance(cell, bool) else as_minutes(cell)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [("2026-03-02 09:05", datetime(2026, 3, 2, 9, 5)), ("2026/3/2 9:05", datetime(2026, 3, 2, 9, 5)),
     ("2026年3月2日 9点5分", datetime(2026, 3, 2, 9, 5)), ("3月2日 下午3:20", datetime(2026, 3, 2, 15, 20)),
     ("2026.3.2", MARCH_2), ("20260302", MARCH_2), (46083, MARCH_2), (46083.375, datetime(2026, 3, 2, 9)),
     ("2/3/2026", MARCH_2), ("2026-03-02T09:05:07", datetime(2026, 3, 2, 9, 5, 7)), (date(2026, 3, 2), MARCH_2),
     (datetime(2026, 3, 2, 8, 59, 59, 999_997), datetime(2026, 3, 2, 9)),
     ("2026-03-02 12:10 am", datetime(2026, 3, 2, 0, 10))],
)  # fmt: skip
def test_moments(cell: Any, moment: datetime) -> None:
    """Times as people and spreadsheets write them (46083 is the spreadsheet's number of 2 March 2026)."""
    assert read_moment(cell, 2026, month_first=False).naive == moment


def test_month_first_is_a_choice() -> None:
    """3/2/2026 is 2 March for a mapping that says so, else 3 February."""
    assert read_moment("3/2/2026", None, month_first=True).naive == MARCH_2
    assert read_moment("3/2/2026", None, month_first=False).naive == datetime(2026, 2, 3)


@pytest.mark.parametrize(
    ("text", "assumed"),
    [("3/2/2026 8:20", True), ("13/2/2026", False), ("3/3/2026", False), ("2026/3/2", False), ("3月2日", False)],
)
def test_which_is_the_month_is_assumed_only_where_both_could_be(text: str, assumed: bool) -> None:
    """3/2/2026 could be 3 February or 2 March; 13/2, 3/3, and what names or begins with its parts, could not."""
    assert read_moment(text, 2026, month_first=False).order_assumed is assumed


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
def test_moments_read_as_they_are_written(moment: datetime) -> None:
    """Whatever the second, a time written with dashes is read as that time."""
    moment = moment.replace(microsecond=0)

    assert read_moment(f"{moment:%Y-%m-%d %H:%M:%S}", None, month_first=False).naive == moment


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["{0}/{1}/{2} {3}:{4:02}", "{0}-{1}-{2}  {3:02}:{4:02}:00", "{0}.{1}.{2} {3}:{4:02}",
                     "{0}年{1}月{2}日{3}点{4}分", "{0}年{1}月{2}日 {3}:{4:02}", "{2}/{1}/{0} {3}:{4:02}",
                     "{0}/{1}/{2}T{3}:{4:02}"]),
)  # fmt: skip
def test_days_of_one_digit_keep_their_hours(moment: datetime, form: str) -> None:
    """3/1 17:20 is not 3/11 7:20: days and months without a leading zero are read as that day, at that time."""
    moment = moment.replace(second=0, microsecond=0)
    text = form.format(moment.year, moment.month, moment.day, moment.hour, moment.minute)

    assert read_moment(text, None, month_first=False).naive == moment


@pytest.mark.parametrize("text", ["2026/3/117:20", "2026-3-117:20", "3/117:20"])
def test_a_day_that_runs_into_a_time_is_refused(text: str) -> None:
    """Without a blank nobody can tell whether 117:20 is 1 at 17:20 or 11 at 7:20."""
    with pytest.raises(BadCell):
        read_moment(text, 2026, month_first=False)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    """Any text is a time, a window, a clock time, or refused."""
    readers = (
        lambda: read_moment(text, 2026, False), lambda: read_windows(text, MARCH_2.date(), 2026, False),
        lambda: read_clock(text), lambda: as_minutes(text),
    )  # fmt: skip
    refused = []
    for read in readers:
        try:
            read()
        except BadCell as bad:
            refused.append(bad.code)

    assert all(refused)


def test_clock_changes() -> None:
    """In New York 2:30 of 8 March 2026 does not exist, and 1:30 of 1 November comes twice: the first is meant."""
    zone = ZoneInfo("America/New_York")

    with pytest.raises(BadCell):
        to_wire(datetime(2026, 3, 8, 2, 30), zone)
    assert to_wire(datetime(2026, 11, 1, 1, 30), zone) == ("2026-11-01T01:30:00-04:00", True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("2026-03-02 09:00-11:00", "02 09:00", "02 11:00"), ("2026-03-02 09:00 ~ 2026-03-03 08:00", "02 09:00",
     "03 08:00"),
     ("3月2日 9:00至11:00", "02 09:00", "02 11:00"), ("2026-03-02 下午", "02 13:00", "02 18:00"),
     ("2026-03-02 22:00-01:00", "02 22:00", "03 01:00"), ("14:00-16:00", "02 14:00", "02 16:00"),
     ("2026-03-02 9:00 to 11:00", "02 09:00", "02 11:00"), ("2026-03-02 morning", "02 08:00", "02 12:00")],
)  # fmt: skip
def test_windows(text: str, start: str, end: str) -> None:
    """Windows of one day, of two, past midnight, of a part of a day, and without a date (the first day to plan)."""
    (window,) = read_windows(text, date(2026, 3, 2), 2026, False)

    assert f"{window.start:%d %H:%M}" == start
    assert f"{window.end:%d %H:%M}" == end


@pytest.mark.parametrize(
    ("text", "estate", "building", "room"),
    [("翠湖花园3栋2单元501", "翠湖花园", "3", True), ("3幢402", None, "3", True), ("3号楼", None, "3", False),
     ("翠湖花园03号楼大堂", "翠湖花园", "3", True), ("翠湖花园十二栋1203室", "翠湖花园", "12", True),
     ("金桂苑1-2-301", "金桂苑", "1", True), ("A座1203", None, "A", True),
     ("Flat 501, Willow Bank, building 3", "Willow Bank", "3", True), ("Lake Court, block B", "Lake Court",
     "B", False),
     ("业主家", None, None, False)],
)  # fmt: skip
def test_addresses(text: str, estate: str | None, building: str | None, room: bool) -> None:
    """Estate, building and room of addresses as owners write them."""
    assert parse_address(text) == Address(estate, building, room)


def test_known_estates_are_found_in_long_addresses() -> None:
    """A known estate is the estate, whatever road stands before it."""
    assert parse_address("人民路12号翠湖花园3栋501", {"翠湖花园"}) == Address("翠湖花园", "3", True)


@pytest.mark.parametrize("text", ["3", "03栋", "3号楼", "三幢", "building 3", "3.0"])
def test_building_numbers_compare(text: str) -> None:
    """All ways to write building 3 are building 3 (a number of a spreadsheet comes without .0)."""
    assert building_number(text.removesuffix(".0")) == "3"


@pytest.mark.parametrize(
    ("text", "trades"),
    [("厨房水龙头漏水", {"water"}), ("空调漏水", {"hvac"}), ("楼道灯不亮", {"electric"}), ("灯不亮，水管漏水",
     {"electric", "water"}),
     ("Kitchen tap drips", {"water"}), ("Please help", set()), ("The monkey is loose", set())],
)  # fmt: skip
def test_words_of_faults_name_trades(text: str, trades: set[str]) -> None:
    """Words of the packaged table name trades; a word within a longer one does not count, nor a part of a word."""
    table = FaultTable(packaged_rows())

    assert {match.standard.trade for match in table.matches(text)} == trades


def test_longest_word_decides() -> None:
    """An air conditioner that leaks takes the minutes of air conditioners (60), not of leaks (45)."""
    table = FaultTable(packaged_rows())

    standard = table.standard("hvac", table.matches("空调漏水"))

    assert standard is not None
    assert standard.minutes == 60


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_told_apart(encoding: str) -> None:
    """The same text in four encodings is read as the same text."""
    text = "工单号,地址\n1,翠湖花园3栋\n"

    assert decode(text.encode(encoding)).text == text


def test_columns_are_called_as_in_a_spreadsheet() -> None:
    """Columns 0, 25, 26 and 701 are A, Z, AA and ZZ."""
    assert [column_letters(k) for k in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]


@pytest.mark.parametrize(
    ("estate", "names"),
    [
        ("Elm Park", ["Elm Park, building 2", "Elm Park, service center"]),
        ("翠湖花园", ["翠湖花园2栋", "翠湖花园服务中心"]),
    ],
)
def test_places_are_named_in_the_language_of_their_estate(estate: str, names: list[str]) -> None:
    """A building and a service center made from addresses are named in the letters of the estate's name."""
    places = PlaceBook()

    places.of_building(estate, "2", "/book.xlsx/A2")
    places.center(estate, "/book.xlsx/A3")

    assert [tree["name"] for tree in places.trees()] == names
