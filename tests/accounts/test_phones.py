"""A registered phone: thirty days, until somebody ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.actions import membership_end
from households.models import Membership
from povertyplan.accounts.actions import password_reset
from povertyplan.accounts.models import RegisteredPhone, User
from povertyplan.common.models import AuditEvent
from tests.accounts.conftest import password_change, password_change_elsewhere
from tests.factories import HamletFactory, StandardFactory, administrator, leader_of_hamlets, officer_of

pytestmark = pytest.mark.django_db
PAGE = reverse("households:phones")
REGISTER = reverse("households:phone_register")


@pytest.fixture
def leader() -> User:
    return leader_of_hamlets(HamletFactory.create())


@pytest.fixture
def phone(client: Client, leader: User) -> RegisteredPhone:
    """The leader's phone, which `client` is."""
    client.force_login(leader)
    assert client.post(REGISTER, {"name": "Máy  của tôi"}).status_code == 302
    return RegisteredPhone.objects.get()


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def end(client: Client, phone: RegisteredPhone) -> int:
    return client.post(reverse("households:phone_end", args=[phone.pk])).status_code


def test_registered_phone_lasts_thirty_days_used_or_not(leader: User, pass_time: Callable[..., None]) -> None:
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(leader)
        client.post(REGISTER, {"name": "Máy"})

    for days in range(29):
        pass_time(days=1)
        assert is_in(clients[0]), days
    pass_time(hours=23, minutes=59)
    assert all(map(is_in, clients))
    pass_time(minutes=1)

    assert not any(map(is_in, clients))


def test_cookie_of_a_phone_lasts_as_long(client: Client, phone: RegisteredPhone) -> None:
    lasts = dt.timedelta(seconds=client.cookies["sid"]["max-age"])

    assert dt.timedelta(days=29, hours=23) < lasts <= dt.timedelta(days=30)


def test_other_sessions_of_the_person_end_as_before(
    leader: User, phone: RegisteredPhone, pass_time: Callable[..., None]
) -> None:
    desk = Client()
    desk.force_login(leader)
    pass_time(minutes=30)

    assert not is_in(desk)


def test_registration_and_its_end_are_recorded(client: Client, leader: User, phone: RegisteredPhone) -> None:
    assert end(client, phone) == 302
    other = Client()
    other.force_login(leader)
    end(other, phone)

    events = AuditEvent.objects.filter(action__startswith="phone_").order_by("sequence")
    assert [(event.action, event.user, event.target_label, event.details) for event in events] == [
        ("phone_registered", leader, leader.username, {"phone": "Máy của tôi"}),
        ("phone_ended", leader, leader.username, {"phone": "Máy của tôi"}),
    ]


@pytest.mark.parametrize("ends", ["himself", "administrator"])
def test_next_request_of_an_ended_phone_is_refused(
    client: Client, leader: User, phone: RegisteredPhone, ends: str
) -> None:
    desk = Client()
    desk.force_login(leader if ends == "himself" else administrator())

    assert end(desk, phone) == 302

    assert not is_in(client)
    assert is_in(desk)


def test_stranger_finds_no_phone_to_end(client: Client, leader: User, phone: RegisteredPhone) -> None:
    stranger = Client()
    stranger.force_login(leader_of_hamlets(HamletFactory.create()))

    assert end(stranger, phone) == 404
    assert is_in(client)


@pytest.mark.parametrize(
    "act",
    [
        lambda leader: password_reset(user=leader, by=administrator()),
        password_change_elsewhere,
        lambda leader: membership_end(membership=Membership.objects.get(user=leader), by=administrator()),
    ],
    ids=["reset", "changed elsewhere", "role ended"],
)
def test_what_ends_all_sessions_ends_phones(
    client: Client, leader: User, phone: RegisteredPhone, act: Callable[[User], object]
) -> None:
    act(leader)

    assert not is_in(client)
    assert not leader.phones.standing().exists()


def test_signing_out_on_a_phone_registers_it_no_more(
    client: Client, leader: User, phone: RegisteredPhone
) -> None:
    client.post("/dang-xuat/")

    assert not leader.phones.standing().exists()


def test_password_changed_on_the_phone_leaves_it_registered(client: Client, phone: RegisteredPhone) -> None:
    assert password_change(client) == 302

    assert is_in(client)


def test_use_is_kept_once_an_hour_and_costs_one_query(
    client: Client, phone: RegisteredPhone, pass_time: Callable[..., None]
) -> None:
    def written() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        of_phones = [query["sql"] for query in queries if "accounts_registeredphone" in query["sql"]]
        assert len(of_phones) <= 3  # the page lists them
        return [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))]

    pass_time(minutes=59)
    assert written() == []
    pass_time(minutes=1)
    assert len(written()) == 1
    phone.refresh_from_db()
    assert phone.seen_at == timezone.now()
    assert written() == []


def test_only_hamlet_people_register_a_phone_and_it_has_a_name(client: Client, leader: User) -> None:
    client.force_login(officer_of(HamletFactory.create().unit))
    assert client.post(REGISTER, {"name": "Máy cơ quan"}).status_code == 403

    StandardFactory.create()
    client.force_login(leader)
    client.post(REGISTER, {"name": " "})
    client.post(REGISTER, {"name": "m" * 61})

    assert not RegisteredPhone.objects.exists()
    assert "Đặt tên cho máy." in client.get("/thon-toi/").text


def test_phone_is_registered_once(client: Client, leader: User, phone: RegisteredPhone) -> None:
    client.post(REGISTER, {"name": "Máy nữa"})

    assert leader.phones.count() == 1


def test_pages_list_standing_phones(client: Client, leader: User, phone: RegisteredPhone) -> None:
    RegisteredPhone.objects.create(
        user=leader, name="Máy đã mất", seen_at=timezone.now(), ended_at=timezone.now()
    )
    desk = Client()
    desk.force_login(administrator())

    for text in (client.get(PAGE).text, desk.get(reverse("households:user", args=[leader.pk])).text):
        assert "Máy của tôi" in text
        assert "Ngừng máy này" in text
        assert "Máy đã mất" not in text
