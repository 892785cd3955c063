"""Reads of who helps whom: the only place that counts help."""

from __future__ import annotations

from assignments.queries.areas import (
    areas_of,
    areas_version,
)
from assignments.queries.assignments import (
    MAY_BE_HELPED,
    content_of,
    help_periods,
    helpable_reviews,
    standing_assignments,
    supporters_of,
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
from assignments.queries.overview import (
    PARTS,
    Part,
    overview,
)

__all__ = [
    "MAY_BE_HELPED",
    "PARTS",
    "Board",
    "BoardAgency",
    "BoardHousehold",
    "Help",
    "Part",
    "ProposedHelp",
    "areas_of",
    "areas_version",
    "block_of",
    "board",
    "content_of",
    "help_periods",
    "helpable_reviews",
    "needs_of",
    "overview",
    "proposal",
    "standing_assignments",
    "supporters_of",
]
