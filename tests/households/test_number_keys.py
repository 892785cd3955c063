"""Personal numbers are found by a key of the installation, and by another one after a move."""

from __future__ import annotations

import runpy

import pytest
from django.core.management import call_command

from households.models import Member, number_keys, personal_number_key
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
NUMBER = "001204000111"


@pytest.fixture
def members() -> list[Member]:
    numbers = (NUMBER, "001204000112", "")
    return [MemberFactory.create(personal_number=number) for number in numbers]


def found(number: str) -> list[Member]:
    return list(Member.objects.filter(personal_number_key=personal_number_key(number)))


def test_key_hides_the_number_and_depends_on_the_installation(settings):
    key = personal_number_key(NUMBER)
    settings.SECRET_KEY = "another machine"

    assert NUMBER not in key
    assert personal_number_key(NUMBER) != key
    assert personal_number_key("") == ""


def test_migrate_renews_the_keys_of_another_installation(members, settings, monkeypatch):
    monkeypatch.setattr(number_keys, "BATCH", 1)
    settings.SECRET_KEY = "another machine"
    assert found(NUMBER) == []

    call_command("migrate", verbosity=0)

    assert found(NUMBER) == [members[0]]
    assert found("001204000112") == [members[1]]
    assert Member.objects.get(pk=members[2].pk).personal_number_key == ""


def test_start_renews_the_keys_of_another_installation_though_no_migration_waits(members, settings):
    """A database that was restored on another machine is as new as the program."""
    settings.SECRET_KEY = "another machine"

    runpy.run_path(str(settings.BASE / "scripts" / "prepare.py"))["migrate"]()

    assert found(NUMBER) == [members[0]]


def test_keys_that_fit_are_left_alone(members, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # whether there is a table, and one row of it
        made = number_keys.renew()

    assert made == 0


def test_renewing_says_how_many(members, settings):
    settings.SECRET_KEY = "another machine"

    assert number_keys.renew() == 2
