"""Who may be on the list twice, and what becomes of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from households.actions import members_keep_apart, members_merge
from households.models import Hamlet, Household, KeptApart, Member
from households.queries import duplicate_pairs
from households.queries.duplicates import SAME_NAME, SAME_NUMBER
from households.rules import EventKind
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.factories import HamletFactory, HouseholdFactory, MemberFactory, officer_of

pytestmark = pytest.mark.django_db
NUMBER = "001204000111"


@pytest.fixture
def hamlet() -> Hamlet:
    return HamletFactory.create()


@pytest.fixture
def by(hamlet: Hamlet) -> User:
    return officer_of(hamlet.unit)


def written(hamlet: Hamlet, name: str, year: int | None = 1990, number: str = "") -> Member:
    """Somebody in a household of their own hamlet, who does not head it."""
    household = HouseholdFactory.create(hamlet=hamlet)
    return MemberFactory.create(household=household, name=name, birth_year=year, personal_number=number)


def found(hamlet: Hamlet) -> list[tuple[set[Member], str]]:
    return [({pair.first, pair.second}, pair.reason) for pair in duplicate_pairs(unit=hamlet.unit)]


def test_same_number_anywhere_in_the_commune(hamlet):
    one = written(hamlet, "Lò Thị A", number=NUMBER)
    other = written(HamletFactory.create(unit=hamlet.unit), "Lò Thị B", number=NUMBER)

    assert found(hamlet) == [({one, other}, SAME_NUMBER)]


def test_same_name_without_marks_year_and_hamlet(hamlet):
    one, other = written(hamlet, "Lò Thị Hòa"), written(hamlet, "lò thị hoa")

    assert found(hamlet) == [({one, other}, SAME_NAME)]


def test_pair_of_both_sorts_is_one(hamlet):
    one, other = (written(hamlet, "Lò Thị Hòa", number=NUMBER) for _ in range(2))

    assert found(hamlet) == [({one, other}, SAME_NUMBER)]


def test_others_are_no_pair(hamlet):
    written(hamlet, "Lò Thị Hòa", 1990)
    written(hamlet, "Lò Thị Hòa", 1991)
    written(HamletFactory.create(unit=hamlet.unit), "Lò Thị Hòa", 1990)
    written(hamlet, "Lò Thị Hạnh", None)
    written(hamlet, "Lò Thị Hạnh", None)
    written(hamlet, "Lò Thị Huệ", number=NUMBER)
    written(HamletFactory.create(), "Lò Thị Huệ", number=NUMBER)
    gone, ended = written(hamlet, "Lò Thị Hòa"), written(hamlet, "Lò Thị Hòa")
    Member.objects.filter(pk=gone.pk).update(left_date="2026-01-01")
    Household.objects.filter(pk=ended.household_id).update(valid_to="2026-01-01")

    assert found(hamlet) == []


def test_two_people_are_asked_about_once(hamlet, by):
    one, other = written(hamlet, "Lò Thị Hòa"), written(hamlet, "Lò Thị Hoa")

    for _ in range(2):
        members_keep_apart(one=other, other=one, by=by)

    assert found(hamlet) == []
    assert KeptApart.objects.get().decided_by == by
    assert AuditEvent.objects.filter(action="members_kept_apart").count() == 1


def test_those_kept_apart_do_not_crowd_out_the_others(hamlet, by, monkeypatch):
    monkeypatch.setattr("households.queries.duplicates.PAIR_LIMIT", 1)
    pairs = [[written(hamlet, f"Lò Thị {name}") for _ in range(2)] for name in ("An", "Bình", "Cúc")]
    for one, other in pairs[:2]:
        members_keep_apart(one=one, other=other, by=by)

    assert found(hamlet) == [(set(pairs[2]), SAME_NAME)]


@pytest.mark.parametrize("size", [1, 5])
def test_pairs_take_five_queries(hamlet, size, django_assert_num_queries):
    for number in range(size):
        for _ in range(2):
            written(hamlet, f"Lò Thị {number}", number=f"00120400000{number}")

    with django_assert_num_queries(5):
        pairs = duplicate_pairs(unit=hamlet.unit)
        seen = [(pair.first.household.head.name, pair.second.household.hamlet.full_name) for pair in pairs]

    assert len(seen) == size


# --- merging ---


def test_merge_fills_in_what_the_kept_row_lacks_and_lets_the_other_go(hamlet, by):
    keep, drop = written(hamlet, "Lò Thị Hòa"), written(hamlet, "Lò Thị Hoa", number=NUMBER)

    members_merge(keep=keep, drop=drop, by=by)

    kept, dropped = Member.objects.get(pk=keep.pk), Member.objects.get(pk=drop.pk)
    assert (kept.name, kept.personal_number, kept.left_date) == ("Lò Thị Hòa", NUMBER, None)
    assert dropped.left_date
    assert dropped.household.events.get().kind == EventKind.MEMBER_LEFT
    assert found(hamlet) == []


def test_merge_of_a_household_of_one_takes_it_off_the_list(hamlet, by):
    keep = written(hamlet, "Lò Thị Hòa")
    alone = HouseholdFactory.create(hamlet=hamlet, head_name="Lò Thị Hòa")

    members_merge(keep=keep, drop=alone.head, by=by)

    assert alone not in Household.objects.kept()
    assert alone.events.get().kind == EventKind.CLOSED


def test_head_of_others_is_not_merged_away(hamlet, by):
    keep, drop = written(hamlet, "Lò Thị Hòa"), written(hamlet, "Lò Thị Hoa").household.head

    with pytest.raises(ValidationError, match="chủ hộ"):
        members_merge(keep=keep, drop=drop, by=by)

    assert Member.objects.present().count() == 4


def test_merge_across_communes_or_with_itself_is_refused(hamlet, by):
    one, foreign = written(hamlet, "Lò Thị Hòa"), written(HamletFactory.create(), "Lò Thị Hòa")

    for other in (one, foreign):
        with pytest.raises(ValidationError):
            members_merge(keep=one, drop=other, by=by)
        with pytest.raises(ValidationError):
            members_keep_apart(one=one, other=other, by=by)


# --- the page ---


@pytest.fixture
def page(client: Client, by: User) -> Client:
    client.force_login(by)
    return client


def url(hamlet: Hamlet) -> str:
    return f"/xa/{hamlet.unit_id}/ho/trung/"


@pytest.mark.parametrize(("decision", "kept"), [("first", [0]), ("second", [1]), ("apart", [0, 1])])
def test_page_does_what_was_decided(page, hamlet, decision, kept):
    people = [written(hamlet, "Lò Thị Hòa") for _ in range(2)]

    assert "Lò Thị Hòa" in page.get(url(hamlet)).text
    sent = {"first": people[0].pk, "second": people[1].pk, "decision": decision}
    answer = page.post(url(hamlet), sent, follow=True)

    assert "Không có ai bị ghi trùng" in answer.text
    left = Member.objects.present().filter(name="Lò Thị Hòa")
    assert set(left) == {people[number] for number in kept}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"first": "x", "second": "y", "decision": "first"},
        {"first": "00000000-0000-0000-0000-000000000000", "decision": "apart"},
    ],
)
def test_damaged_decision_changes_nothing(page, hamlet, sent):
    written(hamlet, "Lò Thị Hòa")

    answer = page.post(url(hamlet), sent, follow=True)

    assert "xem lại danh sách" in answer.text


def test_decision_about_somebody_elsewhere_is_as_if_they_were_not(page, hamlet):
    own, foreign = written(hamlet, "Lò Thị Hòa"), written(HamletFactory.create(), "Lò Thị Lạ")

    sent = {"first": own.pk, "second": foreign.pk, "decision": "first"}
    answer = page.post(url(hamlet), sent, follow=True)

    assert "xem lại danh sách" in answer.text
    assert "Lò Thị Lạ" not in answer.text
    assert Member.objects.present().count() == 4


def test_reading_the_pairs_is_kept_with_their_number(page, hamlet):
    written(hamlet, "Lò Thị Hòa")
    written(hamlet, "Lò Thị Hòa")

    page.get(url(hamlet))

    assert AuditEvent.objects.get(action="households_read").details == {"list": "duplicates", "count": 1}
