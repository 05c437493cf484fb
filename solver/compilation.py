"""From a problem and its rules to the tables: every rule speaks once."""

from collections.abc import Sequence

from solver.heads import Head
from solver.problem import Problem
from solver.rules.base import Rule
from solver.tables import Tables


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
