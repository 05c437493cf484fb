"""What an import has done: in lines for a terminal, in full as text, and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from dispatcher.importers.importing import Imported
from dispatcher.importers.ledger import ASSUMPTIONS, SKIPS
from dispatcher.reports.warnings import fault_sentence
from dispatcher.reports.words import Lang, choose, clean, join, say

_SHOWN_VALUES = 5


def import_lines(imported: Imported, lang: Lang) -> Iterator[str]:
    """Yield the tables read, then each kind of assumption, skip and warning with its number."""
    yield from _table_lines(imported, lang)
    for kind, values in _assumed(imported).items():
        shown = [clean(str(value)) for value in dict.fromkeys(values)]
        if len(shown) > _SHOWN_VALUES:
            shown = [*shown[:_SHOWN_VALUES], "…"]
        text = say("like", lang, text=choose(ASSUMPTIONS[kind], lang), values=join(shown, lang))
        yield _titled("assumed", say("counted", lang, count=len(values), text=text), lang)
    for reason, places in _skips(imported).items():
        if reason == "header":
            continue  # every table has some
        yield _titled("skipped", say("counted", lang, count=len(places), text=choose(SKIPS[reason], lang)), lang)
    if imported.derived:
        yield _titled("new_sites", join([clean(site.name) for site in imported.derived[:20]], lang), lang)
    by_code: dict[str, list[str]] = {}
    for fault in imported.ledger.warnings:
        by_code.setdefault(fault.code, []).append(fault_sentence(fault, lang))
    for sentences in by_code.values():
        text = sentences[0] if len(sentences) == 1 else say("counted", lang, count=len(sentences), text=sentences[0])
        yield _titled("warning", text, lang)


def import_text(imported: Imported, lang: Lang) -> str:
    """Return everything as text: a line per assumption, skipped row, place found, problem and warning."""
    ledger = imported.ledger
    blocks = [
        list(_table_lines(imported, lang)),
        [say("problems", lang), *(f"  {clean(f.path)}: {fault_sentence(f, lang)}" for f in ledger.faults)],
        [say("warnings", lang), *(f"  {clean(f.path)}: {fault_sentence(f, lang)}" for f in ledger.warnings)],
        [say("assumed", lang), *(
            f"  {clean(each.place)}: {choose(ASSUMPTIONS[each.kind], lang)}: {clean(str(each.value))}"
            for each in ledger.assumptions
        )],
        [say("new_sites", lang), *(
            "  " + say("new_site", lang, name=clean(s.name), site=clean(s.site_id), count=s.addresses,
                       place=clean(s.example))
            for s in imported.derived
        )],
        [say("skipped", lang), *(f"  {clean(s.place)}: {choose(SKIPS[s.reason], lang)}" for s in ledger.skipped)],
    ]  # fmt: skip
    return "\n\n".join("\n".join(block) for block in blocks if len(block) > 1 or block is blocks[0]) + "\n"


def import_json(imported: Imported) -> dict[str, Any]:
    """Return everything as JSON: tables, assumptions, skipped rows, places found, problems, warnings."""
    ledger = imported.ledger
    return {
        "tables": [asdict(note) for note in imported.tables],
        "assumptions": [
            {"kind": each.kind, "path": each.place, "value": each.value, "message": _both(ASSUMPTIONS[each.kind])}
            for each in ledger.assumptions
        ],
        "skipped": [
            {"reason": each.reason, "path": each.place, "message": _both(SKIPS[each.reason])} for each in ledger.skipped
        ],
        "sites": [asdict(site) for site in imported.derived],
        "errors": [fault.to_wire() for fault in ledger.faults],
        "warnings": [fault.to_wire() for fault in ledger.warnings],
    }


def _table_lines(imported: Imported, lang: Lang) -> Iterator[str]:
    for note in imported.tables:
        kind = note.kind or say("no_table", lang)
        yield say("table_line", lang, path=clean(note.path), kind=kind, **asdict(note.count))
        if note.ignored:
            yield say("ignored", lang, path=clean(note.path), names=join(list(map(clean, note.ignored)), lang))


def _assumed(imported: Imported) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for each in imported.ledger.assumptions:
        found.setdefault(each.kind, []).append(each.value)
    return found


def _skips(imported: Imported) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in imported.ledger.skipped:
        found.setdefault(each.reason, []).append(each.place)
    return found


def _titled(key: str, text: str, lang: Lang) -> str:
    return f"{say(key, lang)}{say('colon', lang)}{text}"


def _both(text: Any) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
