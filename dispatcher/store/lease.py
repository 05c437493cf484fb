"""A lease: what is claimed is the claimant's until he has not been heard of for so long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lease:
    """Who claims, and for how long at a time."""

    owner: str
    seconds: float
