"""Every code a fault may have, with its severity and texts: what documentation and tests compare with."""

from collections.abc import Mapping
from types import MappingProxyType

from dispatcher.faults.api_codes import API_CODES
from dispatcher.faults.command_codes import COMMAND_CODES
from dispatcher.faults.entry import Entry, Severity
from dispatcher.faults.event_codes import EVENT_CODES
from dispatcher.faults.import_codes import IMPORT_CODES
from dispatcher.faults.notice_codes import NOTICE_CODES
from dispatcher.faults.plan_codes import PLAN_CODES
from dispatcher.faults.question_codes import QUESTION_CODES
from dispatcher.faults.request_codes import REQUEST_CODES
from dispatcher.faults.service_codes import SERVICE_CODES
from dispatcher.faults.structure_codes import STRUCTURE_CODES
from dispatcher.faults.warning_codes import WARNING_CODES
from solver.rules import RULES
from solver.rules.base import Text

_ENTRIES = (
    *STRUCTURE_CODES,
    *REQUEST_CODES,
    *PLAN_CODES,
    *EVENT_CODES,
    *WARNING_CODES,
    *COMMAND_CODES,
    *IMPORT_CODES,
    *NOTICE_CODES,
    *API_CODES,
    *QUESTION_CODES,
    *SERVICE_CODES,
)
CATALOG: Mapping[str, Entry] = MappingProxyType({entry.code: entry for entry in _ENTRIES})
TITLES: Mapping[str, Text] = {rule.name: rule.title for rule in RULES}
_RULES = {
    rule.name: Entry(rule.name, Severity.WARNING, f"{rule.title.en}: {{ids}}", f"{rule.title.zh}：{{ids}}")
    for rule in RULES
}


def entry(code: str) -> Entry:
    """Return the entry of a code; the name of a rule is a code too.

    Raises
    ------
    KeyError
        There is no such code.
    """
    return CATALOG.get(code) or _RULES[code]


def severity(code: str) -> Severity:
    """Return whether a fault of this code refuses an input."""
    return entry(code).severity
