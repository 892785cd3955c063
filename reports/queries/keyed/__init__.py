"""Every figure of a year with its key, what it rests on, and what lists all that it counts."""

from __future__ import annotations

from reports.queries.keyed.registry import canonical, figure, figures

__all__ = ["canonical", "figure", "figures"]
