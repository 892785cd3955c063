"""Taking over into a year's table what the review counted."""

from __future__ import annotations

from django.db import transaction

from households.actions import figures_take_over
from households.models import AdministrativeUnit
from households.queries import round_feeding
from plans.actions.grid import figures_lock
from povertyplan.accounts.models import User
from povertyplan.common.dates import year_end_before
from povertyplan.common.errors import DomainError


@transaction.atomic
def counted_take_over(*, unit: AdministrativeUnit, year: int, by: User | None) -> int:
    """Make what the closed round found the figures of the year's hamlets, all households aside; returns how
    many hamlets changed. Refused while a plan of the year is with the leader or approved.
    """
    figures_lock(unit=unit, years=[year])
    round = round_feeding(unit=unit, date=year_end_before(year))
    if round is None:
        raise DomainError("Chưa có đợt rà soát định kỳ nào khóa sổ cho thời điểm này.")
    return figures_take_over(round=round, by=by)
