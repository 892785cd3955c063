"""Documents and told events of who helps whom; a part for each."""

from assignments.compose import areas, reports  # noqa: F401  (register what they tell)
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
