"""The command line: commands, exit codes and streams; what the commands do is in ``dispatcher.planning``."""

import os
import signal
from types import FrameType


def main() -> None:
    """Run the command line; Ctrl-C while its modules are being loaded ends the process with exit code 130."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
    from dispatcher.cli.entry import run  # loading takes half a second

    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    os._exit(130)  # ExitCode.KILLED, which is not loaded yet


__all__ = ["main"]
