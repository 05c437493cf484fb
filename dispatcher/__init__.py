"""The dispatcher: wire contract, conversion, reports and interfaces around the solver."""
