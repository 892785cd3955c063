"""Documents and told events of who helps whom; a part for each."""

from __future__ import annotations

from assignments.compose import agencies, areas, assignments, blocks, difficulties, prospects, support  # noqa: F401  (they register what they tell)
