"""Saving. What happens in the life of a household: what is kept, and what cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from households.actions import (
    household_save,
    member_join,
    member_leave,
)
from households.actions.register import content_of
from households.models import Household
from households.rules import EventKind, HouseholdContent, MemberContent, Relation
from povertyplan.common.errors import StaleError
from tests.households.register_life.shared import DAY, audited, person, sentences, who

pytestmark = pytest.mark.django_db


def content(household: Household, *members: MemberContent, **given: Any) -> HouseholdContent:
    """The household as it stands, but with what is given; `members` are added."""
    stored = [content_of(member) for member in household.members.present().order_by("position", "pk")]
    fields: dict[str, Any] = {"code": household.code, "farming": household.farming} | given
    return HouseholdContent(hamlet_id=household.hamlet_id, members=(*stored, *members), **fields)


def ids(household: Household) -> list[Any]:
    return [member.pk for member in household.members.present().order_by("position", "pk")]


def test_save_changes_what_is_written_and_keeps_the_log_free_of_persons(household, by):
    left_out = MemberContent(name="Lò Thị Sót", relation=Relation.CHILD)

    household_save(
        household=household,
        content=content(household, left_out, address="Nhà Bí Mật", merit=True),
        ids=[*ids(household), None],
        version=1,
        by=by,
    )

    saved = Household.objects.get()
    assert (saved.address, saved.merit, saved.version) == ("Nhà Bí Mật", True, 2)
    assert who(saved)[-1] == "Lò Thị Sót"
    assert person(saved, "Lò Văn Ú").illness == "bệnh"
    event = audited("household_saved")
    added = saved.members.get(name="Lò Thị Sót")
    assert event.details == {
        "merit": [False, True],
        "fields": ["address"],
        "members": {str(added.pk): ["added"]},
    }


def test_second_saver_is_told(household, by):
    wanted = content(household, address="Một")
    household_save(household=household, content=wanted, ids=ids(household), version=1, by=by)

    with pytest.raises(StaleError):
        household_save(household=household, content=content(household), ids=ids(household), version=1, by=by)

    assert Household.objects.get().address == "Một"


def test_who_left_meanwhile_is_not_brought_back_and_who_came_stays(household, by):
    typed, seen = content(household, address="Nhà mới"), ids(household)
    member_leave(
        household=household, member=person(household, "Lò Văn Ú"), kind=EventKind.MEMBER_LEFT, date=DAY, by=by
    )
    new = MemberContent(name="Lò Thị Mới", relation=Relation.CHILD)
    member_join(household=household, content=new, date=DAY, by=by)

    household_save(household=household, content=typed, ids=seen, version=3, by=by)

    assert who(household) == ["Lò Văn Ế", "Hà Thị Ô", "Lò Thị Mới"]
    assert Household.objects.get().address == "Nhà mới"


@pytest.mark.parametrize(
    ("heads", "found"), [((), "chưa có chủ hộ"), ((0, 1), "2 chủ hộ"), ((1,), "Đổi chủ hộ")]
)
def test_save_keeps_the_one_head(household, by, heads, found):
    members = [
        MemberContent(name=name, relation=Relation.HEAD if number in heads else Relation.OTHER)
        for number, name in enumerate(who(household))
    ]
    wanted = HouseholdContent(hamlet_id=household.hamlet_id, members=tuple(members))

    with pytest.raises(ValidationError) as error:
        household_save(household=household, content=wanted, ids=ids(household), version=1, by=by)

    assert found in sentences(error)
    assert Household.objects.get().head == household.head
