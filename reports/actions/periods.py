"""Every write to the periods of a calendar, and what their being closed forbids to others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line
from reports.models import DutyReport, IndicatorActual, PolicyResult, Report, ReportingPeriod
from reports.queries import AskedReports, asked_reports
from reports.rules import Owed, PeriodKind, Slot, date_refusals, owed_for

STALE = "Người khác vừa sửa kỳ báo cáo này. Nội dung anh/chị nhập vẫn còn dưới đây; lưu lại lần nữa."
DATES = ("start_date", "closing_date", "due_date")


def require_open(
    *, unit: AdministrativeUnit, date: dt.date, late: bool = False, recorded_at: dt.datetime | None = None
) -> None:
    """Refuse a fact that happened on a day of a closed period, in words that name the period; inside the
    transaction that writes it.

    Without `recorded_at` the fact is new: it may still be recorded if it is said to be `late`. One recorded
    before the closing is neither changed nor deleted; one recorded after it is free. Who moves a fact to
    another day asks for both: the old day with `recorded_at`, the new one as of a new fact.
    """
    # Locked, so that none is closed while the fact is being written; without keeping out who refers to it.
    held = ReportingPeriod.objects.holding(unit, date).defer("tables").select_for_update(no_key=True)
    closed = [period for period in held.order_by("pk") if period.closed_at]
    if recorded_at:
        closed = [period for period in closed if period.closed_at and recorded_at <= period.closed_at]
    elif late:
        return
    if not closed:
        return
    period = min(closed, key=lambda each: each.closing_date)
    where = f"Ngày {short_date(date)} thuộc kỳ “{period}” đã khóa số liệu"
    if recorded_at:
        raise DomainError(
            f"{where}; việc đã ghi trước khi khóa không sửa, không xóa được; mở lại kỳ nếu cần."
        )
    raise DomainError(f"{where}; chọn “ghi bổ sung sau khi khóa” hoặc mở lại kỳ.")


def locked_period(period: ReportingPeriod) -> ReportingPeriod:
    """The period as it stands, held for writing."""
    found = ReportingPeriod.objects.select_for_update().filter(pk=period.pk).first()
    if found is None:
        raise DomainError("Kỳ báo cáo này đã được bỏ; tải lại trang.")
    return found


def unlocked_period(period: ReportingPeriod) -> ReportingPeriod:
    """The period, held for writing; refused when its figures are closed."""
    held = locked_period(period)
    if held.closed_at:
        raise DomainError(f"Kỳ “{held}” đã khóa số liệu; mở lại kỳ rồi mới sửa.")
    return held


def record_period(action: str, period: ReportingPeriod, *, by: User | None, **details: Any) -> None:
    """Keep what was done to a period."""
    details = {"year": period.year} | details
    record_event(action, target=period, by=by, unit_code=period.unit.code, details=details)


@dataclass(frozen=True, kw_only=True)
class PeriodContent:
    """A period as the officer wants it."""

    slot: Slot
    name: str
    start_date: dt.date
    closing_date: dt.date
    due_date: dt.date

    @property
    def dates(self) -> dict[str, dt.date]:
        return {name: getattr(self, name) for name in DATES}


@transaction.atomic
def periods_add(
    *, unit: AdministrativeUnit, year: int, contents: Sequence[PeriodContent], by: User | None
) -> list[ReportingPeriod]:
    """Add periods to a year's calendar, each with what the plan's actors owe for it."""
    AdministrativeUnit.objects.hold(unit.pk)
    if not contents:
        raise DomainError("Chọn ít nhất một kỳ báo cáo.")
    asked = asked_reports(unit=unit, year=year)
    periods = [_added(unit, year, content, asked) for content in contents]
    details = {"year": year, "periods": [_said(period) for period in periods]}
    record_event("periods_added", target=unit, by=by, unit_code=unit.code, details=details)
    return periods


@transaction.atomic
def period_add(
    *, unit: AdministrativeUnit, year: int, name: str, by: User | None, **dates: dt.date
) -> ReportingPeriod:
    """Add a report asked for out of turn."""
    AdministrativeUnit.objects.hold(unit.pk)
    asked_before = ReportingPeriod.objects.in_year(unit, year).filter(kind=PeriodKind.AD_HOC)
    last = asked_before.aggregate(last=Max("number"))["last"] or 0
    slot = Slot(kind=PeriodKind.AD_HOC, number=last + 1)
    content = PeriodContent(slot=slot, name=name, **dates)
    [period] = periods_add(unit=unit, year=year, contents=[content], by=by)
    return period


def _added(
    unit: AdministrativeUnit, year: int, content: PeriodContent, asked: AskedReports
) -> ReportingPeriod:
    slot = content.slot
    _check(content.name, year, content.dates)
    if ReportingPeriod.objects.in_year(unit, year).filter(kind=slot.kind, number=slot.number).exists():
        raise DomainError(f"Năm {year} đã có kỳ “{content.name}”; tải lại trang.")
    period = ReportingPeriod(
        unit=unit,
        year=year,
        kind=slot.kind,
        number=slot.number,
        name=clean_line(content.name),
        plan=asked.plans[0] if asked.plans else None,
        **content.dates,
    )
    period.full_clean()
    period.save()
    owed = owed_for(slot, year, asked.asked, due_date=period.due_date)
    duty_reports_insert(period, owed, after=0)
    return period


def duty_reports_insert(period: ReportingPeriod, owed: Sequence[Owed], *, after: int) -> None:
    """Write what actors owe for a period, behind those that stand."""
    rows = [
        DutyReport(
            period=period, order=order, actor=each.actor, addressee=each.addressee, due_date=each.due_date
        )
        for order, each in enumerate(owed, start=after + 1)
    ]
    DutyReport.objects.bulk_create(rows)


def _check(name: str, year: int, dates: dict[str, dt.date]) -> None:
    for sentence in date_refusals(year=year, **dates).values():
        raise DomainError(f"{name}: {sentence}")


def _said(period: ReportingPeriod) -> str:
    return f"{period}: chốt số liệu {short_date(period.closing_date)}, hạn {short_date(period.due_date)}"


@transaction.atomic
def period_change(
    *,
    period: ReportingPeriod,
    name: str,
    reported_as: str,
    version: int | None = None,
    by: User | None,
    **dates: dt.date,
) -> ReportingPeriod:
    """Correct name and dates of a period, and write down by which paper it was reported; once closed only
    the latter. Raises StaleError when it is no longer of `version`.
    """
    held = locked_period(period)
    if version is not None and version != held.version:
        raise StaleError(STALE)
    name, before = clean_line(name), _content(held)
    fixed = {"name": name, **dates}
    if held.closed_at and any(getattr(held, field) != value for field, value in fixed.items()):
        raise DomainError(f"Kỳ “{held}” đã khóa số liệu: không sửa tên và ngày; mở lại kỳ rồi mới sửa.")
    _check(name, held.year, dates)
    for field, value in {**fixed, "reported_as": clean_line(reported_as)}.items():
        setattr(held, field, value)
    after = _content(held)
    if before == after:
        return held
    held.version += 1
    held.full_clean()
    held.save()
    changed = {field: [before[field], after[field]] for field in after if before[field] != after[field]}
    record_period("period_changed", held, by=by, changed=changed)
    return held


def _content(period: ReportingPeriod) -> dict[str, str]:
    dates = {field: short_date(getattr(period, field)) for field in DATES}
    return {"name": period.name, **dates, "reported_as": period.reported_as}


@transaction.atomic
def period_remove(*, period: ReportingPeriod, by: User | None) -> None:
    """Take a period off the calendar that nothing hangs on yet."""
    held = unlocked_period(period)
    hanging = {
        "báo cáo": Report.objects.filter(period=held),
        "đơn vị đã gửi": DutyReport.objects.filter(period=held, sent_date__isnull=False),
        "kết quả chính sách": PolicyResult.objects.filter(period=held),
        "kết quả chỉ tiêu": IndicatorActual.objects.filter(period=held),
    }
    if kept := [words for words, rows in hanging.items() if rows.exists()]:
        raise DomainError(f"Kỳ “{held}” đã có {', '.join(kept)}; không bỏ được. Sửa ngày của kỳ nếu cần.")
    details = {"year": held.year, "periods": [_said(held)]}
    DutyReport.objects.filter(period=held).delete()
    held.delete()
    record_event("period_removed", target=held.unit, by=by, unit_code=held.unit.code, details=details)
