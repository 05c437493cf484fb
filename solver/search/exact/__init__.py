"""The complete CP-SAT model of a day, built from the tables alone."""
