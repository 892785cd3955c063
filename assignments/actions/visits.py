"""Writing down visits, from a form or from a phone that was without network."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from assignments.models import Visit
from assignments.queries import households_to_visit
from assignments.rules import Situation, moment_of
from households.models import Household
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError
from povertyplan.common.text import clean_line

NOT_YOURS = (
    "Không thấy hộ này trong danh sách của anh/chị; hộ có thể đã chuyển đi nơi khác. Cần ghi lần thăm này"
    " thì báo cán bộ xã, phường."
)
TAKEN = "Lần thăm này trùng mã với một lần thăm khác; ghi lại lần thăm."


@transaction.atomic
def visit_record(
    *,
    household: Household,
    key: UUID,
    date: dt.date,
    situation: Situation,
    note: str,
    needs_attention: bool,
    written: dt.datetime,
    sent: dt.datetime,
    received: dt.datetime,
    by: User,
) -> tuple[Visit, bool]:
    """Store a visit once, however often it comes in under its `key`; the visit, and whether it is new.

    `date` is the day by the calendar of the phone that stamped `written` and `sent`: what its clock is wrong
    by is taken out. DomainError where the day cannot be, the household had left the list by then, or is none
    that `by` visits; a key of somebody else is refused without saying whose.
    """
    rows = Household.objects.select_for_update(of=("self",)).select_related("unit")
    locked = rows.get(pk=household.pk)
    if stored := Visit.objects.filter(key=key).first():
        if stored.by_id != by.pk:
            raise DomainError(TAKEN)
        return stored, False
    if not households_to_visit(user=by).filter(pk=locked.pk).exists():
        raise DomainError(NOT_YOURS)
    moment = moment_of(written=written, sent=sent, received=received)
    visit = Visit(
        key=key,
        unit=locked.unit,
        household=locked,
        by=by,
        date=date + (localdate(moment) - localdate(written)),
        situation=situation,
        note=clean_line(note),
        needs_attention=needs_attention,
        written_at=moment,
    )
    _require_likely(visit.date, locked, today=localdate(received))
    visit.full_clean()
    visit.save()
    record_event(
        "visit_recorded",
        target=locked,
        by=by,
        unit_code=locked.unit.code,
        details={
            "date": visit.date.isoformat(),
            "situation": situation,
            "note": bool(visit.note),
            "needs_attention": needs_attention,
        },
    )
    return visit, True


def _require_likely(date: dt.date, household: Household, *, today: dt.date) -> None:
    if date > today:
        raise DomainError(
            f"Ngày thăm {short_date(date)} ở tương lai. Xem lại ngày giờ của máy, rồi ghi lại lần thăm."
        )
    if date < household.valid_from:
        raise DomainError(
            f"Ngày thăm {short_date(date)} trước ngày hộ vào danh sách ({short_date(household.valid_from)})."
            " Xem lại ngày giờ của máy, rồi ghi lại lần thăm."
        )
    if household.valid_to and date >= household.valid_to:
        raise DomainError(
            f"Hộ đã thôi quản lý từ ngày {short_date(household.valid_to)}, trước ngày thăm"
            f" {short_date(date)}. Hộ còn ở đây thì báo cán bộ xã, phường đưa lại vào danh sách."
        )
