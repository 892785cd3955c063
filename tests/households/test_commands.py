"""People from the command line: the first one, and those with a role in a commune."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from households.models import AdministrativeUnit, Hamlet, Membership
from povertyplan.accounts.models import User
from tests.factories import PASSWORD, CommuneFactory, HamletFactory


def run(*arguments: str, **options: Any) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def exit_status(*arguments: str) -> int:
    """The status a shell would see."""
    try:
        run(*arguments)
    except CommandError as error:
        return error.returncode
    return 0


@pytest.mark.django_db
def test_first_user_is_created_once(monkeypatch):
    monkeypatch.setenv("FIRST_USER_PASSWORD", PASSWORD)

    text = run("first_user", username="quan.tri", full_name="Người Mẫu")

    assert "quan.tri" in text
    assert PASSWORD not in text
    assert User.objects.get().check_password(PASSWORD)
    with pytest.raises(CommandError, match="đã có người dùng"):
        run("first_user", username="nguoi.khac", full_name="Người Mẫu")
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("variable", "arguments"),
    [
        ("FIRST_USER_PASSWORD", ("first_user",)),
        ("NEW_USER_PASSWORD", ("user_add", "--role=administrator")),
    ],
)
def test_weak_password_is_refused(monkeypatch, variable, arguments):
    monkeypatch.setenv(variable, "12345")

    status = exit_status(*arguments, "--username=nguoi", "--full-name=Người Mẫu")

    assert status != 0
    assert not User.objects.exists()


@pytest.mark.django_db
def test_user_is_added_with_a_role_in_the_commune(monkeypatch):
    monkeypatch.setenv("NEW_USER_PASSWORD", PASSWORD)
    unit = CommuneFactory.create(code="90901")

    run("user_add", "--username=can.bo", "--full-name=Người Mẫu", "--role=officer", "--unit=90901")

    user = User.objects.get()
    assert user.check_password(PASSWORD)
    assert list(AdministrativeUnit.objects.visible_to(user)) == [unit]


@pytest.mark.django_db
def test_hamlet_leader_is_added_with_the_hamlet(monkeypatch):
    monkeypatch.setenv("NEW_USER_PASSWORD", PASSWORD)
    hamlet = HamletFactory.create(unit__code="90901", name="Bản Ao")

    run(
        *("user_add", "--username=truong.ban", "--full-name=Người Mẫu", "--role=hamlet_leader"),
        *("--unit=90901", "--hamlet=bản  ao"),
    )

    assert list(Hamlet.objects.visible_to(User.objects.get())) == [hamlet]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ("--role=officer",),
        ("--role=officer", "--unit=99999"),
        ("--role=administrator", "--unit=90901"),
        ("--role=hamlet_leader", "--unit=90901"),
        ("--role=hamlet_leader", "--unit=90901", "--hamlet=Bản Lạ"),
        ("--role=hamlet_leader", "--hamlet=Bản Lạ"),
        ("--role=king", "--unit=90901"),
        ("--role=officer", "--unit=90901", f"--position={'x' * 101}"),
    ],
)
def test_user_that_cannot_be_is_not_added(monkeypatch, arguments):
    monkeypatch.setenv("NEW_USER_PASSWORD", PASSWORD)
    CommuneFactory.create(code="90901")

    status = exit_status("user_add", "--username=can.bo", "--full-name=Người Mẫu", *arguments)

    assert status != 0
    assert not User.objects.exists()
    assert not Membership.objects.exists()
