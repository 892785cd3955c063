"""Reads of who helps whom: the only place that counts help."""

from __future__ import annotations

from assignments.queries.areas import (
    areas_of,
    areas_version,
)
from assignments.queries.board import (
    Board,
    BoardAgency,
    BoardHousehold,
    Help,
    board,
    candidate,
    needs_of,
)

__all__ = [
    "Board",
    "BoardAgency",
    "BoardHousehold",
    "Help",
    "areas_of",
    "areas_version",
    "board",
    "candidate",
    "needs_of",
]
