"""A run that is held, with its child."""

from dataclasses import dataclass

from dispatcher.runs.process import Child
from dispatcher.runs.splitting import Shared
from dispatcher.runs.task import Message
from dispatcher.store.rows import Run


@dataclass(slots=True)
class Job:
    """A run that this supervisor holds, and its child.

    Attributes
    ----------
    renew_at
        When its lease is to be prolonged next.
    kill_at
        When the child has had time enough.
    due_at
        When it is to be over, by the clock of this process that nobody sets; None: no matter when.
    shared
        What is known of the parts that others plan; None: it is planned whole.
    last_words
        How it ended, kept until that is written down; None: it has not.
    """

    run: Run
    child: Child
    renew_at: float
    kill_at: float
    due_at: float | None = None
    shared: Shared | None = None
    stopped: bool = False
    last_words: Message | None = None
