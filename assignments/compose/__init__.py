"""Documents and told events of who helps whom; a part for each."""

from assignments.compose import areas, visits  # noqa: F401  (register what they tell)
