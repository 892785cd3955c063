"""A household added with its members."""

from __future__ import annotations

import pytest

from households.forms.register import member_rows
from households.models import Ethnicity, Household, Member
from households.rules import EventKind
from tests.factories import HamletFactory, MemberFactory
from tests.households.register_pages.shared import DAY, NUMBER, OTHER_NUMBER, rows_sent, url

pytestmark = pytest.mark.django_db


def new(household: Household, *members: dict[str, str], **given: str) -> dict[str, str]:
    """What the page of adding would send."""
    sent = {"hamlet": str(household.hamlet_id), "kind": "registered", "valid_from": DAY}
    return sent | rows_sent(member_rows(None, with_health=False), *members) | given


HEAD = {"name": "Vi Thị Mới", "relation": "head"}


def test_household_is_added_with_its_members(officer, household):
    Ethnicity.objects.create(code="03", name="Thái")
    sent = new(
        household,
        {"name": "Vi  Thị Mới", "relation": "head", "sex": "female", "birth": "5/1/1980", "ethnicity": "03"},
        {"name": "Vi Văn Con", "relation": "child", "birth": "2010", "personal_number": "001 210 000 333"},
        code="H2",
        farming="on",
    )

    answer = officer.post(url("household_new", household.unit_id), sent, follow=True)

    made = Household.objects.get(code="H2")
    assert answer.redirect_chain[-1][0] == url("household", made.pk)
    assert "Đã thêm hộ Vi Thị Mới." in answer.text
    head, child = made.members.order_by("position")
    assert (head.name, f"{head.birth_date:%Y-%m-%d}", head.ethnicity_id) == ("Vi Thị Mới", "1980-01-05", "03")
    assert (child.birth_date, child.birth_year, child.personal_number) == (None, 2010, "001210000333")
    assert (made.farming, made.merit) == (True, False)
    assert made.events.get().kind == EventKind.REGISTERED


@pytest.mark.parametrize(
    ("members", "given", "said"),
    [
        ([], {}, "chưa có chủ hộ"),
        ([{"name": "A", "relation": "child"}], {}, "chưa có chủ hộ"),
        ([HEAD, HEAD], {}, "2 chủ hộ"),
        ([HEAD | {"name": ""}], {}, "Nhập họ và tên"),
        ([HEAD | {"relation": "?"}], {}, "Chọn một mục"),
        ([HEAD | {"birth": "01/01/2999"}], {}, "tương lai"),
        ([HEAD | {"birth": "2999"}], {}, "tương lai"),
        ([HEAD | {"birth": "1899"}], {}, "Ghi năm sinh"),
        ([HEAD | {"birth": "31/02/1980"}], {}, "Ghi năm sinh"),
        ([HEAD | {"birth": "tám mươi"}], {}, "Ghi năm sinh"),
        ([HEAD | {"personal_number": "123456789"}], {}, "chứng minh nhân dân cũ"),
        ([HEAD | {"personal_number": "1" * 11}], {}, "12 chữ số (đang có 11)"),
        ([HEAD | {"personal_number": "1" * 13}], {}, "12 chữ số (đang có 13)"),
        ([HEAD | {"personal_number": "٠" * 12}], {}, "chỉ gồm 12 chữ số"),
        ([HEAD | {"personal_number": "•••••••••111"}], {}, "chỉ gồm 12 chữ số"),
        ([HEAD | {"ethnicity": "99"}], {}, "Chọn một mục"),
        ([HEAD | {"name": "n" * 81}], {}, "Dài quá 80 chữ"),
        ([HEAD], {"hamlet": ""}, "Chọn một mục"),
        ([HEAD], {"hamlet": "foreign"}, "Chọn thôn, tổ của xã này"),
        ([HEAD], {"valid_from": "01/01/2999"}, "tương lai"),
        ([HEAD], {"valid_from": "hôm qua"}, "Ghi ngày như"),
        ([HEAD], {"valid_from": "01/01/0001"}, "Ghi ngày như"),
        ([HEAD], {"code": "H1"}, "Mã hộ đã có"),
        ([HEAD], {"kind": "closed"}, "Chọn một mục"),
        ([HEAD], {"members-TOTAL_FORMS": "x"}, "tải lại trang"),
        ([HEAD], {"members-0-id": "x"}, ""),
        (
            [
                HEAD | {"personal_number": OTHER_NUMBER},
                {"name": "B", "relation": "child", "personal_number": OTHER_NUMBER},
            ],
            {},
            "cùng số định danh",
        ),
    ],
)
def test_household_that_cannot_be_is_refused_as_typed(officer, household, members, given, said):
    if given.get("hamlet") == "foreign":
        given = {"hamlet": str(HamletFactory.create().pk)}

    answer = officer.post(url("household_new", household.unit_id), new(household, *members, **given))

    assert answer.status_code == 200
    assert said in answer.text
    assert "Chưa lưu" in answer.text
    assert Household.objects.count() == 1


def test_number_in_use_in_the_commune_is_told_where(officer, household):
    sent = new(household, HEAD | {"personal_number": NUMBER})

    answer = officer.post(url("household_new", household.unit_id), sent)

    assert f"Số này đang ở hộ Lò Văn Ế, {household.hamlet.full_name}" in answer.text
    assert Household.objects.count() == 1


def test_number_in_use_in_another_commune_is_taken_silently(officer, household):
    MemberFactory.create(personal_number=OTHER_NUMBER)

    answer = officer.post(
        url("household_new", household.unit_id),
        new(household, HEAD | {"personal_number": OTHER_NUMBER}),
        follow=True,
    )

    assert "Đã thêm hộ" in answer.text
    assert Member.objects.filter(personal_number=OTHER_NUMBER).count() == 2
