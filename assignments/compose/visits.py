"""Events of visits in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse

from assignments.rules import SITUATION_LABELS, Situation
from povertyplan.common.dates import short_date
from povertyplan.common.history import Change, Tell, Told, tells
from povertyplan.common.models import AuditEvent


@tells("visit_recorded")
def _visits(events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        url = reverse("assignments:visit", args=[int(event.target_id)])
        return Told(about=event.target_label, url=url, changes=_said(event))

    return tell


def _said(event: AuditEvent) -> Iterator[Change]:
    details = event.details
    yield Change(what="ngày thăm", after=short_date(dt.date.fromisoformat(details["date"])))
    yield Change(what="hoàn cảnh", after=SITUATION_LABELS[Situation(details["situation"])])
    if details["needs_attention"]:
        yield Change(what="cần xã, phường quan tâm", after="có")
    if details["note"]:
        yield Change(what="ghi chú", after="có")
