"""Faults of inputs: the wire object, the catalog of codes, and how one is built."""

from dispatcher.faults.build import make_fault
from dispatcher.faults.catalog import CATALOG, severity
from dispatcher.faults.entry import Entry, Severity
from dispatcher.faults.fault import Fault, Message

__all__ = ["CATALOG", "Entry", "Fault", "Message", "Severity", "make_fault", "severity"]
