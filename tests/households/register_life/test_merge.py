"""Merge. What happens in the life of a household: what is kept, and what cannot be."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from households.actions import (
    household_merge,
    household_split,
)
from households.models import Household, HouseholdEvent
from households.rules import Relation
from povertyplan.common.errors import DomainError
from tests.factories import HouseholdFactory, at_once
from tests.households.register_life.shared import ALL_OTHER, DAY, LATER, relations, who

pytestmark = pytest.mark.django_db


def test_merge_ends_the_one_and_keeps_everybody_in_the_other(household, other, by):
    household_merge(
        household=household, into=other, relations=relations(household, **ALL_OTHER), date=DAY, by=by
    )

    ended = Household.objects.get(pk=household.pk)
    assert ended.valid_to == DAY
    assert who(other) == ["Hà Văn Í", "Lò Văn Ế", "Hà Thị Ô", "Lò Văn Ú"]
    assert who(ended) == []
    assert ended.members.count() == 3
    event = HouseholdEvent.objects.get()
    assert (event.kind, event.household, event.other) == ("merged", ended, other)


def test_merge_back_after_a_split_is_possible_and_a_circle_is_not(household, by):
    made = household_split(
        household=household, relations=relations(household, Lò_Văn_Ú=Relation.HEAD), date=DAY, by=by
    )
    household_merge(
        household=made, into=household, relations=relations(made, Lò_Văn_Ú=Relation.CHILD), date=LATER, by=by
    )

    assert len(who(household)) == 3
    with pytest.raises(DomainError, match="thôi quản lý"):
        household_merge(
            household=household, into=made, relations=relations(household, **ALL_OTHER), date=LATER, by=by
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_into_each_other_one_happens(household, other, by):
    forth = relations(household, **ALL_OTHER)
    back = {other.head_id: Relation.OTHER}

    outcomes = at_once(
        [
            lambda: household_merge(household=household, into=other, relations=forth, date=DAY, by=by),
            lambda: household_merge(household=other, into=household, relations=back, date=DAY, by=by),
        ]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DomainError", "NoneType"]
    assert Household.objects.kept().get().members.present().count() == 4


def test_merge_into_itself_is_refused(household, by):
    with pytest.raises(ValidationError, match="chính nó"):
        household_merge(
            household=household, into=household, relations=relations(household, **ALL_OTHER), date=DAY, by=by
        )


def test_merge_wants_a_relation_for_everybody_and_no_second_head(household, other, by):
    some = relations(household, Lò_Văn_Ế=Relation.OTHER)
    with pytest.raises(ValidationError, match="từng nhân khẩu"):
        household_merge(household=household, into=other, relations=some, date=DAY, by=by)

    heads = relations(household, **(ALL_OTHER | {"Lò_Văn_Ú": Relation.HEAD}))
    with pytest.raises(ValidationError, match="đã có chủ hộ"):
        household_merge(household=household, into=other, relations=heads, date=DAY, by=by)


def test_merge_into_another_commune_is_refused(household, by):
    with pytest.raises(ValidationError, match="cùng xã"):
        household_merge(
            household=household,
            into=HouseholdFactory.create(),
            relations=relations(household, **ALL_OTHER),
            date=DAY,
            by=by,
        )
