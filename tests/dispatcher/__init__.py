"""Tests of the dispatcher: wire format, faults, conversion, reports and commands."""
