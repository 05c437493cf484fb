"""The comparison with other engines: days, engines, runs, figures, and the pages made of them.

``dispatcher bench`` is its command line; docs/benchmark-protocol.md says what is compared and how.
"""
