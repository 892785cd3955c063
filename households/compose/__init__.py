"""Documents and told events of places, households and rounds; a part for each."""

from households.compose.events import hamlet_names, unit_ids
from households.compose.round_tables import (
    RoundParts,
    RoundTable,
    caveats,
    detail_table,
    list_document,
    list_table,
    round_parts,
    summary_table,
    tables_document,
)

__all__ = [
    "RoundParts",
    "RoundTable",
    "caveats",
    "detail_table",
    "hamlet_names",
    "list_document",
    "list_table",
    "round_parts",
    "summary_table",
    "tables_document",
    "unit_ids",
]
