"""Tests of the comparison with other engines."""
