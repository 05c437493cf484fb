"""``dispatcher warm`` compiles the search, or loads it, and says so to people alone."""

from tests.dispatcher.command_line import run


def test_warm_loads_the_search() -> None:
    """The command succeeds, writes nothing to standard output, and tells how long it took."""
    done = run("warm")

    assert done.returncode == 0
    assert done.stdout == b""
    assert done.stderr.startswith(b"The search is ready: ")
