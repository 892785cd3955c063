"""Documents and told events of who helps whom; a part for each."""

from __future__ import annotations

from assignments.compose import (  # noqa: F401  (they register what they tell)
    agencies,
    areas,
    assignments,
    blocks,
    difficulties,
    prospects,
    reports,
    support,
    visits,
)
from assignments.compose.appendices import (
    appendices_document,
    appendix_of_agencies,
    appendix_of_areas,
    appendix_of_households,
)

__all__ = [
    "appendices_document",
    "appendix_of_agencies",
    "appendix_of_areas",
    "appendix_of_households",
]
