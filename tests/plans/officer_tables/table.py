"""A table of hamlets as officers make it, with what it says."""

from __future__ import annotations

from dataclasses import dataclass, field

from plans.resources import HamletName
from povertyplan.documents.xlsx import Sheet, Workbook
from tests.plans.officer_sheets import Paper


@dataclass
class OfficerTable:
    """A drawn table with what it says: the figures of each hamlet, and where they and the names stand."""

    paper: Paper
    hamlets: list[HamletName]
    truth: dict[int, dict[str, int]]
    rows: dict[int, int]
    columns: dict[str, int]
    others: list[Sheet] = field(default_factory=list)

    @property
    def given(self) -> dict[int, dict[str, int]]:
        """The figures of the hamlets that have any."""
        return {pk: values for pk, values in self.truth.items() if values}

    @property
    def workbook(self) -> Workbook:
        """The table's sheet and the others beside it."""
        return Workbook(sheets=(*self.others[:1], self.paper.sheet("Biểu 1"), *self.others[1:]))
