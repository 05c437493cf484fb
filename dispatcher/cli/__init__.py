"""The command line: commands, exit codes and streams; what the commands do is in ``dispatcher.planning``."""

from dispatcher.cli.entry import main

__all__ = ["main"]
