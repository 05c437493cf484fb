"""``dispatcher import``: workbooks and csv files in, a request out, with all that was assumed and skipped."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.language import LangOption, choose_language
from dispatcher.cli.streams import STANDARD, read_input, refuse, require_writable, tell, write_bytes, write_json
from dispatcher.cli.trouble import unreadable
from dispatcher.importers.importing import Imported, Options, import_files
from dispatcher.importers.mapping import Mapping, mapping_text, read_mapping
from dispatcher.importers.source import source_files
from dispatcher.reading.request import read_request, shorten
from dispatcher.reports.imports import import_json, import_lines, import_text
from dispatcher.reports.words import Lang, say
from dispatcher.schemas.common import is_zone
from dispatcher.settings import DEFAULT_CAPS

DEFAULT_ZONE = "Asia/Shanghai"
_TEXTS = (".txt", ".md")
_DAY = "%Y-%m-%d"


SourcesArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="SOURCE...", help="Workbooks, csv files, or folders of them.", show_default=False),
]
OutputOption = Annotated[
    str, typer.Option("-o", "--output", metavar="REQUEST", help="File of the request; - is standard output.")
]
MappingOption = Annotated[
    str | None, typer.Option("--mapping", metavar="TOML", help="How the source is written; a file or a packaged one.")
]
ZoneOption = Annotated[
    str | None, typer.Option("--timezone", metavar="ZONE", help="IANA zone of times without an offset.")
]
FromOption = Annotated[
    datetime | None, typer.Option("--from", formats=[_DAY], help="First day to plan; default: the roster's.")
]
DaysOption = Annotated[int | None, typer.Option("--days", min=1, max=366, help="Days to plan from --from.")]
SinceOption = Annotated[
    datetime | None, typer.Option("--reported-from", formats=[_DAY], help="Skip tickets reported before this day.")
]
UntilOption = Annotated[
    datetime | None, typer.Option("--reported-until", formats=[_DAY], help="Skip tickets reported after this day.")
]
PartialOption = Annotated[
    bool, typer.Option("--partial", help="Take the good rows and list the bad ones, instead of refusing all.")
]
ReportOption = Annotated[
    str | None,
    typer.Option("--report", metavar="FILE", help="Write all that was assumed, skipped and wrong; .txt, else JSON."),
]
TemplateOption = Annotated[
    str | None, typer.Option("--template", metavar="FILE", help="Write an empty workbook to fill in, and stop.")
]
ExportOption = Annotated[
    str | None, typer.Option("--export", metavar="REQUEST", help="Write this request as a workbook to -o, and stop.")
]


def import_(
    sources: SourcesArgument = None,
    output: OutputOption = STANDARD,
    mapping: MappingOption = None,
    timezone: ZoneOption = None,
    first_day: FromOption = None,
    days: DaysOption = None,
    reported_from: SinceOption = None,
    reported_until: UntilOption = None,
    partial: PartialOption = False,
    report: ReportOption = None,
    template: TemplateOption = None,
    export: ExportOption = None,
    lang: LangOption = None,
) -> None:
    """Make a request of a company's workbooks and csv files. Exit code 2 and every problem if it cannot be made."""
    language = choose_language(lang)
    if timezone is not None and not is_zone(timezone):
        raise typer.BadParameter("name a zone like Asia/Shanghai", param_hint="--timezone")
    if template is not None:
        _write_template(template, _day(first_day), timezone, language)
    if export is not None:
        _write_export(export, output, language)
    if days is not None and first_day is None:
        raise typer.BadParameter("name the first of the days with --from", param_hint="--days")
    if not sources:
        raise typer.BadParameter("name a workbook, a csv file or a folder", param_hint="SOURCE")
    for path in (output, report):
        if path is not None:
            require_writable(path, language)
    reported = _span(_day(reported_from), _day(reported_until))
    options = Options(timezone, _day(first_day), days or 1, reported, partial)
    read, origin = _load_mapping(mapping, language)
    files = [(name, raw) for source in sources for name, raw in _load(source, language)]
    imported = import_files(files, read, options, origin)
    _tell(imported, report, language)
    if imported.tree is None:
        refuse(shorten(imported.ledger.faults, DEFAULT_CAPS, 0), language)
    write_json(imported.tree, output, language)
    if output != STANDARD:
        tell(say("request_written", language, path=output))
    raise typer.Exit(ExitCode.DONE)


def _span(first: date | None, last: date | None) -> tuple[date, date] | None:
    return None if first is None and last is None else (first or date.min, last or date.max)


def _write_template(path: str, first_day: date | None, zone: str | None, lang: Lang) -> NoReturn:
    from dispatcher.importers.template import write_template  # loads openpyxl, which no other command needs

    require_writable(path, lang)
    monday = first_day or date.today() + timedelta(days=7 - date.today().weekday())
    write_bytes(write_template(lang.value, monday, zone or DEFAULT_ZONE), path, lang)
    if path != STANDARD:
        tell(say("template_written", lang, path=path))
    raise typer.Exit(ExitCode.DONE)


def _write_export(request: str, path: str, lang: Lang) -> NoReturn:
    from dispatcher.importers.workbook import write_workbook  # loads openpyxl, which no other command needs

    require_writable(path, lang)
    raw = read_input(request, lang)
    if read_request(raw)[0] is None:
        refuse(read_request(raw)[1], lang)
    write_bytes(write_workbook(json.loads(raw.decode("utf-8-sig")), lang.value), path, lang)
    if path != STANDARD:
        tell(say("workbook_written", lang, path=path))
    raise typer.Exit(ExitCode.DONE)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _load_mapping(name: str | None, lang: Lang) -> tuple[Mapping, str]:
    if name is None:
        return Mapping(), ""
    try:
        title, raw = mapping_text(name)
        text = raw.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        refuse([unreadable(name, error)], lang)
    found, faults = read_mapping(title, text)
    if faults:
        refuse(faults, lang)
    return found, title


def _load(source: Path, lang: Lang) -> list[tuple[str, bytes]]:
    """Return names and bytes of the files of a source; one that cannot be read ends the command."""
    try:
        paths = source_files(source) or [source]
    except (OSError, ValueError) as error:
        refuse([unreadable(str(source), error)], lang)
    return [(path.name, read_input(str(path), lang)) for path in paths]


def _tell(imported: Imported, report: str | None, lang: Lang) -> None:
    """Say on standard error what was read, assumed and skipped, and write it in full where that is asked for."""
    for line in import_lines(imported, lang):
        tell(line)
    if report is None:
        return
    if report.lower().endswith(_TEXTS):
        write_bytes(import_text(imported, lang).encode(), report, lang)
    else:
        write_json(import_json(imported), report, lang)
