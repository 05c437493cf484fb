"""The documentation against the code: nothing undocumented, nothing stale, no dead link."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from dispatcher.cli.entry import app
from dispatcher.cli.exit_codes import ExitCode
from dispatcher.faults import CATALOG
from dispatcher.reference import build_pages
from dispatcher.schemas.request import Request
from solver.rules import RULES
from solver.rules.base import SoftRule
from solver.tables import TableBuilder

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
README = ROOT / "README.md"
EXTENDING_TABLE = "2 The file `solver/rules/skill_match.py`"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def read(name: str) -> str:
    """Return the text of a page below ``docs/``."""
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """Return what stands below a second-level heading."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def options() -> Iterator[tuple[str, str]]:
    """Yield every command with each spelling of its options, those of its parts included."""
    for name, command in COMMANDS.items():
        for part in (command, *getattr(command, "commands", {}).values()):
            for parameter in part.params:
                yield from ((name, spelling) for spelling in parameter.opts if spelling.startswith("-"))


def heading_anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", sorted(build_pages()))
def test_generated_page_is_up_to_date(name: str) -> None:
    """A generated page says what the code says; `make docs` writes it."""
    assert read(name) == build_pages()[name]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_documented(rule: Any) -> None:
    """The rules page has each rule with both titles, both promises, its unit and its weights."""
    page = read("rules.md")

    wanted = [f"`{rule.name}`", rule.title.en, rule.title.zh, rule.promise.en, rule.promise.zh, rule.unit]
    if isinstance(rule, SoftRule):
        wanted += [f"`{name}` {weight}" for name, weight in rule.weights.items()]

    assert [text for text in wanted if text not in page] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_contract_names_every_rule(rule: Any) -> None:
    """No rule goes beyond the contract, and none of its names is spelled otherwise there."""
    assert f"`{rule.name}`" in read("contract.md")


def test_rules_are_those_of_the_contract() -> None:
    """The hard rules of contract section 3 are exactly the registered ones."""
    text = read("contract.md").split("## 3 Hard rules")[1].split("## 4 Cost")[0]

    # A rule is introduced as `name` at the start or after a dot, followed by its conditions in brackets or by a dot.
    introduced = set(re.findall(r"(?:^|· )`(\w+)`", text, flags=re.MULTILINE))

    assert introduced == {rule.name for rule in RULES if not isinstance(rule, SoftRule)}


@pytest.mark.parametrize("code", sorted(CATALOG))
def test_every_fault_is_documented(code: str) -> None:
    """The faults page has each code with both messages."""
    page = read("faults.md")

    assert f"| `{code}` | {CATALOG[code].en} | {CATALOG[code].zh} |" in page


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented(name: str) -> None:
    """The command line page has a section for each command and shows how it is called."""
    page = read("cli.md")

    assert f"\n## {name}\n" in page
    assert re.search(rf"^dispatcher {name}\b", page, flags=re.MULTILINE)


@pytest.mark.parametrize(("command", "option"), sorted(set(options())))
def test_every_option_is_documented(command: str, option: str) -> None:
    """The section of a command names each of its options."""
    assert f"`{option}`" in section(read("cli.md"), command)


def test_documented_options_exist() -> None:
    """No section of the command line page names an option its command does not have."""
    known = set(options())
    named = {(name, spelling) for name in COMMANDS
             for row in re.findall(r"^\| (`-.*?) \|", section(read("cli.md"), name), flags=re.MULTILINE)
             for spelling in re.findall(r"`(--?[\w-]+)`", row)}  # fmt: skip

    assert named
    assert named <= known


@pytest.mark.parametrize("code", list(ExitCode), ids=lambda code: code.name)
def test_every_exit_code_is_documented(code: ExitCode) -> None:
    """The command line page says what each exit code means."""
    assert f"\n| {int(code)} |" in section(read("cli.md"), "Exit codes")


def test_every_reason_is_documented() -> None:
    """The command line page explains each reason code that is no rule's name."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "solver" / "explain").glob("*.py"))
    codes = set(re.findall(r'Reason\("(\w+)"', source)) | set(re.findall(r'"(costs_more|no_room_found)"', source))

    documented = set(re.findall(r"^\| `(\w+)` \|", section(read("cli.md"), "plan"), flags=re.MULTILINE))

    assert codes - {rule.name for rule in RULES} == documented


@pytest.mark.parametrize("field", sorted(Request.model_fields))
def test_contract_names_every_field_of_a_request(field: str) -> None:
    """No top-level field of a request goes beyond the contract."""
    assert f"`{field}" in read("contract.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_resolve(path: Path) -> None:
    """Every link of a page to a file of the repository, and to a heading in it, leads somewhere."""
    dead: list[str] = []
    prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        file, _, anchor = target.partition("#")
        goal = (path.parent / file) if file else path
        if "://" in target:
            continue
        if not goal.exists() or (anchor and anchor not in heading_anchors(goal)):
            dead.append(target)

    assert dead == []


def test_make_targets_of_the_pages_exist() -> None:
    """Every `make ...` a page tells a reader to run is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))

    named = {
        target
        for path in PAGES
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }

    assert {"demo", "test"} <= named
    assert named <= targets


def test_output_in_the_readme_is_real() -> None:
    """Every line of output that the README shows is printed by the command above it."""
    block = next(
        b for b in re.findall(r"```\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL) if b.startswith("$ ")
    )
    command, *shown = block.splitlines()

    arguments = command.removeprefix("$ dispatcher ").replace("plan.json", os.devnull).split()
    outcome = subprocess.run(
        [sys.executable, "-m", "dispatcher", *arguments], cwd=ROOT, capture_output=True, check=True
    )

    printed = outcome.stdout.decode().splitlines()
    assert len(shown) >= 10
    assert [line for line in shown if line.strip() != "..." and line not in printed] == []


def test_python_in_the_readme_runs() -> None:
    """The README's Python example prints what its comment says."""
    (program,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL)

    outcome = subprocess.run(
        [sys.executable, "-W", "ignore::ResourceWarning", "-c", program], cwd=ROOT, capture_output=True, text=True
    )

    assert outcome.stdout.strip() == program.strip().rpartition("# ")[2]


def test_code_in_extending_is_the_rule_itself() -> None:
    """Every line of the walked rule on the extending page stands in its file."""
    rule = (ROOT / "solver" / "rules" / "skill_match.py").read_text(encoding="utf-8").splitlines()
    known = {line.strip() for line in rule}

    shown = [line.strip() for block in re.findall(r"```python\n(.*?)```", read("extending.md"), flags=re.DOTALL)
             for line in block.splitlines() if line.strip()]  # fmt: skip

    assert len(shown) > 20
    assert [line for line in shown if line not in known] == []


def test_files_named_in_the_pages_exist() -> None:
    """Every module or folder of the packages that a page names in code type exists."""
    named = {name for path in PAGES for name in re.findall(r"`((?:solver|dispatcher|tests|scenarios)/[\w./-]*)`",
             path.read_text(encoding="utf-8"))}  # fmt: skip

    missing = [name for name in named if not (ROOT / name).exists() and not (ROOT / f"{name}.py").exists()]

    assert named
    assert missing == []


def test_contributions_named_in_extending_exist() -> None:
    """Every contribution that the extending page lists is a method of the table builder."""
    rows = re.findall(r"^\| .*? \| (`.*?) \|$", section(read("extending.md"), EXTENDING_TABLE), flags=re.MULTILINE)

    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    assert named
    assert [name for name in named if not hasattr(TableBuilder, name)] == []


def test_commands_of_the_pages_exist() -> None:
    """Every `dispatcher ...` a page shows is a command."""
    texts = [path.read_text(encoding="utf-8") for path in PAGES if path.name != "contract.md"]

    named = {name for text in texts for name in re.findall(r"(?:^|`|\$ )dispatcher ([a-z]+)", text, flags=re.MULTILINE)}

    assert named == set(COMMANDS)


def test_index_lists_every_page() -> None:
    """The index of the documentation links every page below docs/."""
    index = read("index.md")

    pages = [path.name for path in DOCS.glob("*.md") if path.name != "index.md"]

    assert [name for name in pages if f"({name})" not in index] == []


def test_reference_says_what_is_stale(tmp_path: Path) -> None:
    """In a folder without generated pages `--check` fails and names every one of them."""
    outcome = subprocess.run(
        [sys.executable, "-m", "dispatcher.reference", "--check"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
    )

    assert outcome.returncode == 1
    assert all(f"docs/{name} is out of date" in outcome.stderr for name in build_pages())
