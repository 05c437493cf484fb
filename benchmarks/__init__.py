"""Measurements of the dispatcher that anybody can rerun; results are rows in HISTORY.md."""
