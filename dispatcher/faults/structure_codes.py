"""Codes of faults in the form of an input: JSON, fields, types and ranges."""

from dispatcher.faults.entry import errors

STRUCTURE_CODES = errors(
    ("invalid_json", "The input is not JSON: {hint}.", "输入不是有效的 JSON：{hint}。"),
    (
        "plan_as_request",
        "This looks like a plan; the request comes first, the plan after it.",
        "这看起来是计划；应先给请求，再给计划。",
    ),
    (
        "request_as_plan",
        "This looks like a request; the request comes first, the plan after it.",
        "这看起来是请求；应先给请求，再给计划。",
    ),
    ("too_large", "The input is larger than {allowed} bytes.", "输入超过 {allowed} 字节。"),
    ("too_deep", "Lists and objects are nested deeper than {allowed} levels.", "嵌套层数超过 {allowed} 层。"),
    ("duplicate_key", "The field {field} stands twice in one object.", "同一对象中字段 {field} 出现了两次。"),
    ("not_finite", "{field} must be a finite number.", "{field} 必须是有限的数字。"),
    ("invalid_unicode", "{field} holds characters that are not Unicode text.", "{field} 含有无效的 Unicode 字符。"),
    ("unknown_field", "{field} is not a field here.", "此处没有字段 {field}。"),
    ("missing_field", "{field} is missing.", "缺少 {field}。"),
    ("wrong_type", "{field} must be: {allowed}.", "{field} 的类型应为：{allowed}。"),
    ("out_of_range", "{field} is out of range; allowed: {allowed}.", "{field} 超出范围，允许：{allowed}。"),
    ("bad_enum", "{field} must be one of: {allowed}.", "{field} 必须是以下之一：{allowed}。"),
    (
        "bad_id",
        "{field} must have 1-128 characters, no '/', no control characters and no blank at its ends.",
        "{field} 须为 1 到 128 个字符，不含“/”和控制字符，首尾不含空白。",
    ),
    ("too_long", "{field} has more than {allowed} characters.", "{field} 超过 {allowed} 个字符。"),
    ("too_short", "{field} must have at least {allowed} characters.", "{field} 至少要有 {allowed} 个字符。"),
    ("too_many", "{field} has more than {allowed} entries.", "{field} 超过 {allowed} 项。"),
    ("too_few", "{field} must have at least {allowed} entries.", "{field} 至少要有 {allowed} 项。"),
    ("naive_time", "{field} has no offset; write +08:00 or Z.", "{field} 缺少时区偏移，请写 +08:00 或 Z。"),
    ("bad_time", "{field} is not an ISO-8601 time.", "{field} 不是 ISO-8601 时间。"),
    ("bad_date", "{field} is not a date like 2026-03-31.", "{field} 不是形如 2026-03-31 的日期。"),
    ("bad_time_zone", "{field} is not an IANA time zone.", "{field} 不是 IANA 时区。"),
    ("more_faults", "There are {allowed} more faults.", "另有 {allowed} 处错误未列出。"),
)
