"""Codes of faults of a command line: files and arguments, not what stands in them."""

from dispatcher.faults.entry import errors

COMMAND_CODES = errors(
    (
        "bad_usage",
        "The command line is not understood: {ids} {trouble}; see --help.",
        "无法理解该命令行：{ids} {trouble}，请参阅 --help。",
    ),
    ("unknown_scenario", "There is no scenario {ids}; there are: {allowed}.", "没有场景 {ids}，可选：{allowed}。"),
    ("unknown_kind", "There is no kind of day {ids}; there are: {allowed}.", "没有日程类型 {ids}，可选：{allowed}。"),
    ("unreadable_input", "The input {ids} cannot be read: {trouble}.", "无法读取输入 {ids}：{trouble}。"),
    ("unwritable_output", "The output {ids} cannot be written: {trouble}.", "无法写入输出 {ids}：{trouble}。"),
)
