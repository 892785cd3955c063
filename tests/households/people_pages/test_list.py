"""Pages of people: list."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from households.models import Membership
from households.queries import people_matching
from povertyplan.accounts.models import User
from tests.factories import (
    PASSWORD,
    HamletFactory,
    UserFactory,
    leader_of_hamlets,
    officer_of,
)
from tests.households.people_pages.pages import PEOPLE

pytestmark = pytest.mark.django_db


def test_list_goes_by_given_name_and_says_where_people_work(inside, admin, commune):
    hamlet = HamletFactory.create(unit=commune)
    User.objects.filter(pk=admin.pk).update(full_name="Vũ Ngọc Ánh")
    leader = leader_of_hamlets(hamlet)
    User.objects.filter(pk=leader.pk).update(full_name="An Văn Đức", is_active=False)
    ended = officer_of(commune)
    User.objects.filter(pk=ended.pk).update(full_name="Bế Thị Bình")
    Membership.objects.filter(user=ended).update(valid_to=timezone.localdate())

    people = people_matching(text="")

    assert [person.full_name for person in people] == ["Vũ Ngọc Ánh", "Bế Thị Bình", "An Văn Đức"]
    assert [[str(role.place) for role in person.roles] for person in people] == [
        [""],
        [],
        [f"{hamlet.full_name}, {commune.full_name}"],
    ]
    page = inside.get(PEOPLE).text
    assert f"{hamlet.full_name}, {commune.full_name}" in page
    assert "đã khóa" in page
    assert "Chưa đăng nhập lần nào" in page


@pytest.mark.parametrize("text", ["duc tran", "ĐỨC", "tran.duc"])
def test_people_are_found_without_diacritics(inside, text):
    UserFactory.create(full_name="Trần Văn Đức", username="tran.duc")
    UserFactory.create(full_name="Lê Văn Tám", username="le.tam")

    page = inside.get(PEOPLE, {"q": text}).text

    assert "Trần Văn Đức" in page
    assert "Lê Văn Tám" not in page


def test_nobody_found_is_said(inside):
    assert "Không có ai khớp “xyz”" in inside.get(PEOPLE, {"q": "xyz"}).text


@pytest.mark.parametrize("number", [1, 4])
def test_list_takes_as_many_queries_for_one_as_for_many(inside, number, django_assert_num_queries):
    for _ in range(number):
        leader_of_hamlets(*HamletFactory.create_batch(number))

    with django_assert_num_queries(6):  # session, user, his roles, people, theirs, stranded ones
        inside.get(PEOPLE)


def test_last_sign_in_is_shown(inside):
    person = UserFactory.create()
    Client().post("/dang-nhap/", {"username": person.username, "password": PASSWORD})

    page = inside.get(PEOPLE, {"q": person.username}).text

    assert f"Đăng nhập lần cuối {timezone.localtime():%d/%m/%Y}" in page
