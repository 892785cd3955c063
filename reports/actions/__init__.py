"""Every write of reports."""

from reports.actions.periods import require_open

__all__ = ["require_open"]
