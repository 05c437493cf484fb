"""The commands of the pages, run as a reader would: curl and jq against a service, one after the other."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.dispatcher.api_server import Served, question, serving

ROOT = Path(__file__).resolve().parent.parent.parent
MISSING = [name for name in ("bash", "curl", "jq") if shutil.which(name) is None]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=f"not installed: {MISSING}")]
SHOWN = ("make ", "dispatcher scenario", "export DISPATCHER")  # set up by the test


def commands(page: str) -> str:
    """Return the shell commands of a page as one program, without those that set it up."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return "\n".join(line for block in blocks for line in block.splitlines() if not line.startswith(SHOWN))


def play(served: Served, folder: Path, program: str) -> list[str]:
    """Run a program; return what it writes, a line for each answer. A refused call is printed as any other."""
    request = {**question("submit")["request"], "search": {"iterations": 100, "workers": 1}}
    (folder / "scenarios").mkdir(exist_ok=True)
    for name in ("request.json", "scenarios/example-request.json"):
        (folder / name).write_text(json.dumps(request, ensure_ascii=False), encoding="utf-8")
    environment = {**os.environ, "DISPATCHER": f"{served.address}/v1", "KEY": served.key, "no_proxy": "*"}
    # Each answer ends with its status, wherever it goes; the first that is a refusal ends the program.
    strict = 'set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; echo; }\n'
    done = subprocess.run(
        ["bash", "-c", strict + program], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return done.stdout.splitlines()


def test_commands_of_the_pages_run(tmp_path: Path) -> None:
    """A day is submitted, followed, published, an emergency answered and published, a key and a webhook made."""
    with serving(tmp_path / "data") as served:
        program = commands("docs/service.md")
        said = play(served, tmp_path, program)
        key = question("submit")["plan_key"]
        history = [row.version for row in served.client.history(key).items]
        keys = [(row.role, row.label) for row in served.client.keys().items]
        hooks = play(served, tmp_path, commands("docs/webhooks.md"))
        listed = served.client.webhooks().items

    assert program.count("curl") > 9
    assert any(line.startswith("event: succeeded") for line in said)
    assert history == [2, 1]
    assert ("system", "ticketing") in keys
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))["accepted"] == ["E-1"]
    assert [row.label for row in listed] == ["ticketing"]
    assert json.loads(hooks[-1] or hooks[-2])["problem"] == "unreachable"


def test_commands_of_the_readme_run(tmp_path: Path) -> None:
    """From the README alone: two plans answer the emergency, and one of them is the second in force."""
    with serving(tmp_path / "data") as served:
        said = "\n".join(play(served, tmp_path, commands("README.md")))
        history = [row.version for row in served.client.history(question("submit")["plan_key"]).items]

    modes = [json.loads(found) for found in re.findall(r'"modes": (\[[^]]*\])', said)]
    assert sorted(mode for group in modes for mode in group) == ["best", "fast", "steady"]
    assert history == [2, 1]
