"""An uploaded register as somebody looks at it: how it is read, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass

from households.models import HouseholdUpload
from households.resources.mapping import Proposal
from households.resources.names import HamletName
from households.resources.register.preview import (
    RegisterPreview,
    hamlet_names,
    register_preview,
    register_proposal,
)
from households.resources.register.proposal import RegisterMapping
from povertyplan.documents.xlsx import from_json


@dataclass(frozen=True)
class Looking:
    """An upload with how it is read and what it would change; no preview while that is unclear."""

    upload: HouseholdUpload
    names: list[HamletName]
    proposal: Proposal
    preview: RegisterPreview | None

    @property
    def can_be_imported(self) -> bool:
        """Whether all is clear and something would change."""
        return bool(self.preview and not self.preview.errors and not self.proposal.problems and self.changes)

    @property
    def changes(self) -> int:
        """How many households would be new or change."""
        counts = self.preview.counts if self.preview else {}
        return counts.get("created", 0) + counts.get("updated", 0)


def look_at(upload: HouseholdUpload) -> Looking:
    """Read an upload the way the officer said, or the way it seems to be meant."""
    workbook, names = from_json(upload.workbook), hamlet_names(upload.unit)
    sheet = upload.mapping.get("sheet", "")
    proposal = register_proposal(workbook, unit=upload.unit, names=names, sheet=sheet)
    if "columns" in upload.mapping:
        proposal = proposal.decided(RegisterMapping.from_json(upload.mapping))
    preview = None
    if proposal.mapping.columns.keys() & {"name", "head_name"}:
        preview = register_preview(
            workbook=workbook,
            mapping=proposal.mapping,
            unit=upload.unit,
            round=upload.round,
            names=names,
            sha256=upload.sha256,
        )
    return Looking(upload, names, proposal, preview)
