"""Checks of what an input means, one subject per module; each yields every fault it finds."""
