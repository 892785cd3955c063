"""Documents and told events of who helps whom; a part for each."""

from assignments.compose import (  # noqa: F401  (each registers what it tells)
    areas,
    prospects,
)
