"""What an officer is told when a workbook cannot be read, each with what to do about it."""

from __future__ import annotations

from povertyplan.common.errors import DomainError


class WorkbookError(DomainError):
    """A file that is no workbook we read; the sentence says what is wrong and what to do."""
