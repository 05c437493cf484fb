"""The project's own papers: version, pinned dependencies, packaging, and what must never be written down."""

import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TEXT_SUFFIXES = {".py", ".md", ".toml", ".txt", ".json", ".csv", ".yml", ".yaml", ".cfg", ".sh", ".html", ".css"}
# Registries (their names end in the words below) and absolute paths of somebody's machine.
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|registry|artifactory|nexus|mirrors?)\b|/simple/|--(?:extra-)?index-url"
)
MACHINE_PATH = re.compile(r"(?<![\w.~<])/(?:home|Users|root|work|mnt|private)/\w|[A-Z]:\\\\")


def pins() -> dict[str, str]:
    """Return the pinned version of every package in constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in rows}


def direct_requirements() -> list[Requirement]:
    """Return what pyproject.toml asks for, extras included."""
    extras = [row for rows in PROJECT["optional-dependencies"].values() for row in rows]
    return [Requirement(row) for row in PROJECT["dependencies"] + extras]


def is_installed(name: str) -> bool:
    """Whether a distribution is there."""
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def all_files() -> list[Path]:
    """Return the files of the repository: those git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


def text_files() -> list[Path]:
    """Return those of them that are text."""
    return [path for path in all_files() if path.suffix in TEXT_SUFFIXES or not path.suffix]


def test_no_package_is_in_the_repository() -> None:
    """Software of others is installed, never kept here: no wheel, archive or library is tracked."""
    kinds = {".whl", ".gz", ".zip", ".tar", ".so", ".egg", ".jar"}

    assert [path.name for path in all_files() if path.suffix in kinds] == []


def test_version_has_a_changelog_section() -> None:
    """The newest section of the changelog is the version in pyproject.toml."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    newest = re.search(r"^## \[?([\w.]+)\]?", changelog, flags=re.MULTILINE)

    assert newest is not None
    assert newest[1] == PROJECT["version"]


def test_changelog_keeps_its_sections() -> None:
    """Every subsection of the changelog is one of the agreed kinds."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    kinds = set(re.findall(r"^### (.+)$", changelog, flags=re.MULTILINE))

    assert kinds
    assert kinds <= {"Solver", "Data", "Service", "Command line", "Fixed"}


@pytest.mark.parametrize("requirement", direct_requirements(), ids=lambda requirement: requirement.name)
def test_constraints_pin_every_requirement(requirement: Requirement) -> None:
    """constraints.txt pins every direct dependency to a version its range allows."""
    pinned = pins().get(canonicalize_name(requirement.name))

    assert pinned is not None
    assert requirement.specifier.contains(pinned)


def test_constraints_pin_what_requirements_need() -> None:
    """constraints.txt pins what the dependencies need in turn, so that two installs are equal."""
    bench = [canonicalize_name(Requirement(row).name) for row in PROJECT["optional-dependencies"]["bench"]]
    wanted = [canonicalize_name(requirement.name) for requirement in direct_requirements()]
    # The peers of the benchmarks are not installed for the quick tests; where they are, they are looked at as well.
    wanted = [name for name in wanted if name not in bench or is_installed(name)]
    seen: set[str] = set()

    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        rows = [Requirement(row) for row in importlib.metadata.distribution(name).requires or []]
        wanted += [canonicalize_name(r.name) for r in rows if r.marker is None or r.marker.evaluate({"extra": ""})]

    assert seen - pins().keys() == set()


def test_no_registry_and_no_machine_path_is_written_down() -> None:
    """No tracked text names a package registry's host or an absolute path of somebody's machine."""
    found: list[str] = []
    for path in text_files():
        text = path.read_text(encoding="utf-8")
        if path == Path(__file__).resolve() or not (REGISTRY.search(text) or MACHINE_PATH.search(text)):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if REGISTRY.search(line) or MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")

    assert found == []


def test_nothing_is_left_to_do_in_shipped_code() -> None:
    """No shipped file holds a note that it is unfinished."""
    note = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b")
    files = [path for package in ("solver", "dispatcher", "scenarios") for path in (ROOT / package).rglob("*.py")]

    notes = [str(path.relative_to(ROOT)) for path in files if note.search(path.read_text(encoding="utf-8"))]

    assert notes == []


def test_license_is_whole() -> None:
    """The license file holds all nine sections of the Apache License 2.0, its appendix and the owners' name."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert [f"   {number}. " in text for number in range(1, 10)] == [True] * 9
    assert "END OF TERMS AND CONDITIONS" in text
    assert "The Dispatcher authors" in text


def test_readme_is_short() -> None:
    """The README keeps to 600 words, its examples and the table of the comparison not counted."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    prose = re.sub(r"```.*?```|<!-- comparison -->.*<!-- end of comparison -->", "", text, flags=re.DOTALL)

    assert len(prose.split()) <= 600
