"""One huge problem as several that can be planned apart, and their plans as one (docs/architecture.md)."""

from solver.partition.merging import merge
from solver.partition.parts import Part, Partition
from solver.partition.splitting import split

__all__ = ["Part", "Partition", "merge", "split"]
