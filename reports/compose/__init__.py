"""Documents and told events of reports; a part for each."""

from __future__ import annotations

from reports.compose import periods  # noqa: F401  (it registers what it tells)
from reports.compose.reminder import reminder

__all__ = ["reminder"]
