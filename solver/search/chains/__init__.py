"""Ruin and recreate over compiled routes: the search that carries days of any size."""
