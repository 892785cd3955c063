"""A workbook of hamlets, looked at and brought in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from plans.actions import checked_figures
from plans.resources import propose
from plans.resources.table import Outcome, TablePreview, hamlet_names, remembered, table_preview
from povertyplan.documents.xlsx import Workbook
from tests.factories import REFERENCE, YEAR
from tests.plans.table_actions.table import Table


def previewed(
    table: Table,
    workbook: Workbook,
    *,
    date: dt.date = REFERENCE,
    year: int | None = YEAR,
    add_names: bool = False,
) -> TablePreview:
    """The preview under the proposed mapping, which must be without problems."""
    names = hamlet_names(checked_figures(unit=table.unit, date=date, year=year))
    proposal = propose(workbook, hamlets=names, year=YEAR, remembered=remembered(table.unit))
    assert proposal.problems == ()
    mapping = replace(proposal.mapping, add_names=add_names or proposal.mapping.add_names)
    return table_preview(workbook=workbook, mapping=mapping, unit=table.unit, date=date, year=year)


def counted(preview: TablePreview) -> tuple[int, int, int]:
    """How many hamlets the preview says would be created, updated and left."""
    outcomes = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
    return tuple(map(preview.count, outcomes))  # type: ignore[return-value]
