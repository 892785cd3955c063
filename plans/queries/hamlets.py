"""What a hamlet's own people see first: what is asked of the hamlet this year, and how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from assignments.models import EscapeProspect
from assignments.queries import WatchedHousehold, households_watched
from households.models import Hamlet
from plans.models import HamletTarget
from plans.queries.years import HamletYear, hamlet_years
from povertyplan.accounts.models import User
from povertyplan.common.snapshot import read_snapshot


@dataclass(frozen=True, kw_only=True)
class HamletAim:
    """A hamlet's target of a year (None: none was given) and how many households are chosen for it."""

    year: int
    poor: int | None
    near_poor: int | None
    chosen: int

    @property
    def missing(self) -> int | None:
        """How many poor households are still to be chosen; None without a target."""
        return None if self.poor is None else max(self.poor - self.chosen, 0)

    @property
    def sentence(self) -> str:
        """The target in words, without a full stop."""
        wanted = ((self.poor, "hộ nghèo"), (self.near_poor, "hộ cận nghèo"))
        parts = ", ".join(f"{number} {what}" for number, what in wanted if number is not None)
        target = f"giảm {parts}" if parts else "chưa giao"
        rest = {None: "", 0: ", đã đủ"}.get(self.missing, f", còn {self.missing}")
        return f"Chỉ tiêu {self.year}: {target}; đã chọn {self.chosen}{rest}"


def hamlet_aims(*, hamlets: Collection[Hamlet], year: int) -> dict[int, HamletAim]:
    """What is asked of each hamlet (by id), in two queries."""
    targets = HamletTarget.objects.filter(hamlet__in=hamlets, year=year).by_hamlet()
    chosen = EscapeProspect.objects.chosen().filter(hamlet__in=hamlets, year=year).order_by()
    counts = dict(chosen.values_list("hamlet").annotate(number=Count("pk")))
    return {
        hamlet.pk: HamletAim(
            year=year,
            poor=targets.get(hamlet.pk, (None, None))[0],
            near_poor=targets.get(hamlet.pk, (None, None))[1],
            chosen=counts.get(hamlet.pk, 0),
        )
        for hamlet in hamlets
    }


@dataclass(frozen=True, kw_only=True)
class OwnHamlet:
    """One hamlet on its leader's phone."""

    hamlet: Hamlet
    aim: HamletAim
    households: tuple[WatchedHousehold, ...]
    years: tuple[HamletYear, ...]
    rows: list[tuple[str, list[int | None]]]


def own_hamlets(*, user: User, on: dt.date) -> list[OwnHamlet]:
    """The hamlets that a person leads or surveys, as of a day."""
    with read_snapshot():
        years = hamlet_years(user=user, year=on.year)
        hamlets = [each.hamlet for each in years]
        aims = hamlet_aims(hamlets=hamlets, year=on.year)
        watched = households_watched(hamlets=hamlets, year=on.year, on=on)
    return [
        OwnHamlet(
            hamlet=each.hamlet,
            aim=aims[each.hamlet.pk],
            households=tuple(watched.get(each.hamlet.pk, ())),
            years=each.years,
            rows=each.rows,
        )
        for each in years
    ]
