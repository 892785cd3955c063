"""What a period of the calendar is made of, and what the log tells of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from povertyplan.common.history import Line, lines
from povertyplan.common.models import AuditEvent
from reports.actions import PeriodContent
from reports.rules import PeriodKind, Slot, period_name
from tests.factories import YEAR
from tests.reports.calendar_world import HALF, HALF_DUE

TODAY = dt.date(YEAR, 6, 23)
SIX_MONTHS = Slot(kind=PeriodKind.SIX_MONTHS)
DATES = {"start_date": dt.date(YEAR, 1, 1), "closing_date": HALF, "due_date": HALF_DUE}


def content(slot: Slot = SIX_MONTHS, **fields: Any) -> PeriodContent:
    given: dict[str, Any] = {"slot": slot, "name": period_name(slot, YEAR), **DATES}
    return PeriodContent(**(given | fields))


def told(action: str) -> list[Line]:
    return lines(list(AuditEvent.objects.filter(action=action)))
