"""Split. What happens in the life of a household: what is kept, and what cannot be."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from households.actions import (
    household_split,
)
from households.models import Household, HouseholdEvent
from households.rules import Relation
from povertyplan.common.errors import DomainError
from tests.factories import HamletFactory, HouseholdFactory, MemberFactory
from tests.households.register_life.shared import DAY, audited, person, relations, who

pytestmark = pytest.mark.django_db


def test_split_makes_a_household_and_leaves_a_trace_of_who_went(household, by):
    made = household_split(
        household=household,
        relations=relations(household, Lò_Văn_Ú=Relation.HEAD, Hà_Thị_Ô=Relation.PARENT),
        date=DAY,
        by=by,
        code="H2",
    )

    made.refresh_from_db()
    assert (made.head.name, made.code, made.hamlet, made.valid_from, made.version) == (
        "Lò Văn Ú",
        "H2",
        household.hamlet,
        DAY,
        1,
    )
    assert sorted(who(made)) == ["Hà Thị Ô", "Lò Văn Ú"]
    assert who(household) == ["Lò Văn Ế"]
    assert household.members.filter(left_date=DAY).count() == 2
    assert {member.joined_date for member in made.members.all()} == {DAY}
    assert person(made, "Lò Văn Ú").personal_number == "001204000111"
    event = HouseholdEvent.objects.get()
    assert (event.kind, event.household, event.other, event.recorded_by) == ("split", made, household, by)
    assert audited("household_split").details == {"date": "2026-03-01", "other": made.pk, "people": 2}
    assert Household.objects.get(pk=household.pk).version == 2


def test_new_household_is_found_by_its_head_and_the_old_one_by_its_own(household, by):
    made = household_split(
        household=household, relations=relations(household, Lò_Văn_Ú=Relation.HEAD), date=DAY, by=by
    )

    assert list(Household.objects.matching("lo van u")) == [made]
    assert list(Household.objects.matching("h1")) == [household]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, "ít nhất một người"),
        ({"Lò_Văn_Ế": Relation.HEAD}, "đổi chủ hộ trước"),
        ({"Lò_Văn_Ú": Relation.CHILD}, "đúng một người"),
        ({"Lò_Văn_Ú": Relation.HEAD, "Hà_Thị_Ô": Relation.HEAD}, "đúng một người"),
    ],
)
def test_split_without_one_new_head_is_refused(household, by, given, found):
    with pytest.raises(ValidationError, match=found):
        household_split(household=household, relations=relations(household, **given), date=DAY, by=by)

    assert Household.objects.count() == 1


def test_split_takes_nobody_from_another_household(household, by):
    stranger = MemberFactory.create(household=HouseholdFactory.create(hamlet=household.hamlet))

    with pytest.raises(DomainError, match="tải lại"):
        household_split(household=household, relations={stranger.pk: Relation.HEAD}, date=DAY, by=by)


def test_split_with_a_code_in_use_changes_nothing(household, by):
    HouseholdFactory.create(hamlet=household.hamlet, code="H9")

    with pytest.raises(ValidationError, match="Mã hộ này đã có"):
        household_split(
            household=household,
            relations=relations(household, Lò_Văn_Ú=Relation.HEAD),
            date=DAY,
            by=by,
            code="H9",
        )

    assert len(who(household)) == 3


def test_split_into_another_communes_hamlet_is_refused(household, by):
    with pytest.raises(ValidationError, match="không thuộc xã"):
        household_split(
            household=household,
            relations=relations(household, Lò_Văn_Ú=Relation.HEAD),
            date=DAY,
            by=by,
            hamlet=HamletFactory.create(),
        )
