"""Pages of places: first start, choosing a commune, the list of hamlets."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from households.actions import HamletLine, hamlets_save, membership_create
from households.forms.places import HamletsForm
from households.models import AdministrativeUnit, Hamlet, Membership
from households.queries import hamlets_of, hamlets_saved
from households.rules import Area, HamletLabel, Role
from povertyplan.accounts.models import User
from povertyplan.common.audit import version_of
from povertyplan.common.conflicts import shown as shown_by
from tests.conflicts import sent_on
from tests.factories import MembershipFactory

PASSWORD = "Lua-Chin-Vang-2026"
FIRST = {"username": "quantri", "full_name": "Đỗ Văn Quản", "password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def commune(db) -> AdministrativeUnit:
    province = AdministrativeUnit.objects.create(code="19", name="Thái Nguyên", kind="province")
    return AdministrativeUnit.objects.create(code="05800", name="Phú Thịnh", kind="commune", parent=province)


@pytest.fixture
def ward(commune: AdministrativeUnit) -> AdministrativeUnit:
    return AdministrativeUnit.objects.create(code="05801", name="Bỉm Sơn", kind="ward", parent=commune.parent)


def person(role: Role, unit: AdministrativeUnit | None = None) -> User:
    return MembershipFactory.create(
        user__username=role, user__full_name="Nguyễn Thị Mai", role=role, unit=unit
    ).user


@pytest.fixture
def officer(commune: AdministrativeUnit) -> User:
    return person(Role.OFFICER, commune)


@pytest.fixture
def administrator(db) -> User:
    return person(Role.ADMINISTRATOR)


def listed(unit: AdministrativeUnit) -> list[str]:
    return [hamlet.name for hamlet in hamlets_of(unit=unit, on=timezone.localdate())]


def form_data(unit: AdministrativeUnit, text: str = "", **changes: str) -> dict[str, str]:
    """What the page would send: its fields as shown, `text` in the box, and `changes` by field name."""
    form = HamletsForm(unit=unit, hamlets=list(hamlets_of(unit=unit, on=timezone.localdate())))
    bound = [*form.paste, *form.rows.management_form, *(field for row in form.rows for field in row)]
    shown = {field.html_name: field.value() for field in bound if not field.html_name.endswith("remove")}
    given = {name: "" if value is None else str(value) for name, value in shown.items()}
    return {
        **given,
        "paste-text": text,
        "version": str(version_of(hamlets_saved(unit=unit))),
        "base": json.dumps(shown_by(form)),
        **{name.replace("__", "-"): value for name, value in changes.items()},
    }


# first start


def test_first_start_makes_an_administrator_and_signs_in(client: Client, db):
    response = client.post("/bat-dau/", FIRST)

    assert response["Location"] == "/chon-xa/"
    assert Membership.objects.get().role == Role.ADMINISTRATOR
    assert client.get("/chon-xa/").status_code == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "ngan", "password_again": "ngan"}, "Mật khẩu phải có ít nhất 12 ký tự."),
        ({"password_again": "khac"}, "Hai lần nhập mật khẩu khác nhau."),
        ({"username": "quan tri"}, "Chỉ dùng chữ cái, chữ số"),
    ],
)
def test_first_start_says_what_is_wrong_and_makes_nobody(client: Client, db, change, sentence: str):
    response = client.post("/bat-dau/", FIRST | change)

    assert response.status_code == 200
    assert sentence in response.text
    assert PASSWORD not in response.text
    assert not User.objects.exists()


def test_first_start_is_gone_once_anybody_exists(client: Client, officer: User):
    assert [client.get("/bat-dau/").status_code, client.post("/bat-dau/", FIRST).status_code] == [404, 404]


@pytest.mark.parametrize("extra", [{"REMOTE_ADDR": "10.0.0.9"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
def test_first_start_is_only_for_this_machine(client: Client, db, extra: Any):
    assert client.post("/bat-dau/", FIRST, **extra).status_code == 404
    assert not User.objects.exists()


# home and choosing


def test_home_leads_to_the_one_commune(client: Client, officer: User, commune: AdministrativeUnit):
    client.force_login(officer)

    assert client.get("/")["Location"] == f"/xa/{commune.pk}/"


def test_home_leads_to_the_list_of_several(client: Client, officer: User, ward: AdministrativeUnit):
    membership_create(user=officer, role=Role.LEADER, unit=ward, by=None)
    client.force_login(officer)

    page = client.get("/", follow=True)

    assert page.redirect_chain == [("/xa/", 302)]
    assert "Xã Phú Thịnh" in page.text
    assert "Phường Bỉm Sơn" in page.text


def test_home_leads_a_new_administrator_to_choosing(client: Client, administrator: User):
    client.force_login(administrator)

    assert client.get("/")["Location"] == "/chon-xa/"


def test_home_says_whom_to_ask_when_there_is_no_role(client: Client, db):
    client.force_login(User.objects.create_user("moi", password=PASSWORD, full_name="Người Mới"))

    assert "Nhờ người quản trị" in client.get("/", follow=True).text


@pytest.mark.parametrize("text", ["Phú Thịnh", "phu thinh", "thinh thai nguyen", "XÃ PHÚ"])
def test_choosing_finds_with_and_without_diacritics(client: Client, administrator, commune, ward, text: str):
    client.force_login(administrator)

    page = client.get("/chon-xa/", {"q": text}).text

    assert "Xã Phú Thịnh" in page
    assert "Phường Bỉm Sơn" not in page


def test_choosing_filters_by_province(client: Client, administrator: User, commune: AdministrativeUnit):
    client.force_login(administrator)

    assert "Xã Phú Thịnh" in client.get("/chon-xa/", {"tinh": "19"}).text
    assert "Không có xã, phường nào khớp" in client.get("/chon-xa/", {"tinh": "01"}).text


def test_opening_a_commune_goes_on_to_its_hamlets(client: Client, administrator: User, commune):
    client.force_login(administrator)

    page = client.post(f"/chon-xa/{commune.pk}/", follow=True)

    assert page.redirect_chain == [(f"/xa/{commune.pk}/thon/", 302)]
    assert "Nhập danh sách thôn" in page.text


def test_only_administrators_open_communes(client: Client, officer: User, ward: AdministrativeUnit):
    client.force_login(officer)

    answers = [client.get("/chon-xa/"), client.post(f"/chon-xa/{ward.pk}/")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Chỉ người quản trị" in answers[0].text


def test_a_province_is_not_opened(client: Client, administrator: User, commune: AdministrativeUnit):
    client.force_login(administrator)

    assert client.post(f"/chon-xa/{commune.parent_id}/").status_code == 404


# hamlets


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ba Giăng\n\n  Lê   Lợi \r\n", ["Ba Giăng", "Lê Lợi"]),
        ("1. Ba Giăng\n2) Lê Lợi\n10 - Cao Khản", ["Ba Giăng", "Lê Lợi", "Cao Khản"]),
        (
            "STT\tTên xóm\tSố hộ\n1\tBa Giăng\t199\t3\n2\tLê Lợi\t113\t3\n\tTổng cộng\t312",
            ["Ba Giăng", "Lê Lợi"],
        ),
        ("Ba Giăng\t199\t3\t2\nLê Lợi\t113", ["Ba Giăng", "Lê Lợi"]),
        ("Xóm\n1\tKhu phố 1\n2\tKhu phố 2", ["Khu phố 1", "Khu phố 2"]),
        ("1\n2\n3", ["1", "2", "3"]),
        ("Xo\u0301m Hoa\u0300", ["Xóm Hoà"]),
    ],
)
def test_pasted_lists_are_read(client: Client, officer: User, commune: AdministrativeUnit, text: str, names):
    client.force_login(officer)

    response = client.post(f"/xa/{commune.pk}/thon/?nam=2027", form_data(commune, text))

    assert response["Location"].startswith(f"/xa/{commune.pk}/2027/")
    assert listed(commune) == names


def test_label_and_area_come_from_the_unit_unless_the_name_says_otherwise(client: Client, ward):
    client.force_login(person(Role.OFFICER, ward))

    client.post(f"/xa/{ward.pk}/thon/", form_data(ward, "Bắc Sơn\nThôn Đoài"))

    found = Hamlet.objects.order_by("position").values_list("name", "label", "area")
    assert list(found) == [("Bắc Sơn", "to_dan_pho", "urban"), ("Thôn Đoài", "thon", "urban")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("STT\tTên\n1\tBa Giăng\n2\tLê Lợi\n3\tba giăng", "Dòng 4: “ba giăng” đã có ở dòng 2."),
        ("Mới\nCũ Một", "Dòng 2: “Cũ Một” đã có ở số 1 trong danh sách."),
        ("A\n" + "b" * 61, "Dòng 2: Tên dài quá 60 chữ."),
        ("\n".join(f"Xóm {i}" for i in range(600)), "Dòng 499: Nhiều nhất 500 thôn, tổ dân phố."),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_lost(client, officer, commune, text: str, sentence: str):
    client.force_login(officer)
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "Cũ Một\nCũ Hai"))

    response = client.post(f"/xa/{commune.pk}/thon/", form_data(commune, text, rows__1__name="Cũ Hai sửa"))

    assert response.status_code == 200
    assert sentence in response.text
    assert text.splitlines()[-1] in response.text
    assert "Cũ Hai sửa" in response.text
    assert listed(commune) == ["Cũ Một", "Cũ Hai"]


def test_table_renames_swaps_orders_and_removes(client: Client, officer: User, commune):
    client.force_login(officer)
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "Một\nHai\nBa\nBốn"))
    before = dict(Hamlet.objects.values_list("name", "pk"))

    changes = {"rows__0__name": "Hai", "rows__1__name": "Một", "rows__2__remove": "on", "rows__3__order": "1"}
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "Năm", **changes))

    assert listed(commune) == ["Hai", "Bốn", "Một", "Năm"]
    after = dict(Hamlet.objects.values_list("name", "pk"))
    assert (after["Hai"], after["Một"]) == (before["Một"], before["Hai"])


def test_hamlet_that_another_officer_added_meanwhile_stays(client: Client, officer: User, commune):
    client.force_login(officer)
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "Một"))
    stale = form_data(commune, "Ba")
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "Hai"))

    answer = client.post(f"/xa/{commune.pk}/thon/", stale)

    assert answer.status_code == 409
    assert listed(commune) == ["Một", "Hai"]
    client.post(f"/xa/{commune.pk}/thon/", sent_on(answer))
    assert listed(commune) == ["Một", "Hai", "Ba"]


def test_hamlet_of_another_commune_cannot_be_renamed(client: Client, officer: User, commune, ward):
    line = HamletLine(name="Bắc Sơn", label=HamletLabel.TO_DAN_PHO, area=Area.URBAN, line=1)
    hamlets_save(unit=ward, lines=[line], by=None)
    client.force_login(officer)
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "Một"))

    forged = {"rows__0__hamlet_id": str(Hamlet.objects.get(unit=ward).pk), "rows__0__name": "Chiếm"}
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, **forged))

    assert (listed(ward), listed(commune)) == (["Bắc Sơn"], ["Chiếm", "Một"])


@pytest.mark.parametrize("field", ["rows__TOTAL_FORMS", "rows__INITIAL_FORMS"])
@pytest.mark.parametrize("value", ["", "x", "0", "9999"])
def test_forged_counts_of_rows_do_no_harm(client: Client, officer: User, commune, field: str, value: str):
    client.force_login(officer)
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "Một\nHai"))

    response = client.post(f"/xa/{commune.pk}/thon/", form_data(commune, **{field: value}))

    assert response.status_code in {200, 302}
    assert listed(commune) == ["Một", "Hai"]


def test_leader_reads_the_list_and_does_not_write(client: Client, officer: User, commune):
    client.force_login(officer)
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "Một"))
    client.force_login(person(Role.LEADER, commune))

    page, refused = (
        client.get(f"/xa/{commune.pk}/thon/"),
        client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "Hai")),
    )

    assert "Một" in page.text
    assert "<textarea" not in page.text
    assert refused.status_code == 403
    assert listed(commune) == ["Một"]


def test_hamlets_of_another_commune_are_not_found(client: Client, officer: User, ward):
    client.force_login(officer)

    assert client.get(f"/xa/{ward.pk}/thon/").status_code == 404
    assert client.post(f"/xa/{ward.pk}/thon/", {"paste-text": "X"}).status_code == 404


# what holds for every page


@pytest.mark.parametrize("path", ["/xa/", "/chon-xa/?q=phu", "/xa/{pk}/thon/", "/khong-co/"])
def test_pages_hold_to_the_content_policy(client: Client, officer: User, administrator, commune, path: str):
    membership_create(user=administrator, role=Role.OFFICER, unit=commune, by=None)
    client.force_login(administrator)

    page = client.get(path.format(pk=commune.pk)).text

    assert re.findall(r"<[^>]+\s(?:style|on[a-z]+)\s*=|<style|<script(?![^>]*\ssrc=)", page) == []
    assert '<html lang="vi">' in page
    assert len(re.findall(r"<h1", page)) == 1


@pytest.mark.parametrize("count", [1, 4])
def test_hamlets_page_takes_as_many_queries_for_one_as_for_many(
    client: Client, officer: User, commune, count: int, django_assert_num_queries
):
    client.force_login(officer)
    client.post(f"/xa/{commune.pk}/thon/", form_data(commune, "\n".join(f"Xóm {i}" for i in range(count))))

    # session, user, role, the list's version, commune, hamlets, communes of the bar
    with django_assert_num_queries(5):
        client.get(f"/xa/{commune.pk}/thon/")
