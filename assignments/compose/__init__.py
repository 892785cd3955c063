"""Documents and told events of who helps whom; a part for each."""

from assignments.compose import areas, support  # noqa: F401  (registers what it tells)
