"""The ledger of an import: what was wrong, what was assumed, what was skipped, and what became of every row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dispatcher.faults import Fault, Severity, make_fault, severity
from dispatcher.faults.build import Path, pointer
from solver.rules.base import Text

RowKey = tuple[tuple[str, ...], int]  # path of the sheet, number of the row
# Why a row is not taken though nothing is wrong with it.
SKIPS: dict[str, Text] = {
    "empty": Text("empty row", "空行"),
    "above_header": Text("stands above the headers", "位于表头之上"),
    "header": Text("headers", "表头"),
    "example": Text("example of the template", "模板示例"),
    "weekdays": Text("weekdays below the dates", "日期下的星期行"),
    "unknown_sheet": Text("a sheet that is not needed", "不需要的表"),
    "repeated_header": Text("headers again", "重复的表头"),
    "mapping": Text("the mapping skips it", "映射文件要求跳过"),
    "outside_dates": Text("reported outside the dates asked for", "报修时间不在所选日期内"),
    "outside_horizon": Text("outside the days to plan", "不在计划日期内"),
    "closed": Text("done or cancelled, and not fully filled in", "已完成或取消，且填写不全"),
    "day_off": Text("day off", "休息"),
    "unused": Text("no ticket and no shift is there", "没有工单或班次使用"),
}
# What was filled in, and from where.
ASSUMPTIONS: dict[str, Text] = {
    "trade_by_words": Text("trade by the words of the fault", "按故障词判定工种"),
    "trade_as_written": Text("trade not among the known ones, kept as written", "工种不在常用之列，按原文保留"),
    "minutes_by_fault": Text("minutes by the fault table", "工时取自故障表"),
    "urgency_by_fault": Text("urgency by the fault table", "紧急程度取自故障表"),
    "crew_by_fault": Text("crew size by the fault table", "人数取自故障表"),
    "site_by_address": Text("building read from the address", "楼栋由地址得出"),
    "new_site": Text(
        "a site that no table lists: a place of its own, in no estate", "地点表中没有：自成一处，不属任何小区"
    ),
    "time_limits": Text("no time limits given: the default table", "未给时限：采用默认时限表"),
    "shift_codes": Text("no code table given: the default times of the code", "未给班次代码表：采用默认时间"),
    "start_site": Text("no start site given: the service center", "未给出发地点：从服务中心出发"),
    "travel": Text("no travel times given: by zones", "未给路程：按区域估算"),
    "horizon": Text("days to plan by the roster", "计划日期由排班得出"),
    "day_order": Text(
        "days like 3/4/2026 read as (month_first of a mapping turns them)",
        "3/4/2026 这类日期的读法（映射文件的 month_first 可改）",
    ),
    "year": Text("year of dates without one", "日期缺少年份，按此年份"),
    "window_day": Text("window without a date: the first day to plan", "时段缺少日期：按计划首日"),
    "window_hour": Text("an appointment at one time: the hour from it", "预约只有一个时刻：按其后一小时"),
    "end_of_day": Text("a due day without a time lasts to its end", "只有日期的期限按当天结束"),
    "fold": Text("a time that the clock passes twice: the first", "时钟回拨的重复时刻：取第一次"),
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something the source does not say and the import filled in: of which kind, where, with what."""

    kind: str
    place: str
    value: Any


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that is no ticket and no problem: where, and why."""

    reason: str
    place: str


@dataclass
class Count:
    """What became of the rows of a table; ``rows`` is the sum of the three."""

    rows: int = 0
    taken: int = 0
    problems: int = 0
    skipped: int = 0


@dataclass
class Ledger:
    """Everything an import has to tell beside its request.

    Attributes
    ----------
    of_rows
        Those of the faults that a single row is to blame for.
    """

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    of_rows: list[Fault] = field(default_factory=list)
    _bad: set[RowKey] = field(default_factory=set)
    _passed: set[RowKey] = field(default_factory=set)

    def fault(self, code: str, place: Path, row: RowKey | None = None, **words: Any) -> None:
        """Write down a problem, or a warning if its code is one; a row with a problem is not taken.

        Parameters
        ----------
        words
            What ``make_fault`` takes: ids, value, allowed, words.
        """
        found = make_fault(code, place, **words)
        if severity(code) is Severity.WARNING:
            self.warnings.append(found)
            return
        self.faults.append(found)
        if row is not None:
            self.of_rows.append(found)
            self._bad.add(row)

    def blame(self, found: Fault, row: RowKey) -> None:
        """Write down a problem that reading the request found about a row."""
        self.faults.append(found)
        self.of_rows.append(found)
        self._bad.add(row)

    def condemn(self, row: RowKey) -> None:
        """Let a row count as a problem whose fault is written down elsewhere."""
        self._bad.add(row)

    def forgive(self, row: RowKey) -> None:
        """Take back the problems of a row that is not wanted."""
        if row in self._bad:
            self._bad.discard(row)
            begin = pointer((*row[0], ""))
            kept = [found for found in self.faults if not _is_in_row(found.path, begin, row[1])]
            self.faults[:] = kept

    def assume(self, kind: str, place: Path, value: Any) -> None:
        """Write down what was filled in."""
        self.assumptions.append(Assumption(kind, pointer(place), value))

    def skip(self, reason: str, place: Path, row: RowKey) -> None:
        """Write down that a row is not taken, and why."""
        self.skipped.append(Skip(reason, pointer(place)))
        self._passed.add(row)

    def is_bad(self, row: RowKey) -> bool:
        """Whether a row has a problem."""
        return row in self._bad

    def is_skipped(self, row: RowKey) -> bool:
        """Whether a row was skipped."""
        return row in self._passed

    def count(self, rows: Iterable[RowKey]) -> Count:
        """Return what became of rows; a problem outweighs a skip."""
        kinds = Counter(
            "problems" if key in self._bad else "skipped" if key in self._passed else "taken" for key in rows
        )
        return Count(kinds.total(), **kinds)


def _is_in_row(path: str, begin: str, row: int) -> bool:
    cell = path.removeprefix(begin)
    return path.startswith(begin) and cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row)
