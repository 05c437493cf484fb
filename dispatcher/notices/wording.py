"""Fill in the words of a notice: days and times in the plan's zone, the owner's own ticket, the reason."""

from dataclasses import dataclass
from datetime import date, datetime

from dispatcher.notices.texts import NoticeTexts, Wording
from dispatcher.schemas.change import NoticeText
from dispatcher.schemas.visit import ArrivalWindow


@dataclass(frozen=True, slots=True)
class Message:
    """What a notice says.

    Attributes
    ----------
    text
        Which text of the words.
    ticket
        What the owner calls the ticket.
    reason
        A code.
    window, was
        The window to tell, the window told before, at the plan's offset; None where the text has none.
    """

    text: str
    ticket: str
    reason: str
    window: ArrivalWindow | None = None
    was: ArrivalWindow | None = None


def write(message: Message, texts: NoticeTexts, today: date) -> NoticeText:
    """Return a message in both languages.

    Parameters
    ----------
    today
        The date on which the plan is made, in its zone.
    """
    return NoticeText(en=_write(message, texts.en, today), zh=_write(message, texts.zh, today))


def _write(message: Message, words: Wording, today: date) -> str:
    values = {
        "company": words.texts["company"].format_map({}),
        "ticket": message.ticket,
        "reason": words.reasons[message.reason].format_map({}),
        **_span("", message.window, words, today),
        **_span("was_", message.was, words, today),
    }
    return words.texts[message.text].format_map(values)


def _span(prefix: str, window: ArrivalWindow | None, words: Wording, today: date) -> dict[str, str]:
    if window is None:
        return {}
    start, end = window.start, window.end
    until = f"{end:%H:%M}"
    if end.date() != start.date():
        until = words.texts["time_on"].format_map({"time": until, "date": _date(end, words)})
    day = words.texts["today"].format_map({}) if start.date() == today else _date(start, words)
    return {f"{prefix}day": day, f"{prefix}from": f"{start:%H:%M}", f"{prefix}until": until}


def _date(moment: datetime, words: Wording) -> str:
    values = {
        "weekday": words.weekdays[moment.weekday()],
        "month": words.months[moment.month - 1],
        "number": str(moment.day),
    }
    return words.texts["date"].format_map(values)
