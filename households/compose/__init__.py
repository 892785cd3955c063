"""Documents and told events of places and households; a part for each."""

from households.compose.events import hamlet_names, unit_ids

__all__ = ["hamlet_names", "unit_ids"]
