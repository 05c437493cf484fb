"""Amounts with their units, as people say them."""

from collections.abc import Mapping

from dispatcher.reports.words import Lang, choose
from solver.rules.base import Text

# One of it, and more than one; Chinese makes no difference.
_UNITS: Mapping[str, tuple[Text, Text]] = {
    "minutes": (Text("{n} minute", "{n} 分钟"), Text("{n} minutes", "{n} 分钟")),
    "visits": (Text("{n} visit", "{n} 次上门"), Text("{n} visits", "{n} 次上门")),
    "levels": (Text("{n} level", "{n} 级"), Text("{n} levels", "{n} 级")),
    "certificates": (Text("{n} certificate", "{n} 项证书"), Text("{n} certificates", "{n} 项证书")),
}


def amount_words(amount: int, unit: str, lang: Lang) -> str:
    """Return an amount of a hard rule in words; of a unit that depends, it is told by the rule's promise.

    Parameters
    ----------
    unit
        As the rule has it: ``minutes``, ``visits``, ..., or ``minutes (a visit missing: visits)``.
    """
    plain, _, other = unit.partition(" (")
    if plain not in _UNITS:
        return f"{amount} {unit}"
    if other and amount == 1:
        # 1 is what counts a visit there, or a single minute: both are said.
        return choose(Text("1 minute or visit", "1 分钟或 1 次上门"), lang)
    return choose(_UNITS[plain][amount != 1], lang).format(n=amount)
