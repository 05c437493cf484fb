"""The cheapest routes of a shift at given prices of its visits, compiled: what column generation asks for."""
