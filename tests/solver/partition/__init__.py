"""Tests of the searches over the tables."""
