"""The day. What happens in the life of a household: what is kept, and what cannot be."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.actions import (
    household_end,
    household_move,
    member_join,
    member_leave,
)
from households.models import Household
from households.rules import EventKind, MemberContent, Relation, event_date_violation
from tests.factories import HamletFactory
from tests.households.register_life.shared import DAY, LATER, person, who

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("date", "found"),
    [
        (dt.date(2026, 1, 1), ""),
        (dt.date(2026, 6, 30), ""),
        (dt.date(2026, 7, 1), "tương lai"),
        (dt.date(2025, 12, 31), "01/01/2026"),
    ],
)
def test_event_happens_between_the_one_before_and_today(date, found):
    violation = event_date_violation(date, today=dt.date(2026, 6, 30), follows=dt.date(2026, 1, 1))

    assert found in violation
    assert bool(violation) == bool(found)


@pytest.mark.parametrize("days", [1, 400])
def test_event_of_tomorrow_is_refused(household, by, days):
    date = timezone.localdate() + dt.timedelta(days=days)

    with pytest.raises(ValidationError, match="tương lai"):
        household_end(household=household, kind=EventKind.CLOSED, date=date, reason="không còn", by=by)

    assert Household.objects.get().valid_to is None


def test_event_does_not_come_before_the_last_of_its_household(household, by):
    hamlet = HamletFactory.create(unit=household.unit)
    household_move(household=household, hamlet=hamlet, date=LATER, by=by)

    with pytest.raises(ValidationError, match="01/05/2026"):
        household_move(household=household, hamlet=household.hamlet, date=DAY, by=by)


def test_somebodys_own_day_does_not_wait_for_the_households(household, by):
    """A death that was heard of late is of before the move."""
    household_move(household=household, hamlet=HamletFactory.create(unit=household.unit), date=LATER, by=by)

    member_leave(
        household=household, member=person(household, "Lò Văn Ú"), kind=EventKind.MEMBER_DIED, date=DAY, by=by
    )

    assert who(household) == ["Lò Văn Ế", "Hà Thị Ô"]


def test_nobody_leaves_before_coming(household, by):
    child = member_join(
        household=household,
        content=MemberContent(name="Lò Thị Mới", relation=Relation.CHILD),
        date=LATER,
        by=by,
    )

    with pytest.raises(ValidationError, match="01/05/2026"):
        member_leave(household=household, member=child, kind=EventKind.MEMBER_LEFT, date=DAY, by=by)
