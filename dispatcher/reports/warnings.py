"""Warnings as lines: what is said of many tickets, technicians or sites is said once."""

from collections.abc import Iterator, Sequence

from dispatcher.faults import CATALOG, Fault, make_fault
from dispatcher.reports.words import Lang, clean, join, say

SHOWN_IDS = 10
_COUNTED = ("tickets", "technicians", "sites")


def fault_sentence(fault: Fault, lang: Lang) -> str:
    """Return a fault's message in one language."""
    return clean(fault.message.zh if lang is Lang.ZH else fault.message.en)


def warning_lines(faults: Sequence[Fault], lang: Lang) -> Iterator[str]:
    """Yield a line per warning; those that differ in nothing but their ids share one."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for k, fault in enumerate(faults):
        kind = fault.path.partition("/")[2].partition("/")[0]
        shares = kind in _COUNTED and _says_only_ids(fault.code)
        groups.setdefault((fault.code, kind if shares else str(k)), []).append(fault)
    for (_, kind), group in groups.items():
        names = list(dict.fromkeys(name for fault in group for name in fault.ids))
        if len(names) < 2 or kind not in _COUNTED:
            yield fault_sentence(group[0], lang)
        else:
            yield say(f"count_{kind}", lang, count=len(names), text=_shared(group[0].code, names, lang))


def _says_only_ids(code: str) -> bool:
    texts = CATALOG.get(code)
    return texts is not None and "{" not in texts.en.replace("{ids}", "")


def _shared(code: str, names: list[str], lang: Lang) -> str:
    """Return the text of a code about the first of many ids."""
    shown, more = names[:SHOWN_IDS], len(names) - SHOWN_IDS
    if more > 0:
        shown[-1] = join([shown[-1], say("more", lang, count=more)], lang)
    return fault_sentence(make_fault(code, ids=shown), lang)
