"""Events of a household: split, merge, move, end, head, who joins and leaves."""

from __future__ import annotations

import re

import pytest

from households.models import Hamlet, Household, HouseholdEvent, Member
from tests.factories import HamletFactory, HouseholdFactory
from tests.households.register_pages.shared import DAY, NUMBER, events, post, url, wife

pytestmark = pytest.mark.django_db


def of(member: Member) -> str:
    return f"of_{member.pk}"


def test_split_on_its_page(officer, household):
    answer = post(
        officer, "household_split", household, hamlet=household.hamlet_id, **{of(wife(household)): "head"}
    )

    assert "Đã tách hộ." in answer.text
    assert "Có hộ tách ra" in answer.text
    assert Household.objects.count() == 2


def test_merge_is_found_first_and_then_done(officer, household):
    other = HouseholdFactory.create(hamlet=household.hamlet, head_name="Vi Văn Nhận")
    HouseholdFactory.create(head_name="Vi Văn Xa Lạ")
    people = {of(member): "other" for member in household.members.all()}

    shown_page = post(officer, "household_merge", household, text="vi van", find="1", **people).text
    assert "Vi Văn Nhận" in shown_page
    assert "Vi Văn Xa Lạ" not in shown_page
    assert "Chưa lưu" not in shown_page
    assert f'value="{DAY}"' in shown_page
    assert events("households_read") == [{"list": "merge", "searched": True, "count": 1}]
    answer = post(officer, "household_merge", household, text="vi van", into=other.pk, **people)

    assert "Đã nhập hộ." in answer.text
    assert other.members.present().count() == 3


@pytest.mark.parametrize("into", ["", "x", "foreign", "self"])
def test_merge_into_what_is_not_to_be_chosen_is_refused(officer, household, into):
    foreign = HouseholdFactory.create(head_name="Lò Văn Ế")
    target = {"foreign": foreign.pk, "self": household.pk}.get(into, into)
    people = {of(member): "other" for member in household.members.all()}

    answer = post(officer, "household_merge", household, text="lo van e", into=target, **people)

    assert "Chọn hộ nhận" in answer.text
    assert Household.objects.kept().count() == 2


def test_move_end_head_join_and_leave_on_their_pages(officer, household):
    hamlet: Hamlet = HamletFactory.create(unit=household.unit, name="Bản Xa")
    head, spouse = household.head, wife(household)

    answers = [
        post(officer, "household_move", household, hamlet=hamlet.pk),
        post(officer, "head_change", household, **{of(head): "spouse", of(spouse): "head"}),
        post(officer, "member_join", household, name="Lò Thị Bé", relation="child", birth="01/02/2026"),
        post(officer, "member_leave", household, member=head.pk, kind="member_died"),
        post(officer, "household_end", household, kind="moved_out", note="sang tỉnh khác"),
    ]

    assert [re.findall(r'notice-success">([^<]+)', answer.text) for answer in answers] == [
        ["Đã chuyển hộ."],
        ["Đã đổi chủ hộ."],
        ["Đã thêm nhân khẩu."],
        ["Đã ghi."],
        ["Đã ghi thôi quản lý hộ."],
    ]
    last = answers[-1].text
    for said in ("Bản Xa", "Hà Thị Ô", "Lò Thị Bé", "Nhân khẩu qua đời", "sang tỉnh khác", "thôi quản lý từ"):
        assert said in last
    assert "Sửa hộ" not in last


EVENT_PAGES = (
    *("household_split", "household_merge", "household_move", "household_end"),
    *("head_change", "member_join", "member_leave"),
)


@pytest.mark.parametrize("name", EVENT_PAGES)
@pytest.mark.parametrize("date", ["", "x", "31/02/2026", "01/01/2999", "01/01/0001"])
def test_event_of_no_possible_day_is_refused_in_words(officer, household, name, date):
    HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit), head_name="Vi Nhận")
    other = Household.objects.get(head__name="Vi Nhận")
    relations = {of(wife(household)): "head", of(household.head): "spouse"}
    sent = {
        "household_split": {"hamlet": household.hamlet_id, of(wife(household)): "head"},
        "household_merge": {"text": "vi nhan", "into": other.pk, **dict.fromkeys(relations, "other")},
        "household_move": {"hamlet": other.hamlet_id},
        "household_end": {"kind": "closed", "note": "lý do"},
        "head_change": relations,
        "member_join": {"name": "Lò Bé", "relation": "child"},
        "member_leave": {"member": wife(household).pk, "kind": "member_left"},
    }[name]

    answer = post(officer, name, household, **sent | {"date": date})

    assert answer.status_code == 200
    assert "Chưa lưu" in answer.text
    assert re.search("Chưa nhập mục này|Ghi ngày như|tương lai|không thể trước", answer.text)
    assert not HouseholdEvent.objects.exists()


@pytest.mark.parametrize("name", EVENT_PAGES)
def test_nothing_or_rubbish_sent_is_no_error_of_ours(officer, household, name):
    for sent in ({}, {"date": DAY, "hamlet": "x", "member": "x", "kind": "x", "into": "x", "name": "x\x00"}):
        assert officer.post(url(name, household.pk), sent).status_code == 200
    assert not HouseholdEvent.objects.exists()


@pytest.mark.parametrize("name", [*EVENT_PAGES, "household_edit"])
def test_household_that_ended_is_only_read(officer, household, name):
    Household.objects.update(valid_to="2026-02-01")

    for answer in (
        officer.get(url(name, household.pk)),
        officer.post(url(name, household.pk), {"date": DAY}),
    ):
        assert answer["Location"] == url("household", household.pk)


def test_joining_with_a_number_in_use_is_told_where(officer, household):
    other = HouseholdFactory.create(hamlet=household.hamlet)

    answer = post(officer, "member_join", other, name="Ai", relation="child", personal_number=NUMBER)

    assert "Số này đang ở hộ Lò Văn Ế" in answer.text
    assert other.members.count() == 1
