"""How a search stands, on a terminal: cost, bound, gap, what is left out, time."""

import sys
import time
from types import TracebackType

from rich.live import Live
from rich.text import Text

from dispatcher.reports.text import make_console
from dispatcher.reports.words import Lang, join, say
from solver.problem import Urgency
from solver.search.limits import Progress


class ProgressDisplay:
    """One changing line on standard error; silent where that is no terminal."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._latest: Progress | None = None
        self._began = time.monotonic()
        self._live: Live | None = None
        if sys.stderr.isatty():
            self._live = Live(console=make_console(sys.stderr), transient=True, auto_refresh=False)

    def __enter__(self) -> "ProgressDisplay":
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def hear(self, progress: Progress) -> None:
        """Remember the newest news; may be called from any thread."""
        self._latest = progress

    def draw(self) -> None:
        """Show the newest news."""
        if self._live is not None:
            seconds = time.monotonic() - self._began
            self._live.update(Text(progress_line(self._latest, seconds, self.lang)), refresh=True)


def progress_line(progress: Progress | None, seconds: float, lang: Lang) -> str:
    """Return one line about a running search; what is not known is a dash."""
    head = f"{seconds:5.1f} s  {say('searching', lang)}"
    if progress is None:
        return head
    unknown = say("unknown", lang)
    body = say(
        "progress",
        lang,
        cost=unknown if progress.cost is None else progress.cost,
        bound=unknown if progress.lower_bound is None else progress.lower_bound,
        gap=_gap(progress) or unknown,
        unassigned=_left_out(progress, lang),
    )
    return f"{head}\n{body}"


def _gap(progress: Progress) -> str:
    """Return the share of the cost that is not proved; what is sunk is not known yet and counts as cost."""
    if progress.cost is None or progress.lower_bound is None:
        return ""
    return f"{max(0, progress.cost - progress.lower_bound) / max(1, progress.cost):.1%}"


def _left_out(progress: Progress, lang: Lang) -> str:
    counts = [(urgency, progress.unassigned.get(urgency, 0)) for urgency in Urgency]
    words = [f"{say(urgency.value, lang)} {count}" for urgency, count in counts if count]
    return join(words, lang) or "0"
