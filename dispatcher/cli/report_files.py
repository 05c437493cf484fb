"""The files for people that a plan can be written to: page, workbook, messages, table."""

import io
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from dispatcher.cli.streams import STANDARD, require_writable, standard_output, write_bytes
from dispatcher.reports.messages import write_messages
from dispatcher.reports.page import render_page
from dispatcher.reports.text import write_text
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang
from dispatcher.reports.workbook import write_workbook

HtmlOption = Annotated[
    str | None,
    typer.Option("--html", metavar="FILE", help="Write chart, figures and job sheets as one page to print."),
]
XlsxOption = Annotated[
    str | None, typer.Option("--xlsx", metavar="FILE", help="Write the same as a workbook, a sheet per technician.")
]
TextOption = Annotated[
    str | None,
    typer.Option("--text", metavar="FILE", help="Write one message per technician to paste into a chat."),
]
TableOption = Annotated[
    str | None, typer.Option("--table", metavar="FILE", help="Write the plan as a table for a terminal.")
]


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where each report goes; ``-`` is standard output, None: it is not wanted."""

    html: str | None = None
    xlsx: str | None = None
    text: str | None = None
    table: str | None = None

    @property
    def wanted(self) -> dict[str, str]:
        """Files by the option that names them."""
        files = {"--html": self.html, "--xlsx": self.xlsx, "--text": self.text, "--table": self.table}
        return {option: path for option, path in files.items() if path is not None}

    def require(self, lang: Lang, output: str | None = None) -> None:
        """End the command if a file cannot be written, or if standard output would get two things.

        Parameters
        ----------
        output
            Where the plan goes; None: it is not written.
        """
        taken = output == STANDARD
        for option, path in self.wanted.items():
            if path == STANDARD and taken:
                raise typer.BadParameter("standard output takes one thing only: name a file", param_hint=option)
            taken = taken or path == STANDARD
            require_writable(path, lang)

    def write(self, view: PlanView, lang: Lang) -> None:
        """Write every report that is wanted."""
        for option, path in self.wanted.items():
            if option == "--table" and path == STANDARD and sys.stdout.isatty():
                with standard_output() as terminal:
                    write_text(view, terminal, lang)  # filled to its width
            else:
                write_bytes(_MAKERS[option](view, lang), path, lang)


def _table(view: PlanView, lang: Lang) -> bytes:
    stream = io.StringIO()
    write_text(view, stream, lang)
    return stream.getvalue().encode()


_MAKERS: Mapping[str, Callable[[PlanView, Lang], bytes]] = {
    "--html": lambda view, lang: render_page(view, lang).encode(),
    "--xlsx": write_workbook,
    "--text": lambda view, lang: write_messages(view, lang).encode(),
    "--table": _table,
}
