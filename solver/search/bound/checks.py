"""When what promising visits say is to be checked by pricing all visits, which alone gives a bound."""

from collections.abc import Callable

from solver.search.bound.relaxation import Prices
from solver.search.limits import Timer

EVERY = 3.0  # times as long as a check takes, there is none after it
EXACTLY = 3.0  # times as long as pricing all visits quickly, a check takes, as far as that is known before the first
LAST = 5.0  # times as long as a check takes: seconds left when it is time for one more


class Checks:
    """Keeps count of the checks of one generation.

    Parameters
    ----------
    left
        Gives the seconds left; None: there is no end.
    """

    def __init__(self, timer: Timer, left: Callable[[], float | None]) -> None:
        self.timer, self.left = timer, left
        self._checked: Prices | None = None
        self._seconds = 0.0  # that a check takes
        self._last = timer()

    def begin(self, quickly: float) -> None:
        """Note how many seconds all visits have been priced quickly in; from now on there may be checks."""
        self._seconds, self._last = EXACTLY * quickly, self.timer()

    def note(self, prices: Prices, seconds: float) -> None:
        """Note what has been checked, and how long that took."""
        self._checked, self._seconds, self._last = prices, seconds, self.timer()

    def is_due(self, prices: Prices) -> bool:
        """Whether prices are to be checked now."""
        if prices is self._checked:
            return False
        left = self.left()
        is_late = left is not None and left < LAST * self._seconds
        return is_late or self.timer() - self._last > EVERY * self._seconds
