"""Conversion between wire models and the solver's data; the only code that knows both clocks and minutes."""
