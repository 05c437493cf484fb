"""A proved lower bound of a day's cost, by column generation over the tables."""
