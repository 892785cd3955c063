"""What the database holds of households, members and reviews by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from households.models import Household, Member, Review
from households.rules import Classification, Relation
from tests.factories import HouseholdFactory, MemberFactory, ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def household() -> Household:
    return HouseholdFactory.create()


def test_head_of_another_household_is_refused(household):
    stranger = MemberFactory.create()

    with pytest.raises(IntegrityError, match="head_lives_here"), transaction.atomic():
        Household.objects.filter(pk=household.pk).update(head=stranger)


def test_one_person_heads_one_household(household):
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.create(
            unit=household.unit, hamlet=household.hamlet, head=household.head, valid_from=household.valid_from
        )


def test_head_does_not_move_to_another_household(household):
    other = HouseholdFactory.create()

    with pytest.raises(IntegrityError, match="member_heads_only_here"), transaction.atomic():
        Member.objects.filter(pk=household.head_id).update(household=other)


def test_head_does_not_leave_a_household_that_is_kept(household):
    with pytest.raises(IntegrityError, match="head_has_not_left"), transaction.atomic():
        Member.objects.filter(pk=household.head_id).update(left_date=dt.date(2026, 1, 1))

    Household.objects.filter(pk=household.pk).update(valid_to=dt.date(2026, 1, 1))
    Member.objects.filter(pk=household.head_id).update(left_date=dt.date(2026, 1, 1))


def test_household_wants_a_head_that_exists(household):
    nobody = Member(name="Không ai", relation=Relation.HEAD)

    with transaction.atomic():
        sid = transaction.savepoint()
        Household.objects.filter(pk=household.pk).update(head=nobody)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.savepoint_rollback(sid)


def test_head_changes_within_the_household(household):
    heir = MemberFactory.create(household=household)

    Household.objects.filter(pk=household.pk).update(head=heir)

    assert Household.objects.get().head == heir


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"deprivation_score": 20}, "review_deprivation_score_is_that_of_the_indicators"),
        ({"deprivations": None, "deprivation_score": 35}, "review_deprivation_score_is_in_tens"),
        ({"deprivations": 1 << 12, "deprivation_score": 10}, "review_deprivation_score_is_that_of"),
        ({"classification": Classification.OTHER}, "review_differs_from_scores_only_with_reason"),
        (
            {"classification": Classification.AVERAGE, "override_reason": "x"},
            "review_average_standard_is_of_farmers",
        ),
        ({"income_score": None}, "review_has_scores_if_entered"),
        ({"causes": 1 << 8}, "review_causes_and_needs_are_known"),
    ],
)
def test_review_refuses_what_does_not_agree(values, constraint):
    review = ReviewFactory.create(poor=True)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**values)


def test_score_alone_may_be_known():
    review = ReviewFactory.create(poor=True)

    Review.objects.filter(pk=review.pk).update(deprivations=None, deprivation_score=70)

    assert Review.objects.get().deprived == frozenset()


@pytest.mark.parametrize(
    ("born", "children"),
    [(dt.date(2010, 12, 29), 0), (dt.date(2010, 12, 31), 0), (dt.date(2011, 1, 1), 1)],
)
def test_child_is_under_sixteen_on_the_very_day(household, born, children):
    MemberFactory.create(household=household, birth_date=born)

    found = Household.objects.with_composition(on=dt.date(2026, 12, 31)).get()

    assert vars(found)["children"] == children
