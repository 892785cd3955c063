"""What commands are given on the command line, found or refused with exit status 2."""

from __future__ import annotations

import datetime as dt

from django.core.management.base import CommandError

from plans.models import Plan
from povertyplan.accounts.models import User
from povertyplan.common.dates import FIRST_YEAR, LAST_YEAR


def known_plan(slug: str) -> Plan:
    """The plan of a slug."""
    plans = Plan.objects.select_related("unit", "approved_document", "issued_document")
    plan = plans.filter(slug=slug).first()
    if plan is None:
        raise CommandError(f"Không có kế hoạch {slug}.", returncode=2)
    return plan


def active_user(username: str) -> User:
    """Somebody in whose name a step is taken."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"Không có người dùng {username} đang làm việc.", returncode=2)
    return user


def plan_year(year: int) -> int:
    """A year that a plan may have."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CommandError(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.", returncode=2)
    return year


def figures_date(text: str) -> dt.date:
    """An ISO date at which a plan may take its figures."""
    first, last = dt.date(FIRST_YEAR - 1, 1, 1), dt.date(LAST_YEAR, 12, 31)
    try:
        date = dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” không phải ngày; viết như 2025-12-31.", returncode=2) from error
    if not first <= date <= last:
        raise CommandError(f"Ngày phải từ {first} đến {last}.", returncode=2)
    return date
