"""Moves, ends, heads, members. What happens in the life of a household: what is kept, and what cannot be."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.actions import (
    head_change,
    household_end,
    household_move,
    member_join,
    member_leave,
)
from households.models import Household, HouseholdEvent
from households.rules import EventKind, MemberContent, Relation
from povertyplan.common.errors import DomainError
from tests.factories import HamletFactory, HouseholdFactory
from tests.households.register_life.shared import ALL_OTHER, DAY, LATER, relations

pytestmark = pytest.mark.django_db


def test_move_keeps_where_it_was(household, by):
    before, hamlet = household.hamlet, HamletFactory.create(unit=household.unit)

    household_move(household=household, hamlet=hamlet, date=DAY, by=by, address="Nhà mới")

    moved = Household.objects.get()
    assert (moved.hamlet, moved.address, moved.version) == (hamlet, "Nhà mới", 2)
    assert HouseholdEvent.objects.get().hamlet_before == before
    assert list(Household.objects.matching("nha moi")) == [moved]


@pytest.mark.parametrize("is_foreign", [True, False])
def test_move_to_a_foreign_or_ended_hamlet_is_refused(household, by, is_foreign):
    hamlet = HamletFactory.create() if is_foreign else HamletFactory.create(unit=household.unit, valid_to=DAY)

    with pytest.raises(ValidationError, match="không thuộc xã"):
        household_move(household=household, hamlet=hamlet, date=DAY, by=by)


def test_household_that_ended_is_kept_and_takes_no_more(household, by):
    household_end(household=household, kind=EventKind.MOVED_OUT, date=DAY, reason="sang huyện khác", by=by)

    ended = Household.objects.get()
    assert (ended.valid_to, ended.events.get().note) == (DAY, "sang huyện khác")
    assert not Household.objects.kept().exists()
    with pytest.raises(DomainError, match="thôi quản lý"):
        household_move(
            household=household, hamlet=HamletFactory.create(unit=household.unit), date=LATER, by=by
        )


def test_household_of_today_can_end_today(by, household):
    today = timezone.localdate()
    made = HouseholdFactory.create(hamlet=household.hamlet, valid_from=today)

    household_end(household=made, kind=EventKind.CLOSED, date=today, reason="ghi nhầm", by=by)

    assert made not in Household.objects.kept()


def test_only_leaving_and_closing_end_a_household(household, by):
    with pytest.raises(DomainError):
        household_end(household=household, kind=EventKind.MERGED, date=DAY, reason="x", by=by)


def test_new_head_turns_everybodys_relation(household, by):
    head_change(
        household=household,
        relations=relations(
            household, Lò_Văn_Ế=Relation.SPOUSE, Hà_Thị_Ô=Relation.HEAD, Lò_Văn_Ú=Relation.CHILD
        ),
        date=DAY,
        by=by,
    )

    changed = Household.objects.get()
    assert changed.head.name == "Hà Thị Ô"
    assert [member.relation for member in changed.members.order_by("position")] == [
        "spouse",
        "head",
        "child",
    ]
    assert list(Household.objects.matching("ha thi o")) == [changed]
    assert changed.events.get().member == changed.head


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (ALL_OTHER, "đúng một người"),
        (ALL_OTHER | {"Lò_Văn_Ế": Relation.HEAD}, "đang là chủ hộ"),
        (ALL_OTHER | {"Hà_Thị_Ô": Relation.HEAD, "Lò_Văn_Ú": Relation.HEAD}, "đúng một người"),
        ({"Hà_Thị_Ô": Relation.HEAD}, "từng nhân khẩu"),
    ],
)
def test_change_to_no_or_two_or_the_same_head_is_refused(household, by, given, found):
    with pytest.raises(ValidationError, match=found):
        head_change(household=household, relations=relations(household, **given), date=DAY, by=by)


def test_head_neither_leaves_nor_dies_before_there_is_another(household, by):
    with pytest.raises(ValidationError, match="đổi chủ hộ trước"):
        member_leave(household=household, member=household.head, kind=EventKind.MEMBER_DIED, date=DAY, by=by)


def test_member_joins_as_no_head_and_after_birth(household, by):
    with pytest.raises(ValidationError, match="đã có chủ hộ"):
        member_join(
            household=household, content=MemberContent(name="A", relation=Relation.HEAD), date=DAY, by=by
        )
    with pytest.raises(ValidationError, match="trước ngày sinh"):
        member_join(
            household=household,
            content=MemberContent(name="A", relation=Relation.CHILD, birth_date=LATER),
            date=DAY,
            by=by,
        )
