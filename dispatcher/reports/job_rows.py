"""Visits, breaks and ways home as rows of a workbook: everything for the office, less for paper."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dispatcher.reports.cells import DATE, TIME, Column, Value
from dispatcher.reports.job_sheets import Job, JobSheet, Pause
from dispatcher.reports.words import Lang, join, say

# The word above a column, its width in characters, how its figures look.
_COLUMNS: Mapping[str, tuple[str, int, str | None]] = {
    "technician": ("technician", 16, None),
    "day": ("day", 11, DATE),
    "number": ("number", 5, "0"),
    "depart": ("depart", 8, TIME),
    "latest_departure": ("latest_departure", 9, TIME),
    "window_from": ("window_from", 9, TIME),
    "window_to": ("window_to", 9, TIME),
    "start": ("planned_start", 9, TIME),
    "end": ("planned_end", 9, TIME),
    "minutes": ("service_minutes", 9, "0"),
    "travel": ("travel_minutes", 9, "0"),
    "ticket": ("ticket", 12, None),
    "reference": ("reference", 13, None),
    "urgency": ("urgency", 10, None),
    "trade": ("trade", 10, None),
    "place": ("address", 25, None),
    "address": ("address", 26, None),
    "site": ("site", 22, None),
    "owner": ("owner", 13, None),
    "phone": ("phone", 16, None),
    "fault": ("fault", 30, None),
    "crew": ("crew", 13, None),
    "step": ("step_title", 8, None),
    "pays": ("pays", 9, None),
    "certificates": ("certificates", 16, None),
    "notes": ("remark", 30, None),
    "lateness": ("lateness", 18, None),
    "remarks": ("remark", 24, None),
}
ON_PAPER = (
    "day", "number", "depart", "latest_departure", "window_from", "window_to", "start", "end", "ticket", "urgency",
    "trade", "place", "owner", "phone", "fault", "crew", "pays", "remarks",
)  # fmt: skip
EVERYTHING = tuple(key for key in _COLUMNS if key not in ("place", "remarks"))
Values = Mapping[str, Value]


def job_columns(keys: Iterable[str], lang: Lang) -> list[Column]:
    """Return columns by their keys."""
    return [Column(say(word, lang), width, look) for word, width, look in (_COLUMNS[key] for key in keys)]


def pick(keys: Sequence[str], rows: Iterable[Values]) -> Iterator[list[Value]]:
    """Yield the values of rows in the order of columns; what a row has not is empty."""
    return ([row.get(key) for key in keys] for row in rows)


def job_values(job: Job, lang: Lang) -> Values:
    """Return everything that is known of a visit, by column."""
    visit, window = job.visit, job.visit.arrival_window
    certificates = join(list(job.certificates), lang)
    remarks = [*job.notes, *job.late_words]
    if job.steps > 1:
        remarks.insert(0, say("step", lang, step=visit.step + 1, steps=job.steps))
    if certificates:
        remarks.insert(0, f"{say('certificates', lang)}{say('colon', lang)}{certificates}")
    return {
        "technician": job.technician,
        "day": job.day,
        "number": job.number,
        "depart": visit.depart,
        "latest_departure": job.latest_departure,
        "window_from": window.start if window else None,
        "window_to": window.end if window else None,
        "start": visit.start,
        "end": visit.end,
        "minutes": job.minutes,
        "travel": visit.travel_minutes,
        "ticket": job.name,
        "reference": job.reference,
        "urgency": say(job.urgency, lang),
        "trade": job.trade,
        "place": job.place,
        "address": job.address,
        "site": job.site,
        "owner": job.owner,
        "phone": job.phone,
        "fault": job.fault,
        "crew": join(list(job.mates), lang),
        "step": f"{visit.step + 1}/{job.steps}",
        "pays": job.pays,
        "certificates": certificates,
        "notes": say("then", lang).join(job.notes),
        "lateness": say("then", lang).join(job.late_words),
        "remarks": say("then", lang).join(remarks),
    }


def sheet_values(sheet: JobSheet, lang: Lang) -> Iterator[Values]:
    """Yield the rows of a shift in order of time, breaks, absences and the way home among them."""
    for entry in sheet.entries:
        yield job_values(entry, lang) if isinstance(entry, Job) else _pause_values(sheet, entry, lang)
    home = sheet.home
    if home is not None:
        words = [say("home", lang), *([say("overtime", lang, minutes=home.overtime)] if home.overtime else [])]
        yield {
            "day": sheet.day,
            "depart": home.depart,
            "start": home.end,
            "place": home.site,
            "remarks": say("then", lang).join(words),
        }


def _pause_values(sheet: JobSheet, pause: Pause, lang: Lang) -> Values:
    return {
        "day": sheet.day,
        "depart": pause.depart if pause.depart < pause.start else None,
        "start": pause.start,
        "end": pause.end,
        "place": pause.site,
        "remarks": say(pause.kind, lang),
    }
