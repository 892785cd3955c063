"""Tells plans how a report's own source is read, and the log what was done to reports."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from plans.compose import paper_register
from plans.models import Plan
from plans.rules import PlanKind
from povertyplan.common.history import Tell, Told, facts, tells
from povertyplan.common.models import AuditEvent
from reports.compose.report import report_source

paper_register(PlanKind.REPORT, report_source)


@tells("report_addressed")
def _addressed(events: Sequence[AuditEvent]) -> Tell:
    ids = {event.target_id for event in events if event.target_type == "plans.plan"}
    papers = {str(paper.pk): paper for paper in Plan.objects.filter(pk__in=ids)}

    def tell(event: AuditEvent) -> Told:
        paper = papers[event.target_id]
        return Told(
            about=f"Báo cáo năm {paper.year}: {paper.subject}",
            url=reverse("plans:plan", args=[paper.slug]),
            changes=facts(event.details, {"addressees": "kính gửi"}),
        )

    return tell
