"""``dispatcher scenario``: list, show and make."""

import json
from pathlib import Path

import pytest

from dispatcher.cli.exit_codes import ExitCode
from scenarios import KINDS, STORIES, generate, list_scenarios, read_scenario
from tests.dispatcher.command_line import run


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_list_names_everything(lang: str) -> None:
    """The table names every packaged request and every kind, in both languages."""
    outcome = run("scenario", "list", "--lang", lang)

    shown = outcome.stdout.decode()
    assert outcome.returncode == ExitCode.DONE
    assert [name for name in (*list_scenarios(), *KINDS) if name not in shown] == []


def test_list_as_json() -> None:
    """With ``--json`` the list has name, size, features and what is known of the cost of every packaged request."""
    outcome = run("scenario", "list", "--json")

    tree = json.loads(outcome.stdout)
    rows = {row["name"]: row for row in tree["scenarios"]}
    assert list(rows) == list_scenarios()
    assert [kind["name"] for kind in tree["kinds"]] == list(KINDS)
    assert (rows["estates-60"]["tickets"], rows["estates-60"]["technicians"]) == (60, 8)
    assert "zones" in rows["estates-60"]["features"]
    assert rows["example-request"]["best_known"] is None
    assert set(rows["estates-60"]["best_known"]) == {"cost", "bound"}


def test_show_prints_the_request_alone() -> None:
    """``show`` prints the packaged request as JSON, and nothing on standard error."""
    outcome = run("scenario", "show", "storm-60")

    assert json.loads(outcome.stdout) == json.loads(read_scenario("storm-60"))
    assert outcome.stderr == b""


def test_make_writes_what_the_generator_gives(tmp_path: Path) -> None:
    """``make`` passes its options on to the generator and writes the request to the file."""
    target = tmp_path / "request.json"
    options = ["--seed", "5", "--tickets", "24", "--technicians", "3", "--days", "2", "--load", "80", "--linked", "25"]

    outcome = run("scenario", "make", "week", *options, "--texts", "en", "-o", target)

    wanted = generate("week", 5, 24, 3, days=2, load=80, linked=25, lang="en")
    assert outcome.returncode == ExitCode.DONE
    assert outcome.stdout == b""
    assert json.loads(target.read_bytes()) == wanted


def test_made_request_goes_into_plan() -> None:
    """What ``make`` prints, ``plan`` reads from standard input and plans."""
    made = run("scenario", "make", "one_estate", "--tickets", "12")

    outcome = run("plan", "-", "--seconds", "2", stdin=made.stdout)

    assert outcome.returncode == ExitCode.DONE
    assert json.loads(outcome.stdout)["status"] in ("optimal", "feasible")


@pytest.mark.parametrize(
    ("arguments", "code", "known"),
    [
        (["show", "nowhere"], "unknown_scenario", [*list_scenarios(), *STORIES]),
        (["make", "sunday"], "unknown_kind", list(KINDS)),
    ],
)
def test_unknown_name_is_refused(arguments: list[str], code: str, known: list[str]) -> None:
    """An unknown name ends with exit code 2 and one fault that says in both languages what there is."""
    outcome = run("scenario", *arguments)

    (fault,) = json.loads(outcome.stdout)["errors"]
    assert outcome.returncode == ExitCode.BAD_INPUT
    assert (fault["code"], fault["ids"], fault["allowed"]) == (code, arguments[1:], known)
    assert all(known[0] in fault["message"][lang] for lang in ("en", "zh"))


def test_alone_it_helps() -> None:
    """Without a part the command shows its help."""
    outcome = run("scenario")

    assert outcome.returncode == ExitCode.DONE
    assert all(part in outcome.stdout.decode() for part in ("list", "show", "make"))
