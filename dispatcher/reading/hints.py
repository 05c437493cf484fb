"""What a text that is no JSON seems to be, and what to do about it."""

import codecs
import json

from solver.rules.base import Text

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ZIP = b"PK\x03\x04"  # how a workbook begins


def foreign_text(raw: bytes | str) -> Text:
    """Return what bytes that are not UTF-8 seem to be."""
    data = raw if isinstance(raw, bytes) else b""
    if data.startswith(_ZIP):
        return Text(
            "it looks like a workbook (xlsx); a request is JSON in UTF-8",
            "看起来是 Excel 工作簿（xlsx），而请求应为 UTF-8 编码的 JSON",
        )
    if data.startswith(_UTF_16):
        return Text("it looks like UTF-16; save the file as UTF-8", "看起来是 UTF-16 编码，请将文件另存为 UTF-8")
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return Text("it is not UTF-8; save the file as UTF-8", "编码不是 UTF-8，请将文件另存为 UTF-8")
    return Text("it may be GBK; save the file as UTF-8", "可能是 GBK 编码，请将文件另存为 UTF-8")


def no_json(error: json.JSONDecodeError) -> Text:
    """Return what a text that is no JSON seems to be, else where it stops being JSON."""
    text = error.doc.strip()
    if not text:
        return Text("it is empty; see whether the file was saved", "内容为空，请确认文件已保存")
    first_line = text.partition("\n")[0]
    if text[0] not in '{["' and any(mark in first_line for mark in ",;\t，"):
        return Text(
            "it looks like a table (CSV); a request is a JSON object in UTF-8",
            "看起来是表格（CSV），而请求应为 UTF-8 编码的 JSON 对象",
        )
    return Text(
        f"see line {error.lineno}, column {error.colno}; it may be cut off, or lack a comma or quotation mark there",
        f"见第 {error.lineno} 行第 {error.colno} 列，可能内容不完整，或缺少逗号或引号",
    )
