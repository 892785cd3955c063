"""Every write to what actors owe for a period, and what is kept of a printed reminder.

Once a period is closed, who owes and by when stays, and so does what was sent before; that somebody sent late
is still written down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from povertyplan.accounts.models import User
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError
from povertyplan.common.text import clean_line, name_key
from reports.actions.periods import duty_reports_insert, locked_period, record_period, unlocked_period
from reports.models import DutyReport, ReportingPeriod
from reports.queries import asked_reports
from reports.rules import Owed, PeriodKind, Slot, owed_for

GONE = "Có đơn vị không còn trong kỳ báo cáo; tải lại trang."


@transaction.atomic
def duty_reports_take(*, period: ReportingPeriod, by: User | None) -> list[str]:
    """Add the actors that the plans of now ask and the period lacks; nobody who stands is changed. Returns
    their names.
    """
    held = unlocked_period(period)
    asked = asked_reports(unit=held.unit, year=held.year)
    slot = Slot(kind=PeriodKind(held.kind), number=held.number)
    standing, last = _standing(held)
    missing = [
        owed
        for owed in owed_for(slot, held.year, asked.asked, due_date=held.due_date)
        if name_key(owed.actor) not in standing
    ]
    if not missing:
        return []
    duty_reports_insert(held, missing, after=last)
    if asked.plans and held.plan_id != asked.plans[0].pk:
        held.plan = asked.plans[0]
        held.save(update_fields=["plan"])
    actors = [owed.actor for owed in missing]
    record_period("duty_reports_added", held, by=by, actors=actors)
    return actors


@transaction.atomic
def duty_report_add(
    *, period: ReportingPeriod, actor: str, addressee: str, due_date: dt.date, by: User | None
) -> DutyReport:
    """Add somebody whom the plan does not name."""
    held = unlocked_period(period)
    standing, last = _standing(held)
    owed = Owed(actor=clean_line(actor), addressee=clean_line(addressee), due_date=due_date)
    if name_key(owed.actor) in standing:
        raise DomainError(f"“{owed.actor}” đã có trong kỳ báo cáo này.")
    report = DutyReport(period=held, order=last + 1, **vars(owed))
    report.full_clean()
    report.save()
    record_period("duty_reports_added", held, by=by, actors=[report.actor])
    return report


def _standing(period: ReportingPeriod) -> tuple[set[str], int]:
    """The names that stand, comparable, and the last place taken."""
    rows = DutyReport.objects.filter(period=period)
    return (
        {name_key(actor) for actor in rows.values_list("actor", flat=True)},
        rows.aggregate(last=Max("order"))["last"] or 0,
    )


@transaction.atomic
def duty_reports_send(
    *, period: ReportingPeriod, ids: Collection[int], sent_date: dt.date, evidence: str, by: User | None
) -> list[DutyReport]:
    """Write down that some have sent, on which day and what shows it; in a closed period as well."""
    held = locked_period(period)
    evidence = clean_line(evidence)
    if not ids:
        raise DomainError("Chọn ít nhất một đơn vị đã gửi.")
    if not evidence:
        raise DomainError("Ghi số, ký hiệu văn bản hoặc cách nhận làm căn cứ.")
    if sent_date > timezone.localdate():
        raise DomainError(f"Ngày gửi {short_date(sent_date)} chưa đến; sửa lại ngày gửi.")
    if sent_date < held.start_date:
        start = short_date(held.start_date)
        raise DomainError(f"Ngày gửi {short_date(sent_date)} trước ngày đầu kỳ {start}; sửa lại ngày gửi.")
    rows = DutyReport.objects.filter(period=held).select_for_update()
    reports = list(rows.filter(pk__in=ids).order_by("order", "pk"))
    if len(reports) != len(set(ids)):
        raise DomainError(GONE)
    for report in reports:
        if report.sent_date:
            raise DomainError(
                f"“{report.actor}” đã được ghi là gửi ngày {short_date(report.sent_date)}; tải lại trang."
            )
        report.sent_date, report.evidence = sent_date, evidence
        report.recorded_by, report.recorded_at = by, timezone.now()
        report.version += 1
        report.full_clean()
    fields = ["sent_date", "evidence", "recorded_by", "recorded_at", "version"]
    DutyReport.objects.bulk_update(reports, fields)
    actors = [report.actor for report in reports]
    said = {"actors": actors, "date": short_date(sent_date), "evidence": evidence}
    record_period("duty_reports_sent", held, by=by, **said)
    return reports


@transaction.atomic
def duty_report_unsend(*, report: DutyReport, by: User | None) -> DutyReport:
    """Take back that somebody has sent; once the period is closed, only what was written after that."""
    period, row = _locked(report)
    if row.sent_date is None:
        raise DomainError(f"“{row.actor}” chưa được ghi là đã gửi; tải lại trang.")
    if period.closed_at and row.recorded_at and row.recorded_at <= period.closed_at:
        raise DomainError(f"Kỳ “{period}” đã khóa số liệu: việc gửi ghi trước khi khóa không bỏ được.")
    said = {"actors": [row.actor], "date": short_date(row.sent_date), "evidence": row.evidence}
    row.sent_date, row.evidence, row.recorded_by, row.recorded_at = None, "", None, None
    row.version += 1
    row.full_clean()
    row.save()
    record_period("duty_report_unsent", period, by=by, **said)
    return row


@transaction.atomic
def duty_report_remove(*, report: DutyReport, by: User | None) -> None:
    """Take somebody off who owes nothing; never who has sent."""
    period, row = _locked(report)
    if period.closed_at:
        raise DomainError(f"Kỳ “{period}” đã khóa số liệu; mở lại kỳ rồi mới sửa.")
    if row.sent_date:
        raise DomainError(f"“{row.actor}” đã gửi báo cáo; bỏ ghi nhận gửi trước.")
    row.delete()
    record_period("duty_report_removed", period, by=by, actors=[report.actor])


def _locked(report: DutyReport) -> tuple[ReportingPeriod, DutyReport]:
    period = locked_period(report.period)
    row = DutyReport.objects.select_for_update().filter(pk=report.pk, period=period).first()
    if row is None:
        raise DomainError(GONE)
    return period, row


@transaction.atomic
def reminder_keep(*, period: ReportingPeriod, actors: int, file: str, by: User) -> None:
    """Record that somebody took the reminder away, as a `file` of a kind."""
    record_period("reminder_downloaded", period, by=by, unsent=actors, file=file)
