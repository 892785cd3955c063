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
    ProposedHelp,
    block_of,
    board,
    needs_of,
    proposal,
)

__all__ = [
    "Board",
    "BoardAgency",
    "BoardHousehold",
    "Help",
    "ProposedHelp",
    "areas_of",
    "areas_version",
    "block_of",
    "board",
    "needs_of",
    "proposal",
]
