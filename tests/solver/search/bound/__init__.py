"""Tests of the lower bound."""
