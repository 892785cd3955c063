"""What approved plans ask of agencies, as it stands on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from assignments.models import Agency
from assignments.rules import AgencyKind
from plans.models import Plan
from plans.rules import is_addressed
from povertyplan.common.dates import long_date
from povertyplan.documents.blocks import Paragraph, Section, walk
from povertyplan.documents.checks import due_dates
from povertyplan.documents.figures import inline_text
from povertyplan.documents.frozen import from_json


@dataclass(frozen=True, kw_only=True)
class Task:
    """One sentence of a duty, with the days by which it asks for something."""

    text: str
    due: tuple[dt.date, ...]


@dataclass(frozen=True, kw_only=True)
class PlanDuty:
    """What a plan asks of an actor that one of the agencies is."""

    plan: Plan
    agency: Agency
    actor: str
    tasks: tuple[Task, ...]

    @property
    def approved(self) -> str:
        """ "ngày 05 tháng 4 năm 2026"."""
        document = self.plan.approved_document
        return long_date(timezone.localdate(document.approved_at)) if document else ""


def agency_duties(*, agencies: Sequence[Agency], year: int) -> list[PlanDuty]:
    """The duties of agencies in the plans of their communes that were approved for a year, as approved; in
    one query.
    """
    plans = Plan.objects.plans().filter(
        unit__in={agency.unit_id for agency in agencies}, year=year, approved_document__isnull=False
    )
    return [
        PlanDuty(plan=plan, agency=agency, actor=duty.heading, tasks=tuple(_tasks(duty, year)))
        for plan in plans.select_related("unit", "approved_document").order_by("unit", "pk")
        for duty in _duties(plan)
        for agency in agencies
        if agency.unit_id == plan.unit_id and is_addressed(agency.name, AgencyKind(agency.kind), duty.heading)
    ]


def _duties(plan: Plan) -> Iterable[Section]:
    if plan.approved_document:
        for block in walk(from_json(plan.approved_document.blocks).blocks):
            if isinstance(block, Section) and block.place.startswith("duty:"):
                yield block


def _tasks(duty: Section, year: int) -> Iterable[Task]:
    for block in duty.blocks:
        if isinstance(block, Paragraph):
            text = inline_text(block.inline)
            yield Task(text=text, due=due_dates(text, year=year))
