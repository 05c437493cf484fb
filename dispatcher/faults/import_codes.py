"""Codes of faults and warnings of an import: what stands in the cells of tables."""

from dispatcher.faults.entry import errors, warnings

IMPORT_CODES = errors(
    ("unreadable_table", "The file cannot be read as a table: {trouble}.", "无法将该文件读作表格：{trouble}。"),
    ("bad_quote", "A quotation mark in or after this row is never closed.", "该行或其后的引号没有闭合。"),
    (
        "mixed_encoding",
        "This row is not written as the rest of the file ({allowed}); save the file anew as UTF-8.",
        "该行的编码与文件其余部分（{allowed}）不同，请将文件另存为 UTF-8。",
    ),
    (
        "bad_encoding",
        "This row is neither UTF-8 nor GB18030; save the file anew as UTF-8.",
        "该行既不是 UTF-8 也不是 GB18030，请将文件另存为 UTF-8。",
    ),
    ("missing_table", "There is no table of {ids}.", "缺少表：{ids}。"),
    ("empty_table", "No row of {ids} is left to take.", "表 {ids} 中没有可采用的行。"),
    (
        "no_headers",
        "No row looks like headers; needed: {allowed}.",
        "没有找到表头行，需要：{allowed}。",
    ),
    ("missing_column", "The column {ids} is missing.", "缺少列“{ids}”。"),
    (
        "column_twice",
        "This column and the column {ids} mean the same; rename one, or name the right one in a mapping.",
        "该列与“{ids}”列含义相同，请改名，或在映射文件中指定。",
    ),
    (
        "unknown_column_field",
        "The mapping names {ids}, which is no field of this table; there are: {allowed}.",
        "映射文件中的 {ids} 不是该表的字段，可选：{allowed}。",
    ),
    ("bad_toml", "The mapping is not TOML: {trouble}.", "映射文件不是有效的 TOML：{trouble}。"),
    ("bad_mapping", "The mapping is not understood here: {trouble}.", "无法理解映射文件的此处：{trouble}。"),
    (
        "too_many_cells",
        "The row has more cells than the {allowed} headers: a separator in a text must stand in quotation marks.",
        "该行的单元格多于 {allowed} 个表头：文本中的分隔符须放在引号内。",
    ),
    ("empty_cell", "{field} is empty.", "“{field}”为空。"),
    ("cell_error", "The formula in {field} has failed.", "“{field}”中的公式出错。"),
    (
        "mangled_number",
        "The number in {field} has lost its digits; format the column as text and enter it again.",
        "“{field}”中的数字已丢失位数，请将该列设为文本后重新填写。",
    ),
    ("cell_not_json", "{field} is not JSON.", "“{field}”不是有效的 JSON。"),
    ("bad_cell_time", "{field} is not a date and time like {allowed}.", "“{field}”不是形如 {allowed} 的日期时间。"),
    ("bad_cell_date", "{field} is not a date like {allowed}.", "“{field}”不是形如 {allowed} 的日期。"),
    ("bad_clock", "{field} is not a time of day like {allowed}.", "“{field}”不是形如 {allowed} 的时刻。"),
    ("impossible_date", "No calendar has the date in {field}.", "“{field}”中的日期不存在。"),
    (
        "skipped_time",
        "The clock skips the time in {field} (daylight saving time begins).",
        "“{field}”中的时刻不存在（夏令时开始）。",
    ),
    (
        "zone_missing",
        "Times without an offset, as in {field}: name their zone (--timezone Asia/Shanghai).",
        "“{field}”等时间没有时区，请指定时区（--timezone Asia/Shanghai）。",
    ),
    ("bad_window", "{field} is not a window like {allowed}.", "“{field}”不是形如 {allowed} 的时段。"),
    ("bad_break", "{field} is not a break like {allowed}.", "“{field}”不是形如 {allowed} 的休息。"),
    ("bad_skill", "{field} is not a list of trades like {allowed}.", "“{field}”不是形如 {allowed} 的工种列表。"),
    ("unknown_word", "{field} must be one of: {allowed}.", "“{field}”应为以下之一：{allowed}。"),
    ("unknown_shift_code", "There is no such shift code; there are: {allowed}.", "没有该班次代码，可选：{allowed}。"),
    ("code_twice", "This shift code stands twice.", "该班次代码重复。"),
    (
        "weekday_without_days",
        "A roster by weekdays needs the days to plan (--from 2026-03-02 --days 7).",
        "按星期排班时须指定计划日期（--from 2026-03-02 --days 7）。",
    ),
    ("ambiguous_name", "Several people have this name: {allowed}; write the id.", "多人重名：{allowed}，请填写工号。"),
    (
        "trade_ambiguous",
        "Which trade the fault is for cannot be told from its words: {allowed}; write the trade.",
        "无法从故障描述判断工种：{allowed}，请填写工种。",
    ),
    (
        "no_standard_time",
        "No minutes are given, and the fault table has none for {ids}.",
        "未填工时，故障表中也没有 {ids} 的工时。",
    ),
    ("no_building", "No building can be read from {field}.", "无法从“{field}”读出楼栋。"),
    (
        "no_estate",
        "{field} names no estate, and there are several: {allowed}.",
        "“{field}”没有写明小区，而小区不止一个：{allowed}。",
    ),
    ("no_place", "The row names neither site nor address.", "该行没有地点也没有地址。"),
    ("unknown_setting", "There is no such setting; there are: {allowed}.", "没有该设置项，可选：{allowed}。"),
) + warnings(
    ("no_contact", "Ticket {ids} has no phone number: nobody can be called.", "工单 {ids} 没有电话，无法联系。"),
    ("no_room", "Ticket {ids} names no room: where to go?", "工单 {ids} 没有房号。"),
    ("vague_description", "What is broken? Ticket {ids} does not say.", "工单 {ids} 没有说明故障内容。"),
)
