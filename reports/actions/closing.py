"""Closing the figures of a period, and opening it again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from povertyplan.accounts.models import User
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError
from povertyplan.common.text import clean_line
from reports.actions.periods import locked_period, record_period, unlocked_period
from reports.compose import report_tables
from reports.models import ReportingPeriod


@transaction.atomic
def period_close(*, period: ReportingPeriod, by: User | None) -> ReportingPeriod:
    """Close a period's figures from its closing date on, and keep its tables as they are."""
    held = unlocked_period(period)
    if timezone.localdate() < held.closing_date:
        raise DomainError(
            f"Kỳ “{held}” chốt số liệu ngày {short_date(held.closing_date)}; đến ngày ấy mới khóa được."
        )
    held.closed_at, held.closed_by = timezone.now(), by
    held.tables = report_tables(held)
    held.version += 1
    held.full_clean()
    held.save()
    record_period("period_closed", held, by=by)
    return held


@transaction.atomic
def period_reopen(*, period: ReportingPeriod, reason: str, by: User | None) -> ReportingPeriod:
    """Open a closed period again, for a reason that is kept; what its tables were is gone."""
    held = locked_period(period)
    if not held.closed_at:
        raise DomainError(f"Kỳ “{held}” không khóa; tải lại trang.")
    if not (reason := clean_line(reason)):
        raise DomainError("Ghi lý do mở lại kỳ báo cáo.")
    held.closed_at = held.closed_by = held.tables = None
    held.reopen_reason = reason
    held.version += 1
    held.full_clean()
    held.save()
    record_period("period_reopened", held, by=by, reason=reason)
    return held
