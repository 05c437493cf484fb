"""``dispatcher warm`` compiles the search, or loads it, and says so to people alone."""

import subprocess
import sys

from tests.dispatcher.command_line import ROOT, run


def test_warm_loads_the_search() -> None:
    """The command succeeds, writes nothing to standard output, and tells how long it took."""
    done = run("warm")

    assert done.returncode == 0
    assert done.stdout == b""
    assert done.stderr.startswith(b"The search is ready: ")


def test_commands_load_compiled_code_only_where_they_need_it() -> None:
    """Loading the program loads no compiled chain: a check, or a wrong option, does not wait for it."""
    loaded = "any(name.startswith('solver.search.chains') for name in sys.modules)"
    code = f"import sys, dispatcher.cli.entry; sys.exit({loaded})"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
