"""Half-open periods `[valid_from, valid_to)`: a place, a role or a standard lives from a day until before
another.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q


def valid_on(date: dt.date, *, prefix: str = "") -> Q:
    """Rows whose period holds `date`; an empty bound is open."""
    starts, ends = f"{prefix}valid_from", f"{prefix}valid_to"
    return (Q(**{f"{starts}__isnull": True}) | Q(**{f"{starts}__lte": date})) & (
        Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": date})
    )


def period_is_ordered(name: str) -> models.CheckConstraint:
    """The end of a period comes after its start."""
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True)
        | Q(valid_to__isnull=True)
        | Q(valid_to__gt=models.F("valid_from")),
        name=name,
        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
    )
