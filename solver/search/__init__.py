"""Searches over the tables: none of them knows a rule by name."""
