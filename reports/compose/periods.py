"""Events of reporting periods in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from households.compose import unit_ids
from povertyplan.common.history import Change, Tell, Told, facts, from_to, tells
from povertyplan.common.models import AuditEvent
from reports.models import ReportingPeriod

LABELS = {
    "actors": "đơn vị",
    "date": "ngày gửi",
    "evidence": "căn cứ",
    "file": "loại tệp",
    "reason": "lý do",
    "unsent": "đơn vị chưa gửi",
}
FIELDS = {
    name: str(ReportingPeriod._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    for name in ("name", "start_date", "closing_date", "due_date", "reported_as")
}


@tells("periods_added", "period_removed")
def _calendars(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        year = event.details["year"]
        return Told(
            about=f"Lịch báo cáo năm {year}",
            url=reverse("reports:periods", args=[units[event.unit_code], year]),
            changes=(Change(what="kỳ", after=each) for each in event.details["periods"]),
        )

    return tell


@tells("period_changed", "period_closed", "period_reopened", "reminder_downloaded")
@tells("duty_reports_added", "duty_reports_sent", "duty_report_unsent", "duty_report_removed")
def _periods(events: Sequence[AuditEvent]) -> Tell:
    ids = {event.target_id for event in events if event.target_type == "reports.reportingperiod"}
    standing = set(map(str, ReportingPeriod.objects.filter(pk__in=ids).values_list("pk", flat=True)))

    def tell(event: AuditEvent) -> Told:
        known = event.target_id in standing
        return Told(
            about=f"Kỳ báo cáo {event.target_label}",
            url=reverse("reports:period", args=[int(event.target_id)]) if known else "",
            changes=_changes(event.details),
        )

    return tell


def _changes(details: Mapping[str, Any]) -> Iterator[Change]:
    for name, values in details.get("changed", {}).items():
        yield from_to(FIELDS[name], values)
    if actors := details.get("actors"):
        yield Change(what=LABELS["actors"], after="; ".join(actors))
    said = {key: value for key, value in details.items() if key in LABELS and key != "actors"}
    yield from facts(said, LABELS)
