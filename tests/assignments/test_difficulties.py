"""Difficulties and proposals: raised by those who help, answered, closed, listed in the next report."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignments.actions import difficulty_answer, difficulty_close, difficulty_raise
from assignments.models import AgencyMembership, Difficulty
from assignments.queries import (
    Place,
    difficulties_of,
    difficulty_counts,
    households_raisable,
    places_of,
)
from assignments.rules import DifficultyState
from households.models import AdministrativeUnit, Household, Membership
from households.rules import Role
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentFactory,
    DifficultyFactory,
)
from tests.conflicts import sent_on
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
NEW = "/kien-nghi/moi/"
MINE = "/kien-nghi/"


@pytest.fixture
def commune() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def officer(commune: AdministrativeUnit) -> User:
    return officer_of(commune)


@pytest.fixture
def household(commune: AdministrativeUnit) -> Household:
    return HouseholdFactory.create(hamlet=HamletFactory.create(unit=commune), head_name="Lò Văn Chủ")


@pytest.fixture
def membership(household: Household) -> AgencyMembership:
    """Somebody of an agency that helps the household this year."""
    agency = AgencyFactory.create(unit=household.unit)
    year = timezone.localdate().year
    AssignmentFactory.create(household=household, lead_agency=agency, year=year)
    return AgencyMembershipFactory.create(agency=agency)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- what the database holds ---


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"text": ""}, "difficulty_says_what"),
        ({"answer": "Sẽ xem"}, "difficulty_answer_has_time"),
        ({"answered_at": timezone.now()}, "difficulty_answer_has_time"),
        ({"closed_at": timezone.now()}, "difficulty_is_answered_before_it_is_closed"),
    ],
)
def test_difficulty_that_cannot_be(values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DifficultyFactory.create(**values)


# --- raised, answered, closed ---


def test_difficulty_is_raised_answered_and_closed(
    membership: AgencyMembership, household: Household, officer: User
) -> None:
    place = Place(unit=household.unit, agency=membership.agency)

    raised = difficulty_raise(place=place, household=household, text=" Chưa có\n\nđất ", by=membership.user)
    difficulty_answer(difficulty=raised, answer="Sẽ xét", version=1, by=officer)
    with pytest.raises(StaleError):
        difficulty_answer(difficulty=raised, answer="Đã xét", version=1, by=officer)
    difficulty_answer(difficulty=raised, answer="Đã xét", version=2, by=officer)
    difficulty_close(difficulty=raised, by=officer)

    raised.refresh_from_db()
    assert (raised.text, raised.answer, raised.state) == ("Chưa có\nđất", "Đã xét", DifficultyState.CLOSED)
    assert raised.answered_by == officer
    told = lines(list(AuditEvent.objects.filter(action__startswith="difficulty_").order_by("sequence")))
    assert [[(change.before, change.after) for change in line.changes] for line in told] == [
        [(None, membership.agency.name)],
        [("", "Sẽ xét")],
        [("Sẽ xét", "Đã xét")],
        [],
    ]
    for act in (lambda: difficulty_close(difficulty=raised, by=officer), lambda: answered_again(raised)):
        with pytest.raises(DomainError, match="đã đóng"):
            act()


def answered_again(difficulty: Difficulty) -> None:
    difficulty_answer(difficulty=difficulty, answer="Khác", by=difficulty.raised_by)


def test_unanswered_is_not_closed(officer: User, commune: AdministrativeUnit) -> None:
    raised = DifficultyFactory.create(unit=commune)

    with pytest.raises(DomainError, match="Trả lời trước"):
        difficulty_close(difficulty=raised, by=officer)


def test_household_must_be_of_the_place(
    membership: AgencyMembership, household: Household, officer: User
) -> None:
    other = HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit))
    places = [
        (Place(unit=household.unit, agency=membership.agency), "không giúp đỡ hộ này"),
        (Place(unit=household.unit, hamlet=household.hamlet), "Hộ này không ở"),
    ]

    for place, sentence in places:
        with pytest.raises(DomainError, match=sentence):
            difficulty_raise(place=place, household=other, text="Thiếu đất", by=officer)

    assert not Difficulty.objects.exists()


# --- who raises for whom ---


def test_everybody_raises_for_his_own(
    membership: AgencyMembership, household: Household, officer: User
) -> None:
    unit, hamlet = household.unit, household.hamlet
    HamletFactory.create()
    AgencyFactory.create()

    found = {
        name: [place.label for place in places_of(user=user)]
        for name, user in {
            "member": membership.user,
            "hamlet": leader_of_hamlets(hamlet),
            "officer": officer,
            "leader": leader_of(unit),
        }.items()
    }

    assert found == {
        "member": [membership.agency.name],
        "hamlet": [hamlet.full_name],
        "officer": [unit.full_name, membership.agency.name, hamlet.full_name],
        "leader": [],
    }


def test_households_to_name_are_those_helped_and_the_poor_of_ones_hamlet(
    membership: AgencyMembership, household: Household, officer: User
) -> None:
    year = timezone.localdate().year
    poor, other = HouseholdFactory.create_batch(2, hamlet=household.hamlet)
    closed = ReviewRoundFactory.create(unit=household.unit, closed=True, year=year - 1)
    closed.reference_date = dt.date(year - 1, 12, 31)
    closed.save()
    ReviewFactory.create(round=closed, household=poor, poor=True)
    ReviewFactory.create(round=closed, household=other, other=True)

    found = {
        user: {each.pk for each in households_raisable(user=user, places=places_of(user=user))}
        for user in (membership.user, leader_of_hamlets(household.hamlet), officer)
    }

    assert list(found.values()) == [{household.pk}, {household.pk, poor.pk}, {household.pk}]


# --- who sees it ---


def test_raiser_sees_his_own_while_he_works_for_the_place(
    membership: AgencyMembership, household: Household
) -> None:
    leader = leader_of_hamlets(household.hamlet)
    own = DifficultyFactory.create(unit=household.unit, agency=membership.agency, raised_by=membership.user)
    of_hamlet = DifficultyFactory.create(unit=household.unit, hamlet=household.hamlet, raised_by=leader)
    colleague = AgencyMembershipFactory.create(agency=membership.agency).user

    def seen(user: User) -> list[Difficulty]:
        return list(Difficulty.objects.visible_to(user))

    assert [seen(user) for user in (membership.user, leader, colleague)] == [[own], [of_hamlet], []]
    today = timezone.localdate()
    AgencyMembership.objects.filter(pk=membership.pk).update(valid_to=today)
    Membership.objects.filter(user=leader).update(valid_to=today)
    assert [seen(user) for user in (membership.user, leader)] == [[], []]
    assert set(seen(officer_of(household.unit))) == {own, of_hamlet}


# --- lists ---


def _three_states(unit: AdministrativeUnit) -> list[Difficulty]:
    """One closed, one waiting and one answered, raised in this order."""
    now = timezone.now()
    answered: dict[str, Any] = {"answer": "Đã xét", "answered_at": now}
    return [
        DifficultyFactory.create(unit=unit, text="cũ", closed_at=now, **answered),
        DifficultyFactory.create(unit=unit, text="chờ"),
        DifficultyFactory.create(unit=unit, text="xong", **answered),
    ]


def test_open_ones_come_first(commune: AdministrativeUnit) -> None:
    _three_states(commune)
    DifficultyFactory.create()

    assert [each.text for each in difficulties_of(unit=commune)] == ["xong", "chờ", "cũ"]
    for state in DifficultyState:
        assert [each.state for each in difficulties_of(unit=commune, state=state)] == [state]
    assert set(difficulty_counts(unit=commune).values()) == {1}


# --- pages ---


def test_member_raises_and_reads_the_answer(
    membership: AgencyMembership, household: Household, officer: User
) -> None:
    member, office = signed_in(membership.user), signed_in(officer)
    form = member.get(f"{NEW}?ho={household.pk}").content.decode()
    assert f'<option value="{household.pk}" selected>Lò Văn Chủ, {household.hamlet.full_name}' in form
    sent = {"place": f"agency-{membership.agency_id}", "household": household.pk, "text": "Chưa có đất"}

    assert member.post(NEW, sent)["Location"] == MINE
    raised = Difficulty.objects.get()
    page = f"/kien-nghi/{raised.pk}/"
    assert "Lò Văn Chủ" in office.get(page).content.decode()
    assert member.post(page, {"answer": "Tự trả lời"}).status_code == 403
    office.post(page, sent_on(office.get(page), answer="Sẽ xét tháng sau"))

    own = member.get(MINE).content.decode()
    assert "Sẽ xét tháng sau" in own
    assert "Lò Văn Chủ" not in own + member.get(page).content.decode()
    office.post(f"{page}dong/")
    assert "đã đóng" in member.get(MINE).content.decode()
    assert "Lưu trả lời" not in office.get(page).content.decode()


def test_seen_names_are_kept(membership: AgencyMembership, household: Household, officer: User) -> None:
    difficulty = DifficultyFactory.create(unit=household.unit, household=household, agency=membership.agency)

    signed_in(membership.user).get(NEW)
    office = signed_in(officer)
    office.get(reverse("assignments:difficulties", args=[household.unit_id]))
    office.get(reverse("assignments:difficulty", args=[difficulty.pk]))

    seen = AuditEvent.objects.filter(action="people_seen", unit_code=household.unit.code).order_by("sequence")
    assert [(event.user, event.details["count"]) for event in seen] == [
        (membership.user, 1),
        (officer, 1),
        (officer, 1),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 2001),
        ("place", "agency-0"),
        ("place", "unit-1\x00"),
        ("household", "999999"),
        ("household", "neighbour"),
    ],
)
def test_bad_field_is_refused(
    membership: AgencyMembership, household: Household, field: str, value: str
) -> None:
    if value == "neighbour":
        value = str(HouseholdFactory.create(hamlet=household.hamlet).pk)
    sent = {"place": f"agency-{membership.agency_id}", "text": "Thiếu đất"} | {field: value}

    answer = signed_in(membership.user).post(NEW, sent)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not Difficulty.objects.exists()


def test_household_of_another_place_is_refused_on_the_page(household: Household, officer: User) -> None:
    AssignmentFactory.create(household=household, year=timezone.localdate().year)
    other = HamletFactory.create(unit=household.unit)
    sent = {"place": f"hamlet-{other.pk}", "household": household.pk, "text": "Thiếu đất"}

    answer = signed_in(officer).post(NEW, sent)

    assert "Hộ này không ở" in answer.content.decode()


def test_officer_goes_back_to_the_communes_list(commune: AdministrativeUnit, officer: User) -> None:
    sent = {"place": f"unit-{commune.pk}", "text": "Chậm cấp giống"}

    answer = signed_in(officer).post(NEW, sent)

    assert answer["Location"] == reverse("assignments:difficulties", args=[commune.pk])


def test_two_officers_do_not_overwrite_each_others_answer(commune: AdministrativeUnit, officer: User) -> None:
    difficulty = DifficultyFactory.create(unit=commune)
    page = f"/kien-nghi/{difficulty.pk}/"
    client = signed_in(officer)
    shown = client.get(page)
    client.post(page, sent_on(shown, answer="Trả lời một"))

    answer = client.post(page, sent_on(shown, answer="Trả lời hai"))

    assert answer.status_code == 409
    assert "Trả lời một" in answer.content.decode()
    assert "Trả lời hai" in answer.content.decode()


def test_clerk_reads_no_words_about_households(commune: AdministrativeUnit) -> None:
    clerk = signed_in(MembershipFactory.create(unit=commune, role=Role.CLERK).user)
    difficulty = DifficultyFactory.create(unit=commune)

    for url in (f"/kien-nghi/{difficulty.pk}/", reverse("assignments:difficulties", args=[commune.pk])):
        assert clerk.get(url).status_code == 403


@pytest.mark.parametrize("number", [1, 4])
def test_list_and_form_take_as_many_queries_for_one_as_for_four(
    membership: AgencyMembership,
    household: Household,
    officer: User,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(number):
        each = HouseholdFactory.create(hamlet=household.hamlet)
        AssignmentFactory.create(
            household=each, lead_agency=membership.agency, year=timezone.localdate().year
        )
        DifficultyFactory.create(unit=household.unit, household=each, agency=membership.agency)
    office, member = signed_in(officer), signed_in(membership.user)

    with django_assert_num_queries(13):  # with those that keep that names were seen
        office.get(reverse("assignments:difficulties", args=[household.unit_id]))
    with django_assert_num_queries(11):
        member.get(NEW)


def test_filter_that_is_none_shows_all(commune: AdministrativeUnit, officer: User) -> None:
    _three_states(commune)
    url = reverse("assignments:difficulties", args=[commune.pk])

    found = {
        query: len(signed_in(officer).get(f"{url}?{query}").context["found"])
        for query in ("", "loc=waiting", "loc=x\x00", "trang=-1", "trang=a")
    }

    assert found == {"": 3, "loc=waiting": 1, "loc=x\x00": 3, "trang=-1": 3, "trang=a": 3}
