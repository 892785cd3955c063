"""Pages of people, for administrators alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from households.models import AdministrativeUnit, Membership
from households.queries import people_matching, user_saved
from households.rules import Role
from povertyplan.accounts.models import User
from povertyplan.common.audit import version_of
from povertyplan.common.models import AuditEvent
from tests.factories import (
    PASSWORD,
    CommuneFactory,
    HamletFactory,
    MembershipFactory,
    StandardFactory,
    UserFactory,
    administrator,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
PEOPLE = "/nguoi-dung/"
NEW = "/nguoi-dung/moi/"
GIVEN = {"username": "moi.den", "full_name": "Lý Thị  Mới", "position": "Cán bộ", "role": "officer"}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
PASSWORDS = re.compile(r"[a-z]{3}(?:-[a-z]{3}){5}")


@pytest.fixture
def admin() -> User:
    return administrator()


@pytest.fixture
def inside(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def commune() -> AdministrativeUnit:
    return CommuneFactory.create()


def page_of(person: User) -> str:
    return f"/nguoi-dung/{person.pk}/"


# --- the list ---


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

    with django_assert_num_queries(7):  # session, user, right, people, roles, stranded ones, bar
        inside.get(PEOPLE)


def test_last_sign_in_is_shown(inside):
    person = UserFactory.create()
    Client().post("/dang-nhap/", {"username": person.username, "password": PASSWORD})

    page = inside.get(PEOPLE, {"q": person.username}).text

    assert f"Đăng nhập lần cuối {timezone.localtime():%d/%m/%Y}" in page


# --- somebody new ---


def test_place_comes_first_and_offers_what_is_opened(inside, commune):
    HamletFactory.create(unit=commune)
    CommuneFactory.create(name="Chưa Mở")

    page = inside.get(NEW).text

    assert commune.full_name in page
    assert "Chưa Mở" not in page
    assert 'name="username"' not in page


def test_place_that_is_not_offered_is_refused(inside, commune):
    for given in (str(commune.pk), "x", "9" * 30, "\x00"):
        page = inside.get(NEW, {"xa": given})

        assert page.status_code == 200
        assert "Chọn một mục trong danh sách." in page.text


def test_new_person_comes_with_a_password_that_is_shown_once(inside, admin, commune, caplog):
    officer_of(commune)

    answer = inside.post(f"{NEW}?xa={commune.pk}", GIVEN)

    person = User.objects.get(username="moi.den")
    (password,) = PASSWORDS.findall(answer.text)
    assert answer.status_code == 200
    assert person.check_password(password)
    assert person.must_change_password
    assert (person.full_name, person.position) == ("Lý Thị Mới", "Cán bộ")
    held = Membership.objects.get(user=person)
    assert (held.role, held.unit, held.valid_from) == (Role.OFFICER, commune, timezone.localdate())
    for kept in (
        *(f"{answer.headers}", f"{answer.cookies}", caplog.text, f"{inside.session.items()}"),
        *(inside.get(url).text for url in (page_of(person), PEOPLE, NEW)),
        f"{list(AuditEvent.objects.values())}",
    ):
        assert password not in kept


def test_new_hamlet_leader_gets_the_hamlet(inside, commune):
    hamlet = HamletFactory.create(unit=commune)

    inside.post(f"{NEW}?xa={commune.pk}", GIVEN | {"role": "hamlet_leader", "hamlet": hamlet.pk})

    assert Membership.objects.get(user__username="moi.den").hamlet == hamlet


def test_new_administrator_works_in_no_commune(inside):
    inside.post(f"{NEW}?xa=quan-tri", GIVEN | {"role": "administrator"})

    assert Membership.objects.get(user__username="moi.den").unit is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "moi den"}, "Chỉ dùng chữ cái, chữ số"),
        ({"username": ""}, "Chưa nhập mục này."),
        ({"full_name": " \x00 "}, "Chưa nhập mục này."),
        ({"full_name": "x" * 101}, "Dài quá 100 chữ"),
        ({"role": "administrator"}, "Chọn một mục trong danh sách."),
        ({"role": ""}, "Chọn một mục trong danh sách."),
        ({"role": "surveyor"}, "Chọn thôn, tổ cho vai trò này."),
        ({"role": "surveyor", "hamlet": "foreign"}, "Chọn một mục trong danh sách."),
        ({"role": "surveyor", "hamlet": "9" * 30}, "Chọn một mục trong danh sách."),
        ({"hamlet": "own"}, "đừng chọn thôn, tổ"),
        ({"username": "taken"}, "đã có người dùng; chọn tên khác"),
    ],
)
def test_what_is_wrong_with_somebody_new_is_said(inside, commune, change, sentence):
    hamlets = {"own": HamletFactory.create(unit=commune).pk, "foreign": HamletFactory.create().pk}
    UserFactory.create(username="taken")
    if "hamlet" in change:
        change = change | {"hamlet": hamlets.get(change["hamlet"], change["hamlet"])}

    answer = inside.post(f"{NEW}?xa={commune.pk}", GIVEN | change)

    assert answer.status_code == 200
    assert sentence in answer.text
    assert not PASSWORDS.search(answer.text)
    assert not User.objects.filter(username="moi.den").exists()


# --- one person ---


def test_names_are_saved(inside):
    person = UserFactory.create()

    page = inside.post(
        page_of(person),
        {"full_name": "Tên Mới", "position": "Chức mới", "is_active": "1", "version": "0"},
        follow=True,
    ).text

    person.refresh_from_db()
    assert (person.full_name, person.position, person.is_active) == ("Tên Mới", "Chức mới", True)
    assert "Đã lưu Tên Mới." in page


def test_locking_is_asked_once_more_and_says_what_is_lost(inside, commune):
    person = officer_of(commune)
    given = {"full_name": "Tên Mới", "position": "Chức mới", "is_active": "0", "version": "0"}

    asked = inside.post(page_of(person), given)

    assert User.objects.get(pk=person.pk).full_name == person.full_name
    assert User.objects.get(pk=person.pk).is_active
    assert "nhập số liệu, giao chỉ tiêu" in asked.text
    assert f"hôm nay {timezone.localdate():%d/%m/%Y}" in asked.text
    inside.post(page_of(person), dict(HIDDEN.findall(asked.text)) | {"sure": "1"})
    kept = User.objects.get(pk=person.pk)
    assert (kept.full_name, kept.position, kept.is_active) == ("Tên Mới", "Chức mới", False)


def test_locked_account_is_renamed_and_opened_without_a_question(inside):
    person = UserFactory.create(is_active=False)

    for is_active in ("0", "1"):
        version = version_of(user_saved(user=person))
        given = {"full_name": "Tên Mới", "position": "", "is_active": is_active, "version": version}
        inside.post(page_of(person), given)
        assert User.objects.get(pk=person.pk).full_name == "Tên Mới"

    assert User.objects.get(pk=person.pk).is_active


def test_account_is_locked_and_oneself_cannot_be(inside, admin):
    person = UserFactory.create()
    for each in (person, admin):
        given = {"full_name": "Tên", "position": "", "is_active": "0", "sure": "1", "version": "0"}
        answer = inside.post(page_of(each), given)

    assert not User.objects.get(pk=person.pk).is_active
    assert User.objects.get(pk=admin.pk).is_active
    assert "Không tự khóa tài khoản" in answer.text


@pytest.mark.parametrize(
    "given", [{}, {"full_name": "", "is_active": "1"}, {"full_name": "A", "is_active": "x"}]
)
def test_bad_names_are_refused(inside, given):
    person = UserFactory.create()

    answer = inside.post(page_of(person), given | {"x": "y"})

    assert answer.status_code == 200
    assert "Chưa lưu. Cần sửa:" in answer.text
    assert User.objects.get(pk=person.pk).full_name == person.full_name


def test_password_is_reset_and_shown_on_the_answer_alone(inside, caplog):
    person = UserFactory.create()

    answer = inside.post(f"{page_of(person)}mat-khau/")

    (password,) = PASSWORDS.findall(answer.text)
    assert answer.status_code == 200
    assert User.objects.get(pk=person.pk).check_password(password)
    kept = f"{answer.headers}{answer.cookies}{caplog.text}{inside.get(page_of(person)).text}"
    assert not PASSWORDS.search(kept)
    door = Client()
    door.post("/dang-nhap/", {"username": person.username, "password": password})
    assert door.get("/xa/")["Location"] == "/doi-mat-khau/"


def test_own_password_is_not_reset_here(inside, admin):
    assert "Đặt lại mật khẩu" not in inside.get(page_of(admin)).text

    page = inside.post(f"{page_of(admin)}mat-khau/", follow=True).text

    assert "đổi ở trang Đổi mật khẩu" in page
    assert User.objects.get(pk=admin.pk).check_password(PASSWORD)


# --- roles ---


def test_role_is_given_in_two_steps(inside, commune):
    HamletFactory.create(unit=commune)
    person = UserFactory.create()
    url = f"{page_of(person)}vai-tro/"
    assert commune.full_name in inside.get(url).text

    page = inside.post(f"{url}?xa={commune.pk}", {"role": "clerk"}, follow=True).text

    assert Membership.objects.get(user=person).role == Role.CLERK
    assert "vai trò văn thư" in page


def test_role_held_already_is_said(inside, commune):
    person = officer_of(commune)

    answer = inside.post(f"{page_of(person)}vai-tro/?xa={commune.pk}", {"role": "officer"})

    assert "đang giữ vai trò đó rồi" in answer.text
    assert Membership.objects.filter(user=person).count() == 1


def test_role_ends_and_stands_among_the_past(inside, commune):
    person = officer_of(commune)
    role = Membership.objects.get(user=person)

    page = inside.post(f"/vai-tro/{role.pk}/thoi/", follow=True).text
    again = inside.post(f"/vai-tro/{role.pk}/thoi/", follow=True).text

    assert "đã thôi vai trò cán bộ" in page
    assert "Vai trò đã thôi (1)" in page
    assert "tải lại trang" in again


def test_what_is_lost_is_said_before_a_role_ends(inside, commune):
    first, second = HamletFactory.create_batch(2, unit=commune)
    person = leader_of_hamlets(first, second)
    roles = {role.hamlet: role for role in Membership.objects.filter(user=person).select_related("hamlet")}
    assert f'href="/vai-tro/{roles[first].pk}/thoi/"' in inside.get(page_of(person)).text

    page = inside.get(f"/vai-tro/{roles[first].pk}/thoi/").text

    assert Membership.objects.filter(user=person, valid_to__isnull=True).count() == 2
    assert "không còn được rà soát hộ, xem số liệu và chỉ tiêu của thôn, tổ" in page
    assert f"hôm nay {timezone.localdate():%d/%m/%Y}" in page
    assert f"vẫn giữ vai trò trưởng thôn, tổ trưởng ({second.full_name}" in page
    inside.post(f"/vai-tro/{roles[second].pk}/thoi/")
    assert "không còn vai trò nào" in inside.get(f"/vai-tro/{roles[first].pk}/thoi/").text


def test_role_that_has_ended_is_not_ended_again(inside, commune):
    role = MembershipFactory.create(
        unit=commune, role=Role.CLERK, valid_from=timezone.localdate() - dt.timedelta(days=9)
    )
    inside.post(f"/vai-tro/{role.pk}/thoi/")

    page = inside.get(f"/vai-tro/{role.pk}/thoi/").text

    assert f"đã thôi từ {timezone.localdate():%d/%m/%Y}" in page
    assert "Không cho thôi" not in page


def test_last_administrator_is_told_so(inside, admin):
    role = Membership.objects.get(user=admin)

    page = inside.post(f"/vai-tro/{role.pk}/thoi/", follow=True).text

    assert "Phải còn ít nhất một người quản trị" in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICER])
def test_own_role_ends_and_the_session_goes_on(inside, admin, commune, role):
    administrator()
    StandardFactory.create()
    MembershipFactory.create(user=admin, unit=commune, role=Role.OFFICER)

    answer = inside.post(f"/vai-tro/{Membership.objects.get(user=admin, role=role).pk}/thoi/", follow=True)

    assert answer.status_code == 200
    assert "đã thôi vai trò" in answer.text
    assert inside.get(PEOPLE).status_code == (403 if role == Role.ADMINISTRATOR else 200)


def test_hamlet_leader_is_moved(inside, commune):
    old, new = HamletFactory.create_batch(2, unit=commune)
    foreign = HamletFactory.create()
    person = leader_of_hamlets(old)
    url = f"/vai-tro/{Membership.objects.get(user=person).pk}/chuyen/"
    page = inside.get(page_of(person)).text
    assert new.full_name in page
    assert f">{old.full_name}</option>" not in page

    for wrong in (foreign.pk, old.pk, "", "x"):
        assert "Chọn thôn, tổ để chuyển đến." in inside.post(url, {"hamlet": wrong}, follow=True).text
    page = inside.post(url, {"hamlet": new.pk}, follow=True).text

    assert f"đã chuyển sang {new.full_name}" in page
    assert Membership.objects.as_of(timezone.localdate()).get(user=person).hamlet == new


def test_move_to_a_hamlet_that_is_held_already_is_refused(inside, commune):
    old, new = HamletFactory.create_batch(2, unit=commune)
    person = leader_of_hamlets(old, new)
    role = Membership.objects.get(user=person, hamlet=old)

    page = inside.post(f"/vai-tro/{role.pk}/chuyen/", {"hamlet": new.pk}, follow=True).text

    assert "đang giữ vai trò đó ở thôn này rồi" in page
    assert Membership.objects.filter(user=person, valid_to__isnull=True).count() == 2


# --- who may ---


def test_whoever_does_not_administer_is_refused_with_a_sentence(client, commune):
    client.force_login(officer_of(commune))

    response = client.get(PEOPLE)

    assert response.status_code == 403
    assert "Chỉ người quản trị" in response.text


@pytest.mark.parametrize("of_a_place", [True, False])
def test_link_stands_in_the_menu_of_administrators_alone(client, commune, of_a_place):
    StandardFactory.create()
    officer = officer_of(commune)
    both = MembershipFactory.create(
        user=MembershipFactory.create(unit=None, role=Role.ADMINISTRATOR).user, unit=commune
    ).user
    url = f"/xa/{commune.pk}/thon/" if of_a_place else "/xa/"

    shown = []
    for person in (officer, both):
        client.force_login(person)
        shown.append(f'href="{PEOPLE}"' in client.get(url).text)

    assert shown == [False, True]


# --- health ---


@pytest.fixture
def opened(commune: AdministrativeUnit) -> AdministrativeUnit:
    """A commune to choose: one with a hamlet."""
    HamletFactory.create(unit=commune)
    return commune


@pytest.mark.parametrize("role", ["officer", "leader", "auditor"])
def test_health_is_given_with_a_tick_and_kept_in_the_log(inside, opened, role):
    person = UserFactory.create()

    answer = inside.post(
        f"/nguoi-dung/{person.pk}/vai-tro/?xa={opened.pk}", {"role": role, "sees_health": "on"}, follow=True
    )

    assert Membership.objects.get(user=person).sees_health
    assert "được xem khuyết tật, bệnh tật" in answer.text
    assert AuditEvent.objects.get(action="membership_created", target_label=person.username).details == {
        "role": role,
        "sees_health": True,
    }


def test_role_without_the_tick_sees_no_health(inside, opened):
    person = UserFactory.create()

    inside.post(f"/nguoi-dung/{person.pk}/vai-tro/?xa={opened.pk}", {"role": "officer"})

    assert not Membership.objects.get(user=person).sees_health


def test_health_is_not_given_to_who_sees_no_household_of_the_whole_commune(inside, commune):
    person, hamlet = UserFactory.create(), HamletFactory.create(unit=commune)

    for given in ({"role": "clerk"}, {"role": "surveyor", "hamlet": hamlet.pk}):
        answer = inside.post(
            f"/nguoi-dung/{person.pk}/vai-tro/?xa={commune.pk}", given | {"sees_health": "on"}
        )
        assert "Chỉ cán bộ, lãnh đạo, kiểm tra của cả xã, phường" in answer.text

    assert not Membership.objects.filter(user=person).exists()


def test_somebody_new_may_be_given_health_too(inside, opened):
    inside.post(f"{NEW}?xa={opened.pk}", GIVEN | {"sees_health": "on"})

    assert Membership.objects.get(user__username="moi.den").sees_health
