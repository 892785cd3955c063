"""A kept upload as the officer looks at it before it is written: how it is read and what it would change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from plans.models import TableUpload
from plans.queries import YearFigures, year_figures
from plans.resources.mapping import Proposal, SheetMapping, propose
from plans.resources.table import Outcome, PreviewRow, TablePreview, hamlet_names, remembered, table_preview
from plans.rules import INPUTS
from povertyplan.common.numbers import format_number
from povertyplan.documents.xlsx import from_json


@dataclass(frozen=True, kw_only=True)
class ShownValue:
    """One value of a row: as it stays, or from → to."""

    before: str
    after: str
    cell: str
    is_changed: bool


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """One hamlet that would change."""

    name: str
    is_new: bool
    values: tuple[ShownValue, ...]


@dataclass(frozen=True)
class Looking:
    """An upload with how it is read and what it would change; no preview while it is unclear."""

    upload: TableUpload
    figures: YearFigures
    proposal: Proposal
    preview: TablePreview | None

    @property
    def digest(self) -> str:
        """What identifies the rows and the table they were held against."""
        if self.preview is None:
            return ""
        rows = [[row.row, row.hamlet_id, row.name, sorted(row.values.items())] for row in self.preview.rows]
        seen = sorted([*key, value] for key, value in self.preview.seen.items())
        return hashlib.sha256(json.dumps([rows, seen], ensure_ascii=False).encode()).hexdigest()

    @property
    def can_be_imported(self) -> bool:
        """Whether all is clear and something would change."""
        fine = self.preview is not None and self.preview.can_be_imported
        return fine and not self.proposal.problems and self.changes > 0

    @property
    def changed(self) -> list[PreviewRow]:
        """The rows that can be and would change something."""
        lines = self.preview.lines if self.preview else ()
        return [line for line in lines if line.changes and line.outcome != Outcome.REFUSED]

    @property
    def changes(self) -> int:
        """How many values would change."""
        return sum(len(line.changes) for line in self.changed)

    @property
    def columns(self) -> list[str]:
        """The columns that the file gives, in the table's order."""
        return [column for column in INPUTS if column in self.proposal.mapping.columns]

    @property
    def rows(self) -> list[ShownRow]:
        """The hamlets that change, with all columns of the file."""
        stored, columns = {row.hamlet_id: row.line for row in self.figures.rows}, self.columns

        def value(line: PreviewRow, column: str) -> ShownValue:
            change = next((change for change in line.changes if change.column == column), None)
            hamlet = line.row.hamlet_id
            now = stored[hamlet].count(column) if hamlet is not None and hamlet in stored else None
            return ShownValue(
                before=format_number(now),
                after=format_number(change.after) if change else "",
                cell=change.cell if change else "",
                is_changed=change is not None,
            )

        return [
            ShownRow(
                name=line.row.name,
                is_new=line.row.hamlet_id is None,
                values=tuple(value(line, column) for column in columns),
            )
            for line in self.changed
        ]


def look_at(upload: TableUpload) -> Looking:
    """Read an upload the way the officer said, or the way it seems to be meant."""
    unit, year = upload.unit, upload.year
    workbook, figures = from_json(upload.workbook), year_figures(unit=unit, year=year)
    proposal = propose(
        workbook,
        hamlets=hamlet_names(figures),
        year=year,
        remembered=remembered(unit),
        sheet=upload.mapping.get("sheet", ""),
    )
    if "columns" in upload.mapping:
        proposal = proposal.decided(SheetMapping.from_json(upload.mapping))
    preview = None
    if "name" in proposal.mapping.columns and len(proposal.mapping.columns) > 1:
        preview = table_preview(
            workbook=workbook, mapping=proposal.mapping, unit=unit, date=figures.date, year=year
        )
    return Looking(upload, figures, proposal, preview)
