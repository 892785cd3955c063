"""Rounds: who is listed, what is recorded, when they close."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from households.actions import households_add, reviews_record, round_close, round_list, round_start
from households.models import Household, Member, Review
from households.rules import (
    Area,
    Cause,
    Classification,
    HouseholdContent,
    MemberContent,
    Relation,
    ReviewContent,
    RoundKind,
)
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    StandardFactory,
    ThresholdFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(YEAR, 9, 1)


@pytest.fixture
def unit():
    ThresholdFactory.create()
    ThresholdFactory.create(urban=True)
    return CommuneFactory.create()


@pytest.fixture
def officer(unit):
    return officer_of(unit)


def periodic(unit, officer):
    return round_start(
        unit=unit,
        kind=RoundKind.PERIODIC,
        year=YEAR,
        start_date=TODAY,
        reference_date=dt.date(YEAR, 12, 31),
        by=officer,
    )


def test_household_comes_with_its_members(unit, officer):
    hamlet = HamletFactory.create(unit=unit)
    content = HouseholdContent(
        hamlet_id=hamlet.pk,
        code="H1",
        members=(
            MemberContent(name="Lò  Thị Mẫu", relation=Relation.CHILD, birth_year=2015),
            MemberContent(name="Lò Văn Mẫu", relation=Relation.HEAD, birth_date=dt.date(1980, 2, 3)),
        ),
    )

    (household,) = households_add(unit=unit, contents=[content], valid_from=TODAY, by=officer)

    household = Household.objects.select_related("head").get(pk=household.pk)
    assert (household.head.name, household.head.birth_year) == ("Lò Văn Mẫu", 1980)
    assert [member.name for member in Member.objects.order_by("position")] == ["Lò Thị Mẫu", "Lò Văn Mẫu"]
    assert list(Household.objects.matching("lo mau h1")) == [household]
    assert AuditEvent.objects.latest("pk").details["households"] == [household.pk]


def test_household_of_another_commune_is_refused(unit, officer):
    content = HouseholdContent(
        hamlet_id=HamletFactory.create().pk, members=(MemberContent(name="A", relation=Relation.HEAD),)
    )

    with pytest.raises(DomainError, match="không thuộc xã"):
        households_add(unit=unit, contents=[content], valid_from=TODAY, by=officer)


def test_household_without_head_is_refused(unit, officer):
    content = HouseholdContent(
        hamlet_id=HamletFactory.create(unit=unit).pk,
        members=(MemberContent(name="A", relation=Relation.CHILD),),
    )

    with pytest.raises(ValidationError, match="chưa có chủ hộ"):
        households_add(unit=unit, contents=[content], valid_from=TODAY, by=officer)


def test_last_years_poor_are_listed_with_what_is_known(unit, officer):
    last = ReviewRoundFactory.create(unit=unit, closed=True)
    hamlet = HamletFactory.create(unit=unit, area=Area.URBAN)
    poor = ReviewFactory.create(round=last, household=HouseholdFactory.create(hamlet=hamlet), poor=True)
    ReviewFactory.create(round=last, household=HouseholdFactory.create(hamlet=hamlet), other=True)
    gone = HouseholdFactory.create(hamlet=hamlet, valid_to=TODAY)
    ReviewFactory.create(round=last, household=gone, near_poor=True)
    round = periodic(unit, officer)

    assert round_list(round=round, by=officer) == 1
    assert round_list(round=round, by=officer) == 0

    review = Review.objects.in_round(round).get()
    assert review.household == poor.household
    assert (review.area, review.people, review.children, review.is_entered) == (Area.URBAN, 1, 0, False)
    assert round.base == last


def test_class_follows_from_scores_and_area(unit, officer):
    round = periodic(unit, officer)
    rural, urban = (
        HouseholdFactory.create(hamlet=HamletFactory.create(unit=unit, area=area)) for area in Area
    )
    for household in (rural, urban):
        ReviewFactory.create(round=round, household=household)
    round.stage = "entry"
    round.save()
    content = ReviewContent(
        income_score=150, deprivations=frozenset({1, 5, 12}), causes=frozenset({Cause.LAND})
    )

    reviews_record(round=round, found={rural.pk: content, urban.pk: content}, by=officer)

    found = {review.household_id: review for review in Review.objects.all()}
    assert found[rural.pk].classification == Classification.OTHER
    assert found[urban.pk].classification == Classification.POOR
    assert (found[urban.pk].deprived, found[urban.pk].deprivation_score) == (frozenset({1, 5, 12}), 30)
    assert found[urban.pk].cause_list == [Cause.LAND]


def test_closed_round_takes_nothing(unit, officer):
    round = ReviewRoundFactory.create(unit=unit, standard=StandardFactory.create())
    review = ReviewFactory.create(round=round, household__hamlet__unit=unit)
    with pytest.raises(DomainError, match="Còn 1 hộ"):
        round_close(round=round, number="12/QĐ-UBND", date=TODAY, by=officer)
    found = {review.household_id: ReviewContent(income_score=100)}
    reviews_record(round=round, found=found, by=officer)

    round_close(round=round, number="12/QĐ-UBND", date=TODAY, by=officer)

    with pytest.raises(DomainError, match="đã khóa sổ"):
        reviews_record(round=round, found=found, by=officer)
