"""Tests of the public instance sets; what needs their files is skipped where ``DISPATCHER_DATA`` names none."""
