"""The solver: problem, rules, checker, tables and search, free of wire formats and of the clock."""
