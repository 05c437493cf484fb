"""The words of notices: the packaged ones are whole, edited ones are used, and what is wrong with them is said."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.cli.notice_texts import load_texts
from dispatcher.cli.streams import Refused
from dispatcher.notices import packaged_texts, read_texts
from dispatcher.notices.reasons import REASONS
from dispatcher.reports.words import Lang
from tests.dispatcher.command_line import run
from tests.dispatcher.event_days import event
from tests.dispatcher.replans import DAY, PLAN, replan, under_way
from tests.dispatcher.requests import at, changed

WHOLE = files("dispatcher.notices").joinpath("texts.toml").read_text(encoding="utf-8")
PACKAGED = "".join(line for line in WHOLE.splitlines(keepends=True) if not line.startswith("#"))
DELAY = next(line for line in PACKAGED.splitlines() if line.startswith("delay = "))
MONTHS = next(line for line in PACKAGED.splitlines() if line.startswith("months = "))


def edited(old: str, new: str) -> bytes:
    """Return the packaged file with one thing changed, where it stands first: in English."""
    assert old in PACKAGED
    return PACKAGED.replace(old, new, 1).encode()


def test_every_reason_has_words_in_both_languages() -> None:
    """Reasons and their words are the same set in English and Chinese."""
    texts = packaged_texts()

    assert set(REASONS) == texts.en.reasons.keys() == texts.zh.reasons.keys()


def test_edited_words_are_used() -> None:
    """A company may say it shorter, leave names out, use one twice and show a brace."""
    texts, faults = read_texts(edited(DELAY, 'delay = "{{Jade}} {from}, {from}: {reason}"'), "ours.toml")
    assert texts is not None, faults
    parts = event("parts_late", "08:10", ticket_id="T-17", ready_at=at("13:00"))

    found = replan(under_way(parts), [("T-1", "09:00", "10:00"), ("T-17", "13:00", "14:00")], [], texts=texts)

    text = found.notices["T-17:0:0"].text
    assert text.en == "{Jade} 12:30, 12:30: because the parts needed arrive later than expected"
    assert text.zh.startswith("【物业服务中心】非常抱歉，因所需配件延迟到货，")


CASES = [
    (edited("{was_day}", "{was_week}"), "unknown_placeholder", "/ours.toml/en/delay", "was_week"),
    (edited("{ticket}", "{ticket.__class__}"), "unknown_placeholder", "/ours.toml/en/scheduled", "ticket.__class__"),
    (edited("{from}", "{from[0]}"), "unknown_placeholder", "/ours.toml/en/scheduled", "from[0]"),
    (edited("{until}", "{until!r}"), "unknown_placeholder", "/ours.toml/en/scheduled", "until!r"),
    (edited("{until}", "{until:>9999}"), "unknown_placeholder", "/ours.toml/en/scheduled", "until:>9999"),
    (edited("{until}", "{}"), "unknown_placeholder", "/ours.toml/en/scheduled", ""),
    (edited('"today"', '"{day}"'), "unknown_placeholder", "/ours.toml/en/today", "day"),
    (edited('"as you asked"', '"{ticket}"'), "unknown_placeholder", "/ours.toml/en/reasons/owner_request", "ticket"),
    (edited("{until}", "{until"), "bad_braces", "/ours.toml/en/scheduled", None),
    (edited("{until}", "until}"), "bad_braces", "/ours.toml/en/scheduled", None),
    (edited(DELAY, ""), "missing_field", "/ours.toml/en/delay", None),
    (edited("emergency = ", "accident = "), "missing_field", "/ours.toml/en/reasons/emergency", None),
    (edited("emergency = ", "accident = "), "unknown_field", "/ours.toml/en/reasons/accident", None),
    (edited("[zh.reasons]", "[zh.causes]"), "missing_field", "/ours.toml/zh/reasons", None),
    (edited("[zh]", "[de]"), "unknown_field", "/ours.toml/de", None),
    (edited(DELAY, "delay = 3"), "wrong_type", "/ours.toml/en/delay", 3),
    (edited(DELAY, 'delay = " "'), "too_short", "/ours.toml/en/delay", " "),
    (edited(DELAY, f'delay = "{"x" * 2001}"'), "too_long", "/ours.toml/en/delay", "x" * 200),
    (edited(MONTHS, 'months = ["1"]'), "too_few", "/ours.toml/en/months", None),
    (edited('"December"', '"December", "13"'), "too_many", "/ours.toml/en/months", None),
    (edited('"December"', "12"), "wrong_type", "/ours.toml/en/months/11", None),
    (edited('"Monday"', '""'), "too_short", "/ours.toml/en/weekdays/0", ""),
    (b"delay = ", "bad_notice_file", "/ours.toml", None),
    (PACKAGED.encode("gbk"), "bad_notice_file", "/ours.toml", None),
    (b"", "missing_field", "/ours.toml/en", None),
]


@pytest.mark.parametrize(("raw", "code", "path", "value"), CASES, ids=lambda item: str(item)[:40])
def test_wrong_words_are_refused_at_their_place(raw: bytes, code: str, path: str, value: object) -> None:
    """A file with a fault is not used; code, path and value say what is wrong, in both languages."""
    texts, faults = read_texts(raw, "ours.toml")

    assert texts is None
    found = {(fault.code, fault.path): fault for fault in faults}
    fault = found[code, path]
    assert value is None or fault.value == value
    assert fault.message.en != fault.message.zh


def test_all_that_is_wrong_comes_at_once() -> None:
    """Two faults in English and one in Chinese are three faults."""
    raw = edited("{ticket}", "{x}").decode().replace('"today"', "1").replace('"今天"', "1")

    _, faults = read_texts(raw.encode(), "ours.toml")

    assert [fault.path for fault in faults] == [
        "/ours.toml/en/scheduled", "/ours.toml/en/today", "/ours.toml/zh/today",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PACKAGED) - 1), st.sampled_from(["", "{", "}", '"', "[", "=", "\n", "é", "{x.y}", "{0}"]))
def test_damaged_words_are_read_or_refused(place: int, damage: str) -> None:
    """Whatever is changed in the file, there are words or faults, never both and never an exception."""
    raw = PACKAGED[:place] + damage + PACKAGED[place + 1 :]

    texts, faults = read_texts(raw.encode(), "ours.toml")

    assert (texts is None) == bool(faults)


def test_the_environment_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The words of DISPATCHER_NOTICES are taken; a file that is wrong, or not there, ends the command with code 2."""
    ours, wrong = tmp_path / "ours.toml", tmp_path / "wrong.toml"
    ours.write_bytes(edited('company = "Property service"', 'company = "Jade Garden"'))
    wrong.write_bytes(edited("{ticket}", "{owner}"))

    monkeypatch.setenv("DISPATCHER_NOTICES", str(ours))
    assert load_texts(Lang.EN).en.texts["company"] == "Jade Garden"
    monkeypatch.setenv("DISPATCHER_NOTICES", "")
    assert load_texts(Lang.EN) is packaged_texts()
    for path, code in ((wrong, "unknown_placeholder"), (tmp_path / "none.toml", "unreadable_input")):
        monkeypatch.setenv("DISPATCHER_NOTICES", str(path))
        with pytest.raises(Refused) as ended:
            load_texts(Lang.EN)
        assert ended.value.code == 2
        assert [error["code"] for error in json.loads(capsys.readouterr().out)["errors"]] == [code]


@pytest.mark.slow
def test_the_command_uses_the_words(tmp_path: Path) -> None:
    """``plan`` tells the owner of a cancelled ticket in the words of the file."""
    request, ours = tmp_path / "request.json", tmp_path / "ours.toml"
    tree = changed(DAY, {"/tickets/1/status": "cancelled"}) | {"published": PLAN}
    request.write_text(json.dumps(tree), encoding="utf-8")
    ours.write_bytes(edited('company = "Property service"', 'company = "Jade Garden"'))

    done = run("plan", request, "--iterations", "20", "--workers", "1", DISPATCHER_NOTICES=str(ours))

    texts = {row["visit_id"]: row["text"]["en"] for row in json.loads(done.stdout)["notices"]}
    assert texts["T-17:0:0"].startswith("Jade Garden: as you asked, our visit for your request R-17")
