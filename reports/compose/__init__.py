"""From what was read to documents and to words."""

from reports.compose import facts

__all__ = ["facts"]
