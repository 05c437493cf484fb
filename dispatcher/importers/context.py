"""What the reading of every row looks at: time zone, year, first day, words, and the ledger."""

from dataclasses import dataclass, field
from datetime import date, tzinfo

from dispatcher.importers.ledger import Ledger
from dispatcher.importers.word_book import Words


@dataclass
class Context:
    """The terms of one import; what is read first fills in what later tables need.

    Attributes
    ----------
    zone
        Zone of times without offset; None: not known, so that such a time is a fault.
    zone_name
        IANA name of it, for the request; None: none is said.
    year
        Year of dates without one; None: not known.
    first_day
        First day to plan; None: not yet known.
    month_first
        ``3/4/2026`` is the 4th of March.
    complete
        The source says everything: nothing is filled in.
    """

    ledger: Ledger
    words: Words
    zone: tzinfo | None = None
    zone_name: str | None = None
    year: int | None = None
    first_day: date | None = None
    month_first: bool = False
    complete: bool = False
    zone_missed: bool = field(default=False)
