"""Pages of agencies: the list, one of them, who signs in for it, and what such a person sees."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignments.models import Agency, AgencyMembership
from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentFactory,
)
from tests.conflicts import sent_on
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MembershipFactory,
    StandardFactory,
    UserFactory,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
PASSWORD = re.compile(r"<code>([a-z]{3}(?:-[a-z]{3}){5})</code>")
GIVEN = {"name": "Hội Nông dân", "kind": "union", "short_name": "", "contact": "", "phone": "0912"}


@pytest.fixture
def commune() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def agency(commune: AdministrativeUnit) -> Agency:
    return AgencyFactory.create(unit=commune)


@pytest.fixture
def inside(commune: AdministrativeUnit, client: Client) -> Client:
    client.force_login(officer_of(commune))
    return client


def page(name: str, of: AdministrativeUnit | Agency, *more: int) -> str:
    args = [of.unit_id, of.pk, *more] if isinstance(of, Agency) else [of.pk]
    return reverse(f"assignments:{name}", args=args)


# --- the list ---


@pytest.mark.parametrize("number", [1, 4])
def test_list_takes_as_many_queries_for_one_agency_as_for_four(
    commune: AdministrativeUnit, inside: Client, number: int, django_assert_num_queries: Any
) -> None:
    hamlet = HamletFactory.create(unit=commune)
    for agency in AgencyFactory.create_batch(number, unit=commune):
        AgencyMembershipFactory.create(agency=agency)
        household = HouseholdFactory.create(hamlet=hamlet)
        AssignmentFactory.create(household=household, lead_agency=agency, year=timezone.localdate().year)

    with django_assert_num_queries(6):
        text = inside.get(page("agencies", commune)).content.decode()

    assert text.count('<td class="num">1</td><td class="num">1</td>') == number


def test_agency_is_added_changed_and_ended(commune: AdministrativeUnit, inside: Client) -> None:
    inside.post(page("agency_new", commune), GIVEN)
    added = Agency.objects.get()
    shown = inside.get(page("agency_edit", added))
    inside.post(page("agency_edit", added), sent_on(shown, name="Hội Nông dân phường"))
    day = timezone.localdate()
    inside.post(page("agency_end", added), {"date": f"{day:%d/%m/%Y}"})

    added.refresh_from_db()
    assert (added.name, added.order, added.valid_to) == ("Hội Nông dân phường", 1, day)
    assert "1 cơ quan, đơn vị đã thôi" in inside.get(page("agencies", commune)).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "n" * 151),
        ("kind", "guild"),
        ("phone", "gọi\x00bác"),
        ("order", "10000"),
        ("valid_from", "31/02/2026"),
    ],
)
def test_bad_field_is_refused(commune: AdministrativeUnit, inside: Client, field: str, value: str) -> None:
    answer = inside.post(page("agency_new", commune), GIVEN | {field: value})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not Agency.objects.exists()


def test_who_saves_second_sees_both(agency: Agency, inside: Client) -> None:
    shown = inside.get(page("agency_edit", agency))
    inside.post(page("agency_edit", agency), sent_on(shown, contact="Người của họ"))

    answer = inside.post(page("agency_edit", agency), sent_on(shown, contact="Người của tôi"))

    assert answer.status_code == 409
    assert "Người của họ" in answer.content.decode()
    assert "Người của tôi" in answer.content.decode()


def test_agency_that_helps_is_ended_only_with_the_box_ticked(agency: Agency, inside: Client) -> None:
    hamlet = HamletFactory.create(unit=agency.unit)
    AssignmentFactory.create(
        household=HouseholdFactory.create(hamlet=hamlet),
        lead_agency=agency,
        valid_to=timezone.localdate().replace(year=2100),
    )
    sent = {"date": f"{timezone.localdate():%d/%m/%Y}"}

    refused = inside.post(page("agency_end", agency), sent)
    assert "còn giúp đỡ 1 hộ" in refused.content.decode()
    assert Agency.objects.get().valid_to is None

    inside.post(page("agency_end", agency), sent | {"anyway": "on"})
    assert Agency.objects.get().valid_to == timezone.localdate()


@pytest.mark.parametrize(
    "name", ["agency", "agency_edit", "agency_end", "agency_member_new", "agency_member_end"]
)
def test_agency_of_another_commune_has_no_address_here(
    commune: AdministrativeUnit, inside: Client, name: str
) -> None:
    membership = AgencyMembershipFactory.create()
    more = [membership.pk] if name == "agency_member_end" else []

    answer = inside.get(reverse(f"assignments:{name}", args=[commune.pk, membership.agency_id, *more]))

    assert answer.status_code == 404


def test_membership_of_another_agency_has_no_address_here(agency: Agency, inside: Client) -> None:
    other = AgencyMembershipFactory.create(agency__unit=agency.unit)

    assert inside.post(page("agency_member_end", agency, other.pk)).status_code == 404
    assert AgencyMembership.objects.filter(valid_to=None).count() == 1


# --- who signs in ---


def test_new_member_gets_a_password_that_is_changed_first(agency: Agency, inside: Client) -> None:
    sent = {"new-full_name": "Lò Thị Giáo", "new-position": "Giáo viên", "new-username": "giaovien"}

    answer = inside.post(page("agency_member_new", agency), sent)

    found = PASSWORD.search(answer.content.decode())
    assert found
    member = Client()
    assert member.login(username="giaovien", password=found[1])
    assert member.get("/")["Location"] == reverse("accounts:password_change")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"new-full_name": "", "new-position": "", "new-username": "moi"}, "full_name"),
        ({"new-full_name": "Lò Thị Giáo", "new-username": "có dấu cách"}, "username"),
        ({"new-full_name": "Lò Thị Giáo", "new-username": "cosan"}, "username"),
        ({"known-username": "khongco"}, "username"),
        ({"known-username": "dakhoa"}, "__all__"),
        ({"known-username": "cosan"}, "__all__"),
    ],
)
def test_member_that_cannot_be_is_refused(
    agency: Agency, inside: Client, sent: dict[str, str], field: str
) -> None:
    AgencyMembershipFactory.create(agency=agency, user=UserFactory.create(username="cosan"))
    UserFactory.create(username="dakhoa", is_active=False)
    people = User.objects.count()

    answer = inside.post(page("agency_member_new", agency), sent)

    assert list(answer.context["form"].errors) == [field]
    assert (AgencyMembership.objects.count(), User.objects.count()) == (1, people)


def test_somebody_with_an_account_joins_and_leaves(agency: Agency, inside: Client) -> None:
    UserFactory.create(username="cosan", full_name="Người Có Sẵn")
    inside.post(page("agency_member_new", agency), {"known-username": "cosan"})
    membership = AgencyMembership.objects.get()
    member = Client()
    member.force_login(membership.user)
    mine = reverse("assignments:my_agency")
    assert agency.name in member.get(mine).content.decode()

    asked = inside.get(page("agency_member_end", agency, membership.pk)).content.decode()
    inside.post(page("agency_member_end", agency, membership.pk))

    assert "không còn thấy hộ nào" in asked
    assert member.get(mine)["Location"].startswith(reverse("accounts:sign_in"))
    member.force_login(User.objects.get(username="cosan"))
    assert member.get(mine)["Location"] == reverse("households:commune_list")


# --- what a member sees ---


def test_member_lands_on_the_agencys_page_with_a_bar_of_his_own() -> None:
    membership = AgencyMembershipFactory.create()
    client = Client()
    client.force_login(membership.user)

    home = client.get("/")
    text = client.get(home["Location"]).content.decode()

    assert home["Location"] == reverse("assignments:my_agency")
    bar = text[text.index('<nav class="bar-nav"') : text.index("</nav>")]
    assert re.findall(r'href="([^"]+)"', bar) == [
        home["Location"],
        reverse("plans:agency_duties"),
        reverse("assignments:difficulties_mine"),
    ]
    assert bar.count('aria-current="page"') == 1
    assert "Người dùng</a>" not in text


def test_hamlet_leader_who_is_a_member_lands_in_his_hamlets_and_finds_his_agency() -> None:
    StandardFactory.create()
    hamlet = HamletFactory.create()
    user = leader_of_hamlets(hamlet)
    AgencyMembershipFactory.create(user=user, agency__unit=hamlet.unit)
    client = Client()
    client.force_login(user)

    home = client.get("/")["Location"]

    assert home == reverse("plans:my_hamlets")
    assert reverse("assignments:my_agency") in client.get(home).content.decode()


def test_who_works_nowhere_is_told_whom_to_ask() -> None:
    client = Client()
    client.force_login(UserFactory.create())

    text = client.get("/", follow=True).content.decode()

    assert "chưa được giao xã, phường nào" in text


def test_officer_of_two_communes_still_chooses() -> None:
    user = officer_of(CommuneFactory.create())
    MembershipFactory.create(user=user)
    client = Client()
    client.force_login(user)

    assert client.get("/")["Location"] == reverse("households:commune_list")
