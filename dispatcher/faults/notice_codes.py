"""Codes of faults in a file of notice texts."""

from dispatcher.faults.entry import errors

NOTICE_CODES = errors(
    ("bad_notice_file", "The file of notice texts {ids} cannot be read: {trouble}.",
     "无法读取通知文本文件 {ids}：{trouble}。"),
    ("unknown_placeholder", "{field} has {ids}, which is not a name here; allowed in braces: {allowed}.",
     "{field} 中的 {ids} 不是可用的占位符，花括号内可写：{allowed}。"),
    ("bad_braces", "The braces of {field} do not match; a brace that is to be read as one is written twice.",
     "{field} 的花括号不成对；要显示花括号本身时请写两次。"),
)  # fmt: skip
