"""Documents and told events of places, households and rounds; a part for each."""

from households.compose import many, reviews  # noqa: F401  (register what they tell)
from households.compose.events import hamlet_names, unit_ids
from households.compose.reading import reading_told
from households.compose.register import LISTS
from households.compose.round_documents import RoundParts, list_document, round_parts, tables_document
from households.compose.round_lists import detail_table, list_table
from households.compose.round_tables import RoundTable, caveats, column_of, summary_table

__all__ = [
    "LISTS",
    "RoundParts",
    "RoundTable",
    "caveats",
    "column_of",
    "detail_table",
    "hamlet_names",
    "list_document",
    "list_table",
    "reading_told",
    "round_parts",
    "summary_table",
    "tables_document",
    "unit_ids",
]
