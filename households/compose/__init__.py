"""Documents and told events of places and households; a part for each."""

from households.compose import reviews  # noqa: F401  (registers what it tells)
from households.compose.events import hamlet_names, unit_ids
from households.compose.register import LISTS

__all__ = ["LISTS", "hamlet_names", "unit_ids"]
