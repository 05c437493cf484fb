"""The files for systemd and containers against the program: what they start and set is there."""

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from dispatcher.api.settings import settings_rows
from tests.test_docs import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "docs" / "deploy"
SETTINGS = {name for name, _, _ in settings_rows()}
OTHERS = {"NUMBA_CACHE_DIR"}  # read by others
UNITS = sorted(DEPLOY.glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def lines_of(unit: Path) -> list[tuple[str, str, str]]:
    """Return section, name and value of every line of a unit."""
    found, section = [], ""
    for line in unit.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.append((section, name, value))
    return found


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_units_start_commands_that_are_there(unit: Path) -> None:
    """What systemd starts are commands of the program, from one place; what it sets are settings."""
    started = [value.split() for _, name, value in lines_of(unit) if name.startswith("ExecStart")]
    names = {value.partition("=")[0] for _, name, value in lines_of(unit) if name == "Environment"}

    assert {program for program, *_ in started} == {"/opt/dispatcher/bin/dispatcher"}
    assert {command for _, command, *_ in started} <= set(COMMANDS)
    assert [len(row) for row in started] == [2, 2]
    assert names <= SETTINGS | OTHERS
    assert configparser.ConfigParser(strict=False, interpolation=None).read(unit)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_understands_units(tmp_path: Path, unit: Path) -> None:
    """systemd-analyze finds nothing to say of one, the program being somewhere else here."""
    copy = tmp_path / unit.name
    text = unit.read_text(encoding="utf-8").replace("/opt/dispatcher/bin/dispatcher", "/bin/true")
    copy.write_text(text, encoding="utf-8")

    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, timeout=60)

    own = [line for line in done.stderr.splitlines() if unit.name in line]
    assert (done.returncode, own) == (0, [])


def test_compose_sets_what_is_a_setting() -> None:
    """The one service starts a command, sets settings, keeps its folder in a volume and is reached by its port."""
    (service,) = COMPOSE["services"].values()
    volumes = dict(row.split(":") for row in service["volumes"])
    port = service["ports"][0].rpartition(":")[2]

    assert service["command"][0] in COMMANDS
    assert set(service["environment"]) <= SETTINGS
    assert volumes == {"data": service["environment"]["DISPATCHER_STORE"]}
    assert set(COMPOSE["volumes"]) == set(volumes)
    assert port == {name: default for name, default, _ in settings_rows()}["DISPATCHER_PORT"]
    assert f"127.0.0.1:{port}/readyz" in service["healthcheck"]["test"][-1]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_the_image_is_made_of_what_is_there() -> None:
    """Its Python is one the package allows, what it copies exists, and what it runs are commands."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (version,) = re.findall(r"^FROM python:([\d.]+)-slim$", DOCKERFILE, flags=re.MULTILINE)
    copied = [name for row in re.findall(r"^COPY (.*)$", DOCKERFILE, flags=re.MULTILINE) for name in row.split()[:-1]]

    assert SpecifierSet(project["requires-python"]).contains(version)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert set(re.findall(r"^RUN dispatcher (\w+)$", DOCKERFILE, flags=re.MULTILINE)) <= set(COMMANDS)
    assert set(re.findall(r'^CMD \["(\w+)"\]$', DOCKERFILE, flags=re.MULTILINE)) == {"serve"}
    assert project["readme"] in copied
    assert set(project["license-files"]) <= set(copied)


def test_operations_name_every_metric_and_field() -> None:
    """The page has every metric that is given and every field of the log."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dispatcher" / "api").rglob("*.py"))

    metrics = set(re.findall(r"dispatcher_[a-z_]+", source)) - {"dispatcher_db"}

    assert metrics
    assert [name for name in metrics if f"`{name}`" not in page] == []
    fields = (
        "time",
        "level",
        "event",
        "request_id",
        "method",
        "route",
        "key_id",
        "status",
        "milliseconds",
        "error",
        "at",
    )
    assert [name for name in fields if f"`{name}`" not in page] == []
