"""The words of notices that an installation has chosen."""

from pathlib import Path

from dispatcher.cli.streams import read_input, refuse
from dispatcher.notices import NoticeTexts, packaged_texts, read_texts
from dispatcher.reports.words import Lang
from dispatcher.settings import notices_file


def load_texts(lang: Lang) -> NoticeTexts:
    """Return the words of the file that ``DISPATCHER_NOTICES`` names, else those of the package; a fault ends it."""
    path = notices_file()
    if path is None:
        return packaged_texts()
    texts, faults = read_texts(read_input(path, lang), Path(path).name)
    if texts is None:
        refuse(faults, lang)
    return texts
