"""Every write to reporting periods, and what their being closed forbids to others."""

from __future__ import annotations

import datetime as dt

from households.models import AdministrativeUnit
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError
from reports.models import ReportingPeriod


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
    held = ReportingPeriod.objects.holding(unit, date).select_for_update(no_key=True).order_by("pk")
    closed = [period for period in held if period.closed_at]
    if recorded_at:
        closed = [period for period in closed if period.closed_at and recorded_at <= period.closed_at]
    elif late:
        closed = []
    if not closed:
        return
    period = min(closed, key=lambda each: each.closing_date)
    where = f"Ngày {short_date(date)} thuộc kỳ “{period}” đã khóa số liệu"
    if recorded_at:
        raise DomainError(
            f"{where}; việc đã ghi trước khi khóa không sửa, không xóa được. Cần thì mở lại kỳ."
        )
    raise DomainError(f"{where}; chọn “ghi bổ sung sau khi khóa” hoặc mở lại kỳ.")
