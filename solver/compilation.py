"""From a problem and its rules to the tables: every rule speaks once."""

from collections.abc import Sequence

import numpy as np

from solver.heads import Head, read_heads
from solver.problem import Problem
from solver.rules import RULES
from solver.rules.base import Rule
from solver.tables import Tables

_KEPT = "_tables"


def build_tables(problem: Problem, rules: Sequence[Rule], heads: Sequence[Head]) -> Tables:
    """Let every rule speak once, in order.

    Parameters
    ----------
    rules
        Normally the whole registry; explanations leave single rules out.
    heads
        One per shift, from ``solver.heads.read_heads``.
    """
    tables = Tables(problem, heads)
    for rule in rules:
        rule.compile(problem, tables)
    return tables


def read_tables(problem: Problem) -> Tables:
    """Return the tables of a problem under all rules, built once and kept with it.

    They are shared by everybody who asks: their arrays cannot be written to.
    """
    kept = vars(problem).get(_KEPT)
    if isinstance(kept, Tables):
        return kept
    tables = build_tables(problem, RULES, read_heads(problem))
    for value in vars(tables).values():
        for array in value.values() if isinstance(value, dict) else (value,):
            if isinstance(array, np.ndarray):
                array.setflags(write=False)
    vars(problem)[_KEPT] = tables  # as cached_property does it, without the problem knowing tables
    return tables
