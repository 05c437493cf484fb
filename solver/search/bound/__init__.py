"""The lower bound of every plan's cost: column generation over the tables (see docs/search.md)."""
