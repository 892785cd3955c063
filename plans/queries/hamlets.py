"""What a hamlet's own people see first: what is asked of the hamlet this year, and how far it is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from assignments.queries import FollowUpLine, WatchedHousehold, hamlet_follow_up, households_watched
from households.models import AdministrativeUnit, Hamlet
from households.queries import commune_rounds
from plans.queries.gaps import HamletGoal, hamlet_goals
from plans.queries.years import HamletYear, hamlet_years
from plans.rules import Line
from povertyplan.accounts.models import User
from povertyplan.common.snapshot import read_snapshot


@dataclass(frozen=True, kw_only=True)
class OwnHamlet:
    """One hamlet on its leader's phone."""

    hamlet: Hamlet
    goal: HamletGoal
    to_do: tuple[FollowUpLine, ...]
    households: tuple[WatchedHousehold, ...]
    years: tuple[HamletYear, ...]
    rows: list[tuple[str, list[int | None]]]


def own_hamlets(*, user: User, on: dt.date) -> list[OwnHamlet]:
    """The hamlets that a person leads or surveys, as of a day."""
    with read_snapshot():
        years = hamlet_years(user=user, year=on.year)
        hamlets = [each.hamlet for each in years]
        here: dict[AdministrativeUnit, dict[int, Line]] = defaultdict(dict)
        for each in years:
            here[each.hamlet.unit][each.hamlet.pk] = each.this_year.line
        goals: dict[int, HamletGoal] = {}
        for unit, lines in here.items():
            goals |= hamlet_goals(unit=unit, year=on.year, lines=lines)
        to_do: dict[int, list[FollowUpLine]] = defaultdict(list)
        communes = [commune_rounds(unit=unit) for unit in here]
        for line in hamlet_follow_up(user=user, on=on, communes=communes):
            to_do[line.household.hamlet.pk].append(line)
        watched = households_watched(hamlets=hamlets, year=on.year, on=on, communes=communes)
    return [
        OwnHamlet(
            hamlet=each.hamlet,
            goal=goals[each.hamlet.pk],
            to_do=tuple(to_do[each.hamlet.pk]),
            households=tuple(watched.get(each.hamlet.pk, ())),
            years=each.years,
            rows=each.rows,
        )
        for each in years
    ]
