"""Hamlets that are merged, renamed and split: what was stays, what is goes along."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from households.actions import (
    HamletLine,
    hamlets_save,
    households_allot,
    round_close,
)
from households.models import (
    Hamlet,
    HamletLineage,
    Household,
    HouseholdEvent,
    Membership,
    Review,
    ReviewRequest,
)
from households.queries import hamlet_changes, hamlets_to_allot, roles_of_ended_hamlets
from households.rules import Area, EventKind, HamletLabel, Role
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    SINCE,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    administrator,
    leader_of_hamlets,
    officer_of,
)
from tests.households.hamlet_changes import DAY, join, split

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return CommuneFactory.create()


@pytest.fixture
def officer(unit):
    return officer_of(unit)


@pytest.fixture
def hamlets(unit):
    return [HamletFactory.create(unit=unit, name=name, valid_from=SINCE) for name in ("Ao Mẫu", "Bờ Mẫu")]


# --- merging and renaming ---


def test_merged_hamlets_end_and_the_new_one_begins(unit, officer, hamlets):
    into = join(unit, officer, hamlets)

    assert (into.valid_from, into.valid_to, into.position) == (DAY, None, hamlets[0].position)
    assert set(Hamlet.objects.filter(successor=into).values_list("name", "valid_to")) == {
        ("Ao Mẫu", DAY),
        ("Bờ Mẫu", DAY),
    }
    assert HamletLineage.objects.filter(successor=into, date=DAY).count() == 2
    event = AuditEvent.objects.latest("pk")
    assert event.action == "hamlets_joined"
    assert event.details["from"] == ["Ao Mẫu", "Bờ Mẫu"]


def test_households_go_along_and_keep_where_they_lived(unit, officer, hamlets):
    kept = HouseholdFactory.create(hamlet=hamlets[0])
    gone = HouseholdFactory.create(hamlet=hamlets[0], valid_to=DAY)

    into = join(unit, officer, hamlets)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.hamlet, gone.hamlet, kept.version) == (into, hamlets[0], 2)
    event = HouseholdEvent.objects.get()
    assert (event.household, event.kind, event.date) == (kept, EventKind.MOVED_HAMLET, DAY)
    assert event.hamlet_before == hamlets[0]
    assert event.recorded_by == officer


def test_new_hamlet_may_be_called_as_one_of_the_old(unit, officer, hamlets):
    assert join(unit, officer, hamlets, "Ao Mẫu").name == "Ao Mẫu"


def test_one_hamlet_is_renamed_in_the_same_way(unit, officer, hamlets):
    HouseholdFactory.create(hamlet=hamlets[0])

    into = join(unit, officer, hamlets[:1], "Ao Mới Mẫu")

    assert Household.objects.get().hamlet == into
    assert hamlet_changes(unit=unit)[0].word == "đổi tên"


def test_closed_review_stays_where_it_was_made_and_the_open_one_moves(unit, officer, hamlets):
    household = HouseholdFactory.create(hamlet=hamlets[0])
    closed = ReviewFactory.create(
        household=household, round=ReviewRoundFactory.create(unit=unit, closed=True), poor=True
    )
    entered = ReviewFactory.create(household=household, poor=True)
    pending = ReviewFactory.create(household=HouseholdFactory.create(hamlet=hamlets[1]), round=entered.round)

    into = join(unit, officer, hamlets, area=Area.URBAN)

    found = {review.pk: (review.hamlet, review.area) for review in Review.objects.select_related("hamlet")}
    assert found == {
        closed.pk: (hamlets[0], Area.RURAL),
        entered.pk: (into, Area.RURAL),  # its class follows from the area
        pending.pk: (into, Area.URBAN),
    }


def test_open_round_of_a_day_before_keeps_the_hamlets_of_that_day(unit, officer, hamlets):
    round = ReviewRoundFactory.create(unit=unit, year=2025, reference_date=dt.date(2025, 12, 31))
    review = ReviewFactory.create(household=HouseholdFactory.create(hamlet=hamlets[0]), round=round)

    join(unit, officer, hamlets)

    review.refresh_from_db()
    assert review.hamlet == hamlets[0]


def test_requests_that_wait_go_along(unit, officer, hamlets):
    household = HouseholdFactory.create(hamlet=hamlets[0])
    for known in (household, None):
        ReviewRequest.objects.create(
            unit=unit, hamlet=hamlets[0], household=known, applicant="Lò Văn Mẫu", received_date=DAY
        )
    ReviewRequest.objects.create(
        unit=unit, hamlet=hamlets[0], applicant="Lò Văn Mẫu", received_date=DAY, answered_date=DAY
    )

    into = join(unit, officer, hamlets)

    answered = ReviewRequest.objects.order_by("pk").values_list("hamlet", flat=True)
    assert list(answered) == [into.pk, into.pk, hamlets[0].pk]


def test_who_works_there_works_in_the_new_hamlet_once(unit, officer, hamlets):
    both = leader_of_hamlets(*hamlets)
    surveyor = MembershipFactory.create(unit=unit, hamlet=hamlets[1], role=Role.SURVEYOR).user

    into = join(unit, officer, hamlets)

    held = Membership.objects.as_of(timezone.localdate()).filter(hamlet__isnull=False)
    assert set(held.values_list("user", "role", "hamlet")) == {
        (both.pk, Role.HAMLET_LEADER, into.pk),
        (surveyor.pk, Role.SURVEYOR, into.pk),
    }
    assert roles_of_ended_hamlets(on=timezone.localdate()) == []


@pytest.mark.parametrize(
    ("name", "date", "sentence"),
    [
        ("Cũ Mẫu", DAY, "đã có trong danh sách"),
        ("cũ  mẫu", DAY, "đã có trong danh sách"),
        ("Hợp Mẫu", SINCE, "có từ ngày 01/07/2025"),
        ("Hợp Mẫu", dt.date(2100, 1, 1), "chưa tới"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(unit, officer, hamlets, name, date, sentence):
    HamletFactory.create(unit=unit, name="Cũ Mẫu")

    with pytest.raises(DomainError, match=sentence):
        join(unit, officer, hamlets, name, date=date)

    assert not Hamlet.objects.filter(valid_to__isnull=False).exists()


def test_hamlet_of_another_commune_or_one_that_ended_is_refused(unit, officer, hamlets):
    with pytest.raises(DomainError, match="vừa thay đổi"):
        join(unit, officer, [*hamlets, HamletFactory.create()])
    join(unit, officer, hamlets)
    with pytest.raises(DomainError, match="vừa thay đổi"):
        join(unit, officer, hamlets, "Khác Mẫu")


# --- splitting ---


def test_split_leaves_households_where_they_are_until_they_are_allotted(unit, officer, hamlets):
    household = HouseholdFactory.create(hamlet=hamlets[0])

    parts = split(unit, officer, hamlets[0], "Ao Mẫu", "Ao Dưới Mẫu")

    hamlets[0].refresh_from_db()
    household.refresh_from_db()
    assert (hamlets[0].valid_to, hamlets[0].successor, household.hamlet) == (DAY, None, hamlets[0])
    (row,) = hamlets_to_allot(unit=unit)
    assert (row.hamlet, row.households) == (hamlets[0], 1)

    assert households_allot(hamlet=hamlets[0], chosen={household.pk: parts[1].pk}, by=officer) == 1

    household.refresh_from_db()
    assert household.hamlet == parts[1]
    assert HouseholdEvent.objects.get().date == DAY
    assert hamlets_to_allot(unit=unit) == []


def test_household_waiting_to_be_allotted_keeps_the_round_open(unit, officer, hamlets):
    household = HouseholdFactory.create(hamlet=hamlets[0])
    review = ReviewFactory.create(household=household, poor=True)
    parts = split(unit, officer, hamlets[0])

    with pytest.raises(DomainError, match="Còn 1 hộ của thôn đã chia tách"):
        round_close(round=review.round, number="1/QĐ-UBND", date=DAY, by=officer)

    households_allot(hamlet=hamlets[0], chosen={household.pk: parts[0].pk}, by=officer)
    review.refresh_from_db()
    assert review.hamlet == parts[0]
    assert round_close(round=review.round, number="1/QĐ-UBND", date=DAY, by=officer).is_closed


def test_household_goes_only_to_a_part(unit, officer, hamlets):
    household = HouseholdFactory.create(hamlet=hamlets[0])
    split(unit, officer, hamlets[0])

    with pytest.raises(DomainError, match="chia tách từ"):
        households_allot(hamlet=hamlets[0], chosen={household.pk: hamlets[1].pk}, by=officer)


def test_household_that_somebody_else_allotted_stays(unit, officer, hamlets):
    household = HouseholdFactory.create(hamlet=hamlets[0])
    other = HouseholdFactory.create(hamlet=hamlets[1])
    parts = split(unit, officer, hamlets[0])
    households_allot(hamlet=hamlets[0], chosen={household.pk: parts[0].pk}, by=officer)

    again = {household.pk: parts[1].pk, other.pk: parts[1].pk}
    assert households_allot(hamlet=hamlets[0], chosen=again, by=officer) == 0

    assert set(Household.objects.values_list("hamlet", flat=True)) == {parts[0].pk, hamlets[1].pk}


@pytest.mark.parametrize("names", [("Một Mẫu",), ("Một Mẫu", "một mẫu"), ("Một Mẫu", "Bờ Mẫu")])
def test_split_wants_two_names_that_are_free(unit, officer, hamlets, names):
    with pytest.raises(DomainError):
        split(unit, officer, hamlets[0], *names)

    assert not HamletLineage.objects.exists()


def test_administrator_is_told_whose_hamlet_was_split(unit, officer, hamlets, client: Client):
    leader = leader_of_hamlets(hamlets[0])
    split(unit, officer, hamlets[0])
    client.force_login(administrator())

    page = client.get(reverse("households:users")).content.decode()

    assert "Vai trò ở thôn không còn" in page
    assert reverse("households:user", args=[leader.pk]) in page


def test_hamlet_with_households_is_not_just_left_out(unit, officer, hamlets):
    HouseholdFactory.create(hamlet=hamlets[0])
    line = HamletLine(hamlet_id=hamlets[1].pk, name="Bờ Mẫu", label=HamletLabel.THON, area=Area.RURAL, line=1)

    with pytest.raises(DomainError, match="còn 1 hộ"):
        hamlets_save(unit=unit, lines=[line], by=officer)


# --- what is shown ---


def test_changes_are_told_the_latest_first(unit, officer, hamlets):
    into = join(unit, officer, hamlets, date=dt.date(2026, 1, 1))
    for name in ("Cuối Mẫu", "Đầu Mẫu"):
        other = HamletFactory.create(unit=unit, name=f"{name} Cũ")
        join(unit, officer, [other], name, date=dt.date(2026, 1, 1))
    split(unit, officer, into, "Trên Mẫu", "Dưới Mẫu", date=dt.date(2026, 2, 1))

    assert [(each.word, each.before, each.after) for each in hamlet_changes(unit=unit)] == [
        ("chia tách", ["Thôn Hợp Mẫu"], ["Thôn Trên Mẫu", "Thôn Dưới Mẫu"]),
        ("đổi tên", ["Thôn Đầu Mẫu Cũ"], ["Thôn Đầu Mẫu"]),
        ("đổi tên", ["Thôn Cuối Mẫu Cũ"], ["Thôn Cuối Mẫu"]),
        ("nhập", ["Thôn Ao Mẫu", "Thôn Bờ Mẫu"], ["Thôn Hợp Mẫu"]),
    ]
