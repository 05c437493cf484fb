"""One message per technician and shift, ready to be pasted into a chat."""

from collections.abc import Iterator

from dispatcher.reports.job_sheets import Job, JobSheet, Pause, make_sheets
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, date_words, join, say

RULE = "-" * 40  # between messages; no part of one


def write_messages(view: PlanView, lang: Lang) -> str:
    """Return every message, plain lines with a rule between two messages; without a visit, that nobody has one."""
    messages = ["\n".join(_lines(view, sheet, lang)) for sheet in make_sheets(view, lang) if sheet.jobs]
    return f"\n{RULE}\n".join(messages or [say("no_messages", lang)]) + "\n"


def _lines(view: PlanView, sheet: JobSheet, lang: Lang) -> Iterator[str]:
    shift = sheet.shift
    yield say(
        "message_head",
        lang,
        technician=sheet.technician,
        day=date_words(sheet.day, lang),
        start=view.clock(shift.start, shift.start),
        end=view.clock(shift.end, shift.start),
        visits=len(sheet.jobs),
    )
    for entry in sheet.entries:
        yield from _job(view, sheet, entry, lang) if isinstance(entry, Job) else _pause(view, sheet, entry, lang)
    if sheet.home is not None:
        time = view.clock(sheet.home.end, shift.start)
        yield say("home_by", lang, site=sheet.home.site, time=time)


def _pause(view: PlanView, sheet: JobSheet, pause: Pause, lang: Lang) -> Iterator[str]:
    words = [view.span(pause.start, pause.end, sheet.shift.start), say(pause.kind, lang), pause.site]
    yield " ".join(word for word in words if word)


def _job(view: PlanView, sheet: JobSheet, job: Job, lang: Lang) -> Iterator[str]:
    visit, beside, colon = job.visit, sheet.shift.start, say("colon", lang)
    marks = [say(job.urgency, lang), job.trade]
    if job.steps > 1:
        marks.append(say("step", lang, step=visit.step + 1, steps=job.steps))
    if job.pays:
        marks.append(job.pays)
    names = [job.name, job.reference]
    yield f"{job.number}. {view.span(visit.start, visit.end, beside)} {' '.join(n for n in names if n)}" + say(
        "brackets", lang, text=join(marks, lang)
    )
    yield f"   {say('address', lang)}{colon}{job.place}"
    if job.owner or job.phone:
        yield f"   {say('owner', lang)}{colon}{' '.join(part for part in (job.owner, job.phone) if part)}"
    if job.fault:
        yield f"   {say('fault', lang)}{colon}{job.fault}"
    yield f"   {say('then', lang).join(_times(view, sheet, job, lang))}"
    if job.mates:
        yield f"   {say('crew', lang)}{colon}{join(list(job.mates), lang)}"
    if job.certificates:
        yield f"   {say('certificates', lang)}{colon}{join(list(job.certificates), lang)}"
    if notes := [*job.notes, *job.late_words]:
        yield f"   {say('remark', lang)}{colon}{say('then', lang).join(notes)}"


def _times(view: PlanView, sheet: JobSheet, job: Job, lang: Lang) -> Iterator[str]:
    window, beside = job.visit.arrival_window, sheet.shift.start
    if window is not None:
        yield say("message_window", lang, window=view.span(window.start, window.end, beside))
    if job.latest_departure is not None:
        yield say("message_leave", lang, time=view.clock(job.latest_departure, beside))
    yield say("message_start", lang, time=view.clock(job.start, beside), minutes=job.minutes)
