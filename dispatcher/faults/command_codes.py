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
    ("unknown_engine", "There is no engine {ids}; there are: {allowed}.", "没有引擎 {ids}，可选：{allowed}。"),
    (
        "missing_library",
        "Not installed: {ids}; pip install 'dispatcher[bench]' brings what the comparison needs.",
        "未安装 {ids}；执行 pip install 'dispatcher[bench]' 可装齐对比所需的依赖。",
    ),
    (
        "damaged_comparison",
        "{ids} is not as this command left it; restore it, or name another folder.",
        "{ids} 已不是本命令写入的样子，请恢复原文件，或改用其他文件夹。",
    ),
    ("unreadable_input", "The input {ids} cannot be read: {trouble}.", "无法读取输入 {ids}：{trouble}。"),
    ("unwritable_output", "The output {ids} cannot be written: {trouble}.", "无法写入输出 {ids}：{trouble}。"),
)
