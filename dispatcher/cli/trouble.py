"""What is wrong with a file or an option, in words."""

import errno
import re
from collections.abc import Mapping
from pathlib import Path

import typer

from dispatcher.faults import Fault, make_fault
from solver.rules.base import Text

USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]

_READING: Mapping[int, Text] = {
    errno.ENOENT: Text("there is no such file", "没有该文件"),
    errno.ENOTDIR: Text("there is no such file", "没有该文件"),
    errno.EISDIR: Text("it is a folder; name a file in it", "这是文件夹，请指定其中的文件"),
    errno.EACCES: Text("you may not read it; ask for permission", "没有读取权限，请申请权限"),
    errno.ENAMETOOLONG: Text("its name is too long", "文件名过长"),
}
_WRITING: Mapping[int, Text] = {
    errno.ENOENT: Text("its folder does not exist; make it first", "所在文件夹不存在，请先创建"),
    errno.ENOTDIR: Text("its folder does not exist; make it first", "所在文件夹不存在，请先创建"),
    errno.EISDIR: Text("it is a folder; name a file in it", "这是文件夹，请指定其中的文件"),
    errno.EACCES: Text("you may not write there; ask for permission", "没有写入权限，请申请权限"),
    errno.EROFS: Text("nothing can be written there", "该位置只读"),
    errno.ENOSPC: Text("the disk is full", "磁盘已满"),
    errno.ENAMETOOLONG: Text("its name is too long", "文件名过长"),
}
_CLOSED = Text("standard input is closed", "标准输入已关闭")
_OTHER = Text("no file can have this name, or its disk failed", "文件名无效，或磁盘出错")
_NOT_KNOWN = Text("is not known here", "在此无法识别")
_MISSING = Text("is missing", "未给出")
_NO_VALUE = Text("lacks its value", "缺少取值")
_WRONG_VALUE = Text("has a value that is not allowed", "的取值不被允许")
TWICE = Text("cannot both be standard input (-)", "不能都取自标准输入（-）")


def unreadable(path: str, error: Exception) -> Fault:
    """Return the fault of an input that could not be read."""
    trouble = _CLOSED if isinstance(error, AttributeError) else _READING.get(_number(error), _OTHER)
    return make_fault("unreadable_input", ids=[path], words={"trouble": trouble})


def unwritable(path: str, error: Exception) -> Fault:
    """Return the fault of an output that cannot be written."""
    return make_fault("unwritable_output", ids=[path], words={"trouble": _WRITING.get(_number(error), _OTHER)})


def writing_error(path: Path, may_write: bool) -> OSError | None:
    """Return why nothing can be written to a path; None if nothing speaks against it."""
    if path.is_dir():
        return IsADirectoryError(errno.EISDIR, "")
    if not path.exists() and not path.parent.is_dir():
        return FileNotFoundError(errno.ENOENT, "")
    return None if may_write else PermissionError(errno.EACCES, "")


def bad_usage(error: Exception) -> Fault:
    """Return the fault of a command line: the option or argument concerned and what is wrong with it.

    Parameters
    ----------
    error
        A ``USAGE_ERROR``; read by its attributes, as its classes have moved between versions of typer.
    """
    option = getattr(error, "option_name", None)
    kind = type(error).__name__
    if kind == "NoSuchOption" and option:
        return _misused(option, _NOT_KNOWN)
    if option:
        return _misused(option, _NO_VALUE)
    if hasattr(error, "param_hint"):
        return _misused(_name(error), _MISSING if kind == "MissingParameter" else _WRONG_VALUE)
    # A command that does not exist, or an argument too many: only the sentence says which.
    quoted = re.findall(r"'([^']*)'| \(([^()]*)\)", str(error))
    return _misused(next((one or other for one, other in quoted), ""), _NOT_KNOWN)


def _misused(name: str, trouble: Text) -> Fault:
    return make_fault("bad_usage", ids=[name], words={"trouble": trouble})


def _name(error: Exception) -> str:
    """Return how the option or argument is written."""
    hint, parameter = getattr(error, "param_hint", None), getattr(error, "param", None)
    if hint is not None:
        return hint if isinstance(hint, str) else ", ".join(hint)
    spellings = [name for name in getattr(parameter, "opts", ()) if name.startswith("--")]
    return spellings[0] if spellings else str(getattr(parameter, "metavar", None) or getattr(parameter, "name", ""))


def _number(error: Exception) -> int:
    return (error.errno or 0) if isinstance(error, OSError) else 0
