"""A household edited, by one and by two at once."""

from __future__ import annotations

import pytest

from households.forms.register import BLANK_ROWS, HouseholdForm, member_rows
from households.models import Household, Member
from tests.factories import MemberFactory
from tests.households.register_pages.shared import events, found, post, rows_sent, url, wife

pytestmark = pytest.mark.django_db


def shown(household: Household, *changes: dict[str, str], **given: str) -> dict[str, str]:
    """What the page of editing would send."""
    people = list(household.members.present().order_by("position", "pk"))
    form = HouseholdForm(initial=HouseholdForm.stored(household))
    sent = {field.html_name: str(field.value() or "") for field in form}
    sent = {name: value for name, value in sent.items() if value not in {"", "False"}}
    return (
        sent
        | {"version": str(household.version)}
        | rows_sent(member_rows(None, people=people, with_health=False), *changes)
        | given
    )


def test_edit_keeps_what_is_left_as_shown(officer, household):
    before = list(Member.objects.order_by("position").values())

    answer = officer.post(url("household_edit", household.pk), shown(household), follow=True)

    assert "Đã lưu hộ Lò Văn Ế." in answer.text
    assert list(Member.objects.order_by("position").values()) == before
    assert events("household_saved") == [{"fields": [], "members": {}}]


def test_edit_changes_names_and_numbers_and_adds_who_was_left_out(officer, household):
    sent = shown(
        household,
        {"name": "Lò Văn Ê"},
        {"personal_number": ""},
        {"name": "Lò Thị Sót", "relation": "child"},
        address="Cuối bản",
        merit="on",
    )

    answer = officer.post(url("household_edit", household.pk), sent | {"more": "1"}, follow=True)

    saved = Household.objects.get()
    assert answer.redirect_chain[-1][0] == url("household_edit", household.pk)
    assert (saved.head.name, saved.address, saved.merit, saved.version) == ("Lò Văn Ê", "Cuối bản", True, 2)
    assert (wife(saved).personal_number, wife(saved).personal_number_key) == ("", "")
    assert wife(saved).illness == "bệnh kín"
    assert saved.members.filter(name="Lò Thị Sót").exists()
    assert found(officer, household, text="cuoi ban") == ["Lò Văn Ê"]


def test_masked_number_of_another_row_is_no_number(officer, household):
    sent = shown(household, {"personal_number": "•••••••••111"})

    answer = officer.post(url("household_edit", household.pk), sent)

    assert "chỉ gồm 12 chữ số" in answer.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (({"relation": "other"}, {}), "chưa có chủ hộ"),
        (({}, {"relation": "head"}), "2 chủ hộ"),
        (({"relation": "other"}, {"relation": "head"}), "Đổi chủ hộ"),
    ],
)
def test_edit_with_no_or_two_or_another_head_is_refused(officer, household, changes, said):
    answer = officer.post(url("household_edit", household.pk), shown(household, *changes))

    assert answer.status_code == 200
    assert said in answer.text
    assert Household.objects.get().version == 1


def test_second_saver_sees_what_is_stored_and_loses_nothing(officer, household):
    mine = shown(
        household, {}, {"name": "Hà Thị Của Tôi"}, {"name": "Lò Sót", "relation": "child"}, address="Của tôi"
    )
    officer.post(url("household_edit", household.pk), shown(household, address="Của họ"))

    answer = officer.post(url("household_edit", household.pk), mine)

    assert answer.status_code == 409
    assert "Của họ" in answer.text
    for typed in ("Của tôi", "Hà Thị Của Tôi", "Lò Sót"):
        assert f'value="{typed}"' in answer.text
    assert 'name="version" value="2"' in answer.text
    officer.post(url("household_edit", household.pk), mine | {"version": "2"})
    assert Household.objects.get().address == "Của tôi"
    assert household.members.count() == 3


def test_who_came_meanwhile_stays_and_blank_rows_stay_blank(officer, household):
    mine = shown(household, {}, {}, address="Của tôi")
    post(officer, "member_join", household, name="Lò Thị Bé", relation="child")

    answer = officer.post(url("household_edit", household.pk), mine)

    assert answer.status_code == 409
    assert "Nhập họ và tên" not in answer.text
    officer.post(url("household_edit", household.pk), mine | {"version": "2"})
    assert Household.objects.get().address == "Của tôi"
    assert household.members.present().count() == 3


@pytest.mark.parametrize("count", ["0", "1", "-1"])
def test_page_sent_without_the_head_leaves_him_as_he_is(officer, household, count):
    sent = shown(household) | {"members-TOTAL_FORMS": count, "address": "Đầu bản"}

    answer = officer.post(url("household_edit", household.pk), sent, follow=True)

    assert "Đã lưu hộ Lò Văn Ế." in answer.text
    saved = Household.objects.get()
    assert (saved.address, saved.members.present().count()) == ("Đầu bản", 2)


def test_second_saver_with_a_mistake_is_told_both(officer, household):
    sent = shown(household, {"birth": "2999"}, version="99")

    answer = officer.post(url("household_edit", household.pk), sent)

    assert answer.status_code == 409
    assert "tương lai" in answer.text
    assert "người khác đã lưu" in answer.text


@pytest.mark.parametrize("version", ["", "x", "99"])
def test_damaged_version_is_a_stale_one(officer, household, version):
    assert (
        officer.post(url("household_edit", household.pk), shown(household, version=version)).status_code
        == 409
    )


def test_saving_twice_at_once_is_told_too(officer, household, monkeypatch):
    """The page's own look at the version is not the lock."""
    sent = shown(household, address="Của tôi")
    original = Household.objects.select_for_update

    def between(*args, **kwargs):
        Household.objects.update(version=7)
        return original(*args, **kwargs)

    monkeypatch.setattr(Household.objects, "select_for_update", between)

    answer = officer.post(url("household_edit", household.pk), sent)

    assert answer.status_code == 409
    assert Household.objects.get().address == "Đầu bản"


@pytest.mark.parametrize("size", [1, 10])
def test_edit_takes_as_many_queries_for_more_members(officer, household, size, django_assert_num_queries):
    MemberFactory.create_batch(size, household=household)
    officer.get(url("household_edit", household.pk))

    with django_assert_num_queries(11):
        text = officer.get(url("household_edit", household.pk)).text

    assert text.count('-name"') >= size + BLANK_ROWS
