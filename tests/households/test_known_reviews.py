"""What is known of the households that a year's work stands on."""

from __future__ import annotations

import datetime as dt

import pytest

from households.queries import known_reviews
from households.rules import RoundKind
from tests.factories import YEAR, CommuneFactory, HouseholdFactory, ReviewFactory, ReviewRoundFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("households", [1, 4])
def test_year_stands_on_the_last_closed_review(households, django_assert_num_queries):
    unit = CommuneFactory.create()
    last = ReviewRoundFactory.create(unit=unit, closed=True)
    before = ReviewRoundFactory.create(
        unit=unit, closed=True, year=YEAR - 2, reference_date=dt.date(YEAR - 2, 12, 31)
    )
    own = ReviewRoundFactory.create(unit=unit, closed=True, year=YEAR, reference_date=dt.date(YEAR, 12, 31))
    monthly = ReviewRoundFactory.create(
        unit=unit, closed=True, kind=RoundKind.MONTHLY, year=YEAR, reference_date=dt.date(YEAR, 3, 31)
    )
    still_open = ReviewRoundFactory.create(
        unit=unit, kind=RoundKind.MONTHLY, year=YEAR, reference_date=dt.date(YEAR, 4, 30)
    )
    expected = []
    for _ in range(households):
        household = HouseholdFactory.create(hamlet__unit=unit)
        for round in (before, last, own):
            review = ReviewFactory.create(round=round, household=household, poor=True)
            if round == last:
                expected.append(review.pk)
    changed = HouseholdFactory.create(hamlet__unit=unit)
    ReviewFactory(round=last, household=changed, poor=True)
    expected.append(ReviewFactory.create(round=monthly, household=changed, near_poor=True).pk)
    ReviewFactory(round=still_open, household=changed, poor=True)
    gone = HouseholdFactory.create(hamlet__unit=unit, valid_to=dt.date(YEAR, 2, 1))
    ReviewFactory(round=last, household=gone, poor=True)

    with django_assert_num_queries(2):
        known = list(known_reviews(unit=unit, year=YEAR).order_by("pk"))

    assert [review.pk for review in known] == sorted(expected)


def test_of_two_rounds_of_one_day_the_review_recorded_last_stands():
    unit, day = CommuneFactory.create(), dt.date(YEAR - 1, 12, 31)
    yearly = ReviewRoundFactory.create(unit=unit, closed=True, year=YEAR - 1, reference_date=day)
    monthly = ReviewRoundFactory.create(
        unit=unit, closed=True, kind=RoundKind.MONTHLY, year=YEAR - 1, reference_date=day
    )
    expected = set()
    for order in ((yearly, monthly), (monthly, yearly)):
        household = HouseholdFactory.create(hamlet__unit=unit)
        *_, last = [ReviewFactory.create(round=round, household=household, poor=True) for round in order]
        expected.add(last.pk)

    assert {review.pk for review in known_reviews(unit=unit, year=YEAR)} == expected
