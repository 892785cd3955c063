"""Pages of the register: the list, one household, adding and editing, events, a whole number."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.forms.formsets import BaseFormSet
from django.test import Client
from django.urls import reverse

from households.forms.register import BLANK_ROWS, HouseholdForm, member_rows
from households.models import Ethnicity, Hamlet, Household, HouseholdEvent, Member, Membership
from households.rules import EventKind, Relation, Role
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    StandardFactory,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
NUMBER, OTHER_NUMBER = "001204000111", "001204000222"
DAY = "01/03/2026"


@pytest.fixture
def household() -> Household:
    """A couple; the wife's number is known."""
    household = HouseholdFactory.create(head_name="Lò Văn Ế", code="H1", address="Đầu bản")
    Member.objects.update(position=1)
    MemberFactory.create(
        household=household,
        name="Hà Thị Ô",
        relation=Relation.SPOUSE,
        personal_number=NUMBER,
        illness="bệnh kín",
        disability=True,
        position=2,
    )
    return household


@pytest.fixture
def user(household: Household) -> User:
    return officer_of(household.unit)


@pytest.fixture
def officer(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"households:{name}", args=args)


def list_of(household: Household) -> str:
    return url("household_list", household.unit_id)


def wife(household: Household) -> Member:
    return household.members.get(name="Hà Thị Ô")


def names(text: str) -> list[str]:
    """The heads in the table, in their order."""
    return re.findall(r'<th scope="row"><a href="/ho/\d+/">(.+?)</a>', text)


def found(client: Client, household: Household, **typed: str) -> list[str]:
    return names(client.post(list_of(household), {"text": "", **typed}, follow=True).text)


def events(action: str) -> list[dict[str, Any]]:
    return list(
        AuditEvent.objects.filter(action=action).order_by("sequence").values_list("details", flat=True)
    )


# --- the list ---


def test_list_goes_by_given_name_in_vietnamese_order(officer, household):
    for name in ("Lò Văn Ân", "Hà Văn An", "Vi Thị Ánh", "An Văn Đức", "An Văn Dũng"):
        HouseholdFactory.create(hamlet=household.hamlet, head_name=name)

    shown = names(officer.get(list_of(household)).text)

    assert shown == ["Hà Văn An", "Vi Thị Ánh", "Lò Văn Ân", "An Văn Dũng", "An Văn Đức", "Lò Văn Ế"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ế", ["Lò Văn Ế"]),
        ("van e", ["Lò Văn Ế"]),
        ("LO", ["Lò Văn Ế"]),
        ("h1", ["Lò Văn Ế"]),
        ("đầu", ["Lò Văn Ế"]),
        ("an", ["Hà Thị An"]),
        ("thi an", ["Hà Thị An"]),
        ("12", ["Hà Thị An"]),
        ("%", []),
        ("không có", []),
    ],
)
def test_list_is_searched_by_name_code_and_address(officer, household, typed, expected):
    HouseholdFactory.create(hamlet=household.hamlet, head_name="Hà Thị An", code="PT-0012")

    assert found(officer, household, text=typed) == expected


def test_no_name_stands_in_an_address(officer, household):
    answer = officer.post(list_of(household), {"text": "Lò Văn Ế"}, follow=True)

    (target, status) = answer.redirect_chain[-1]
    assert status == 302
    assert re.fullmatch(rf"{list_of(household)}\?tim=\w{{8}}", target)
    assert 'value="Lò Văn Ế"' in answer.text


def test_search_of_another_session_finds_everything(officer, household, user):
    answer = officer.post(list_of(household), {"text": "không có"})
    other = Client()
    other.force_login(user)

    assert names(other.get(answer["Location"]).text) == ["Lò Văn Ế"]


def test_session_keeps_the_last_searches_and_no_number(officer, household, monkeypatch):
    monkeypatch.setattr("households.views.register.SEARCHES_KEPT", 2)
    for typed in ("một", "hai", "ba", NUMBER, NUMBER[:9]):
        officer.post(list_of(household), {"text": typed})

    assert list(officer.session["household_searches"].values()) == ["hai", "ba"]


def test_list_is_filtered_by_hamlet_and_hides_who_has_left(officer, household):
    hamlet = HamletFactory.create(unit=household.unit)
    HouseholdFactory.create(hamlet=hamlet, head_name="Hà Thị An")
    HouseholdFactory.create(hamlet=hamlet, head_name="Hà Thị Cũ", valid_to="2026-01-01")

    assert found(officer, household) == ["Hà Thị An", "Lò Văn Ế"]
    assert found(officer, household, hamlet=str(hamlet.pk)) == ["Hà Thị An"]
    assert found(officer, household, hamlet=str(hamlet.pk), with_ended="on") == ["Hà Thị An", "Hà Thị Cũ"]


@pytest.mark.parametrize("query", ["thon=x", "thon=999999", "trang=x", "trang=-1", "tim=x", "trang=99999999"])
def test_damaged_address_shows_the_list(officer, household, query):
    assert names(officer.get(f"{list_of(household)}?{query}").text) == ["Lò Văn Ế"]


@pytest.mark.parametrize("typed", [{"hamlet": "x"}, {"text": "n" * 101}, {"text": "a\x00b"}])
def test_damaged_search_is_answered_in_words(officer, household, typed):
    assert officer.post(list_of(household), {"text": "", **typed}, follow=True).status_code == 200


def test_list_has_fifty_a_page(officer, household):
    for number in range(51):
        HouseholdFactory.create(hamlet=household.hamlet, head_name=f"An {number}")

    first, last = (officer.get(f"{list_of(household)}?trang={page}").text for page in (1, 9))

    assert (len(names(first)), len(names(last))) == (50, 2)
    assert "trang 1/2" in first
    assert '<td class="num">51</td>' in last
    assert "Sau" in first
    assert "Trước" in last


@pytest.mark.parametrize("size", [1, 12])
def test_list_takes_as_many_queries_for_more_households(officer, household, size, django_assert_num_queries):
    closed = ReviewRoundFactory.create(unit=household.unit, closed=True)
    for _ in range(size):
        made = HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit))
        MemberFactory.create(household=made)
        ReviewFactory.create(round=closed, household=made, poor=True)
    officer.get(list_of(household))  # the session's own

    with django_assert_num_queries(18):
        text = officer.get(list_of(household)).text

    assert text.count("hộ nghèo</span>") == size


def test_list_shows_people_and_the_last_class(officer, household):
    for year, trait in ((2023, "near_poor"), (2024, "poor")):
        done = ReviewRoundFactory.create(unit=household.unit, closed=True, year=year)
        ReviewFactory.create(round=done, household=household, **{trait: True})
        type(done).objects.filter(pk=done.pk).update(reference_date=f"{year}-12-31")

    text = officer.get(list_of(household)).text

    assert '<td class="num">2</td>' in text
    assert 'hộ nghèo</span> <span class="hint">2024</span>' in text


def test_hamlets_own_people_see_their_hamlet_and_its_filter_alone(client, household):
    neighbour = HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit))
    client.force_login(leader_of_hamlets(household.hamlet))

    text = client.get(list_of(household)).text

    assert names(text) == ["Lò Văn Ế"]
    assert neighbour.hamlet.full_name not in text
    assert "Thêm hộ" not in text
    assert names(client.get(f"{list_of(household)}?thon={neighbour.hamlet_id}").text) == ["Lò Văn Ế"]


def test_reading_the_list_is_kept_by_its_filter_and_count(officer, household):
    officer.post(list_of(household), {"text": "Ế", "hamlet": str(household.hamlet_id)}, follow=True)

    assert events("households_read") == [
        {"list": "register", "hamlet": household.hamlet_id, "searched": True, "page": 1, "count": 1}
    ]


def test_bar_leads_to_households_for_those_who_see_them(client, household):
    StandardFactory.create()
    for role, seen in ((Role.OFFICER, True), (Role.AUDITOR, True), (Role.CLERK, False)):
        client.force_login(MembershipFactory.create(unit=household.unit, role=role).user)
        page = client.get(f"/xa/{household.unit_id}/2026/").text

        assert (f'href="{list_of(household)}"' in page) == seen


def test_ones_own_hamlets_lead_to_their_households(client, household):
    StandardFactory.create()
    client.force_login(leader_of_hamlets(household.hamlet))

    page = client.get(reverse("plans:my_hamlets")).text

    assert f'href="{list_of(household)}?thon={household.hamlet_id}"' in page


# --- by number ---


@pytest.mark.parametrize("typed", [NUMBER, "001 204 000 111"])
def test_whole_number_leads_to_its_household(officer, household, typed):
    answer = officer.post(list_of(household), {"text": typed})

    assert answer["Location"] == url("household", household.pk)


@pytest.mark.parametrize("where", ["nowhere", "foreign", "unseen"])
def test_number_elsewhere_is_as_if_it_were_not(client, officer, household, where):
    if where == "foreign":
        MemberFactory.create(personal_number=OTHER_NUMBER)
    if where == "unseen":
        neighbour = HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit))
        MemberFactory.create(household=neighbour, personal_number=OTHER_NUMBER)
        client.force_login(leader_of_hamlets(household.hamlet))

    answer = client.post(list_of(household), {"text": OTHER_NUMBER}, follow=True)

    assert answer.redirect_chain == [(list_of(household), 302)]
    assert "Không có ai mang số này trong danh sách hộ." in answer.text


def test_who_may_not_see_numbers_finds_nobody_by_one(client, household):
    client.force_login(leader_of_hamlets(household.hamlet))

    answer = client.post(list_of(household), {"text": NUMBER}, follow=True)

    assert "Không có ai mang số này" in answer.text


@pytest.mark.parametrize(("typed", "said"), [("123456789", "chứng minh"), ("1" * 11, "11"), ("1" * 13, "13")])
def test_number_of_other_length_is_said_to_be_none(officer, household, typed, said):
    answer = officer.post(list_of(household), {"text": typed}, follow=True)

    assert said in answer.text
    assert typed not in answer.text


def test_long_code_of_digits_is_found(officer, household):
    Household.objects.update(code="2412000123")

    assert officer.post(list_of(household), {"text": "2412000123"})["Location"] == url(
        "household", household.pk
    )


# --- one household ---


def test_page_shows_members_masked_and_no_health(officer, household):
    text = officer.get(url("household", household.pk)).text

    assert "Hà Thị Ô" in text
    assert "•••••••••111" in text
    assert NUMBER not in text
    assert "bệnh kín" not in text
    assert "Khuyết tật" not in text


def test_health_is_shown_to_whom_it_was_given(client, household, user):
    Membership.objects.filter(user=user).update(sees_health=True)
    client.force_login(user)

    assert "bệnh kín" in client.get(url("household", household.pk)).text
    assert "bệnh kín" in client.get(url("household_edit", household.pk)).text


def test_page_tells_the_years_on_one_line(officer, household):
    for year, trait in ((2024, "near_poor"), (2023, "poor")):
        done = ReviewRoundFactory.create(unit=household.unit, closed=True, year=year)
        type(done).objects.filter(pk=done.pk).update(reference_date=f"{year}-12-31")
        ReviewFactory.create(round=done, household=household, **{trait: True})

    text = officer.get(url("household", household.pk)).text

    path = text[text.index('<ol class="path">') : text.index("</ol>", text.index('<ol class="path">'))]
    assert re.findall(r"<b>(\d+)</b>.*?>(hộ [^<]+)<", path) == [
        ("2023", "hộ nghèo"),
        ("2024", "hộ cận nghèo"),
    ]


@pytest.mark.parametrize("size", [1, 6])
def test_page_takes_as_many_queries_for_more(officer, household, size, django_assert_num_queries):
    for year in range(2020, 2020 + size):
        done = ReviewRoundFactory.create(unit=household.unit, closed=True, year=year)
        ReviewFactory.create(round=done, household=household, poor=True)
        member = MemberFactory.create(household=household)
        other = HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit))
        HouseholdEvent.objects.create(
            household=household,
            kind=EventKind.SPLIT,
            date="2026-01-01",
            other=other,
            member=member,
            hamlet_before=other.hamlet,
            recorded_by=officer_of(household.unit),
        )
    officer.get(url("household", household.pk))

    with django_assert_num_queries(17):
        text = officer.get(url("household", household.pk)).text

    assert text.count("Tách hộ</strong>") == size


def test_each_look_at_a_household_is_kept_once(officer, household):
    officer.get(url("household", household.pk))
    officer.head(url("household", household.pk))
    officer.get(url("household_edit", household.pk))

    kept = AuditEvent.objects.filter(action="household_read")
    assert list(kept.values_list("target_id", "details")) == [(str(household.pk), {})] * 2
    assert not any("Lò" in event.target_label for event in kept)


def test_log_of_the_commune_tells_the_looks(client, household):
    for role in (Role.OFFICER, Role.LEADER):
        client.force_login(MembershipFactory.create(unit=household.unit, role=role).user)
        client.get(url("household", household.pk))
        client.get(f"{list_of(household)}?thon={household.hamlet_id}")

    text = client.get(url("log", household.unit_id)).text

    assert text.count("Xem hộ</strong>") == 2
    assert text.count("Xem danh sách hộ</strong>") == 2
    assert household.hamlet.name in text


# --- a whole number ---


def test_number_is_shown_one_at_a_time_and_that_is_kept(officer, household):
    answer = officer.post(url("member_number", household.pk, wife(household).pk))

    assert NUMBER in answer.text
    assert events("personal_number_shown") == [{"member": str(wife(household).pk)}]
    assert not AuditEvent.objects.filter(action="household_read").exists()


@pytest.mark.parametrize("role", [Role.AUDITOR])
def test_number_is_not_shown_to_others(client, household, role):
    client.force_login(MembershipFactory.create(unit=household.unit, role=role).user)

    assert "Hiện số" not in client.get(url("household", household.pk)).text
    answer = client.post(url("member_number", household.pk, wife(household).pk))
    assert answer.status_code == 403
    assert NUMBER not in answer.text
    assert events("personal_number_shown") == []


def test_number_of_somebody_else_or_nobody_is_not_there(officer, household):
    stranger = MemberFactory.create(personal_number=OTHER_NUMBER)

    for member in (stranger, household.head):
        assert officer.post(url("member_number", household.pk, member.pk)).status_code == 404
    assert events("personal_number_shown") == []


# --- adding and editing ---


def rows_sent(rows: BaseFormSet[Any], *changes: dict[str, str]) -> dict[str, str]:
    """What the page would send for the members, with changes by row."""
    sent = {field.html_name: str(field.value() or "") for form in rows for field in form}
    sent |= {field.html_name: str(field.value()) for field in rows.management_form}
    for number, change in enumerate(changes):
        sent |= {f"members-{number}-{name}": value for name, value in change.items()}
    return sent


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

    with django_assert_num_queries(14):
        text = officer.get(url("household_edit", household.pk)).text

    assert text.count('-name"') >= size + BLANK_ROWS


# --- events ---


def post(client: Client, event: str, household: Household, **sent: Any) -> Any:
    return client.post(url(event, household.pk), {"date": DAY, **sent}, follow=True)


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


def test_register_of_a_commune_without_hamlets_is_there(client):
    unit = CommuneFactory.create()
    client.force_login(officer_of(unit))

    assert "Chưa có hộ nào" in client.get(url("household_list", unit.pk)).text
    assert client.get(url("household_new", unit.pk)).status_code == 200
