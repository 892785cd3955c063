"""What happens in the life of a household: what is kept, and what cannot be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.actions import (
    head_change,
    household_end,
    household_merge,
    household_move,
    household_save,
    household_split,
    member_join,
    member_leave,
)
from households.actions.register import content_of
from households.models import Household, HouseholdEvent, Member
from households.rules import EventKind, HouseholdContent, MemberContent, Relation, event_date_violation
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from tests.factories import HamletFactory, HouseholdFactory, MemberFactory, at_once, officer_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
LATER = dt.date(2026, 5, 1)


@pytest.fixture
def household() -> Household:
    """A couple with a grown child."""
    household = HouseholdFactory.create(head_name="Lò Văn Ế", code="H1", farming=True)
    Member.objects.update(position=1)
    MemberFactory.create(household=household, name="Hà Thị Ô", relation=Relation.SPOUSE, position=2)
    MemberFactory.create(
        household=household, name="Lò Văn Ú", personal_number="001204000111", illness="bệnh", position=3
    )
    return household


@pytest.fixture
def by(household: Household) -> User:
    return officer_of(household.unit)


def who(household: Household) -> list[str]:
    """Those who live there now."""
    return [member.name for member in household.members.present().order_by("position", "pk")]


def person(household: Household, name: str) -> Member:
    return household.members.present().get(name=name)


def relations(household: Household, **given: Relation) -> dict[Any, Relation]:
    return {person(household, name.replace("_", " ")).pk: one for name, one in given.items()}


def sentences(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


def audited(action: str) -> AuditEvent:
    return AuditEvent.objects.get(action=action)


# --- the day ---


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


# --- split ---


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


# --- merge ---


@pytest.fixture
def other(household: Household) -> Household:
    return HouseholdFactory.create(hamlet=household.hamlet, head_name="Hà Văn Í", code="H3")


ALL_OTHER = {"Lò_Văn_Ế": Relation.OTHER, "Hà_Thị_Ô": Relation.OTHER, "Lò_Văn_Ú": Relation.OTHER}


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


# --- moves, ends, heads, members ---


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


# --- saving ---


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
