"""Writing people and their roles."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from households.access import can_administer
from households.actions import (
    membership_create,
    membership_end,
    membership_move,
    user_create,
    user_update,
)
from households.models import Hamlet, Membership
from households.rules import Role
from povertyplan.accounts.actions import password_reset
from povertyplan.accounts.models import User
from povertyplan.accounts.passwords import one_time_password
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    PASSWORD,
    CommuneFactory,
    HamletFactory,
    MembershipFactory,
    UserFactory,
    administrator,
    at_once,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
LAST = "Phải còn ít nhất một người quản trị"


def is_in(browser: Client) -> bool:
    return browser.get("/xa/").status_code == 200


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def event() -> tuple[str, str, User | None, object]:
    """The last thing recorded."""
    last = AuditEvent.objects.order_by("pk").last()
    assert last
    return last.unit_code, last.action, last.user, last.details


def hamlet_membership(**fields: object) -> Membership:
    hamlet = HamletFactory.create()
    return MembershipFactory.create(hamlet=hamlet, unit=hamlet.unit, role=Role.SURVEYOR, **fields)


# --- the person ---


def test_names_are_changed_cleaned_and_the_sessions_stay():
    person, by = UserFactory.create(full_name="Người Cũ", position="Cũ"), administrator()
    browser = browser_of(person)

    user_update(user=person, full_name=" Người  Mới ", position="", is_active=True, by=by)

    person.refresh_from_db()
    assert (person.full_name, person.position) == ("Người Mới", "")
    assert event() == (
        "",
        "user_updated",
        by,
        {"full_name": ["Người Cũ", "Người Mới"], "position": ["Cũ", ""]},
    )
    assert is_in(browser)


def test_nothing_changed_is_no_event():
    person = UserFactory.create()

    user_update(user=person, full_name=person.full_name, position="", is_active=True, by=administrator())

    assert not AuditEvent.objects.exists()


def test_impossible_name_is_refused():
    person = UserFactory.create()

    with pytest.raises(ValidationError):
        user_update(user=person, full_name=" ", position="", is_active=True, by=administrator())

    assert User.objects.get(pk=person.pk).full_name == person.full_name


def test_locked_account_is_out_and_comes_back_without_its_old_sessions():
    person, by = UserFactory.create(), administrator()
    browser = browser_of(person)
    update = partial(user_update, user=person, full_name=person.full_name, position="", by=by)

    update(is_active=False)

    assert event() == ("", "user_updated", by, {"is_active": [True, False]})
    door = {"username": person.username, "password": PASSWORD}
    assert "chưa đúng" in Client().post("/dang-nhap/", door).text
    update(is_active=True)
    assert not is_in(browser)
    assert Client().post("/dang-nhap/", door).status_code == 302


def test_nobody_locks_the_own_account():
    by = administrator()
    administrator()

    with pytest.raises(DomainError, match="Không tự khóa"):
        user_update(user=by, full_name=by.full_name, position="", is_active=False, by=by)

    assert User.objects.get(pk=by.pk).is_active


def locked(user: User, by: User) -> None:
    user_update(user=user, full_name=user.full_name, position="", is_active=False, by=by)


def ended(user: User, by: User) -> None:
    membership_end(membership=Membership.objects.get(user=user, role=Role.ADMINISTRATOR), by=by)


@pytest.mark.parametrize("act", [locked, ended])
@pytest.mark.parametrize("other", ["none", "locked", "demo", "past"])
def test_last_administrator_stays(act, other):
    last, by = administrator(), UserFactory.create()
    match other:
        case "locked":
            User.objects.filter(pk=administrator().pk).update(is_active=False)
        case "demo":  # nobody signs in with it here
            User.objects.filter(pk=administrator().pk).update(is_demo=True)
        case "past":
            Membership.objects.filter(user=administrator()).update(valid_to=timezone.localdate())

    with pytest.raises(DomainError, match=LAST):
        act(last, by)

    assert User.objects.get(pk=last.pk).is_active
    assert can_administer(last)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("act", [locked, ended])
def test_one_of_two_administrators_may_go(act):
    one, other = administrator(), administrator()

    act(one, other)

    assert not (User.objects.get(pk=one.pk).is_active and can_administer(one))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("acts", [(locked, locked), (ended, ended), (locked, ended)])
def test_two_administrators_who_shut_each_other_out_leave_one(acts):
    one, other = administrator(), administrator()

    outcomes = at_once([partial(acts[0], one, other), partial(acts[1], other, one)])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DomainError", "NoneType"]
    left = Membership.objects.administrators().filter(user__is_active=True)
    assert left.count() == 1


# --- passwords ---


def test_password_of_somebody_else_is_reset_to_one_that_must_be_changed():
    person, by = UserFactory.create(), administrator()
    browser = browser_of(person)

    password = password_reset(user=person, by=by)

    person.refresh_from_db()
    assert person.check_password(password)
    assert person.must_change_password
    assert not is_in(browser)
    assert event() == ("", "password_reset", by, {})


def test_reset_lets_somebody_in_who_tried_too_often():
    person = UserFactory.create()
    for _ in range(11):
        refused = Client().post("/dang-nhap/", {"username": person.username, "password": "sai"})
    assert refused.status_code == 429

    password = password_reset(user=person, by=administrator())

    response = Client().post("/dang-nhap/", {"username": person.username, "password": password})
    assert response.status_code == 302


def test_own_password_is_not_reset():
    by = administrator()

    with pytest.raises(DomainError, match="Đổi mật khẩu"):
        password_reset(user=by, by=by)

    assert User.objects.get(pk=by.pk).check_password(PASSWORD)


def test_one_time_password_is_typed_the_same_with_a_vietnamese_keyboard():
    passwords = [one_time_password() for _ in range(200)]

    assert len(set(passwords)) == 200
    for password in passwords:
        words = password.split("-")
        assert [len(word) for word in words] == [3] * 6
        assert not set("sfrxjzwd0123456789") & set(password)  # what Telex and VNI make marks of
        assert all(sum(letter in "aeiou" for letter in word) == 1 for word in words)


# --- roles ---


def test_person_is_created_as_leader_of_a_hamlet():
    hamlet, by = HamletFactory.create(), administrator()

    user = user_create(
        username="truong.thon",
        full_name="Người Mẫu",
        password=PASSWORD,
        role=Role.HAMLET_LEADER,
        unit=hamlet.unit,
        hamlet=hamlet,
        by=by,
    )

    assert list(Hamlet.objects.visible_to(user)) == [hamlet]
    details = {"role": "hamlet_leader", "hamlet": hamlet.name}
    assert event() == (hamlet.unit.code, "membership_created", by, details)


@pytest.mark.django_db(transaction=True)
def test_same_name_for_two_people_at_once_is_refused_once():
    create = partial(
        user_create,
        username="moi",
        full_name="Người Mẫu",
        password=PASSWORD,
        role=Role.ADMINISTRATOR,
        unit=None,
        by=None,
    )

    outcomes = at_once([create] * 4)

    assert [type(outcome) for outcome in outcomes].count(ValidationError) == 3
    assert User.objects.count() == 1


@pytest.mark.parametrize("elsewhere", [True, False])
def test_hamlet_role_needs_a_hamlet_of_the_commune(elsewhere):
    hamlet = HamletFactory.create() if elsewhere else None

    with pytest.raises(ValidationError):
        membership_create(
            user=UserFactory.create(),
            role=Role.SURVEYOR,
            unit=CommuneFactory.create(),
            hamlet=hamlet,
            by=None,
        )

    assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_role_given_twice_at_once_is_held_once():
    user, unit = UserFactory.create(), CommuneFactory.create()

    outcomes = at_once([partial(membership_create, user=user, role=Role.CLERK, unit=unit, by=None)] * 4)

    assert [type(outcome) for outcome in outcomes].count(ValidationError) == 3
    assert Membership.objects.count() == AuditEvent.objects.count() == 1


def test_role_ends_from_this_moment_on_with_the_sessions():
    unit, by = CommuneFactory.create(), administrator()
    person = officer_of(unit)
    browser = browser_of(person)

    membership_end(membership=Membership.objects.get(user=person), by=by)

    assert Membership.objects.get(user=person).valid_to == timezone.localdate()
    assert not is_in(browser)
    person.refresh_from_db()
    assert browser_of(person).get(f"/xa/{unit.pk}/").status_code == 404
    assert event() == (unit.code, "membership_ended", by, {"role": "officer"})


def test_role_of_today_that_ends_today_never_was_and_may_begin_again():
    unit, by, person = CommuneFactory.create(), administrator(), UserFactory.create()

    for _ in range(2):
        given = membership_create(user=person, role=Role.OFFICER, unit=unit, by=by)
        membership_end(membership=given, by=by)

    assert not Membership.objects.filter(user=person).exists()
    recorded = AuditEvent.objects.filter(action="membership_ended").order_by("pk")
    assert [ended.target_id for ended in recorded][1:] == [str(given.pk)]


def test_role_ended_already_is_not_ended_again():
    membership, by = hamlet_membership(), administrator()
    membership_end(membership=membership, by=by)

    with pytest.raises(DomainError, match="tải lại trang"):
        membership_end(membership=membership, by=by)

    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_role_ended_twice_at_once_is_ended_once():
    membership, by = hamlet_membership(), administrator()

    outcomes = at_once([partial(membership_end, membership=membership, by=by)] * 4)

    assert [type(outcome) for outcome in outcomes].count(DomainError) == 3
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("days", [0, 30])
def test_hamlet_leader_moves_to_another_hamlet(days):
    old, new = HamletFactory.create_batch(2, unit=CommuneFactory.create())
    person, by = leader_of_hamlets(old), administrator()
    since = timezone.localdate() - dt.timedelta(days=days)
    Membership.objects.filter(user=person).update(valid_from=since)
    browser = browser_of(person)

    moved = membership_move(membership=Membership.objects.get(user=person), hamlet=new, by=by)

    assert list(Hamlet.objects.visible_to(person)) == [new]
    assert (moved.role, moved.valid_from, moved.valid_to) == (Role.HAMLET_LEADER, timezone.localdate(), None)
    assert Membership.objects.filter(hamlet=old, valid_to=timezone.localdate()).count() == (1 if days else 0)
    assert not is_in(browser)
    details = {"role": "hamlet_leader", "hamlet": [old.name, new.name]}
    assert event() == (old.unit.code, "membership_moved", by, details)


def test_move_that_makes_no_sense_is_refused_and_changes_nothing():
    membership, by = hamlet_membership(), administrator()
    assert membership.hamlet
    officer = MembershipFactory.create(unit=membership.unit)
    second = HamletFactory.create(unit=membership.unit)
    MembershipFactory.create(user=membership.user, unit=membership.unit, hamlet=second, role=Role.SURVEYOR)
    before = list(Membership.objects.order_by("pk").values())

    for moved, hamlet, error in (
        (membership, HamletFactory.create(), DomainError),  # of another commune
        (membership, membership.hamlet, DomainError),  # where the person is
        (officer, second, DomainError),  # works in the whole commune
        (membership, second, ValidationError),  # held there already
    ):
        with pytest.raises(error):
            membership_move(membership=moved, hamlet=hamlet, by=by)

    assert list(Membership.objects.order_by("pk").values()) == before
    assert not AuditEvent.objects.exists()
