"""Rows kept from a plan's list and taken into another's."""

from __future__ import annotations

import pytest

from plans.models import LibraryEntry, Recipient
from plans.rules import entry_name
from tests.plans.library.shared import RECIPIENT, ROWS, filled, form_of, kept
from tests.plans.writing_pages.sent import list_data, node_of, section_data, url_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ROWS)
def test_ticked_row_is_kept_when_the_list_is_saved_and_comes_back_whole(key, plan, later, officer):
    kind, model, fields = ROWS[key]
    filled(plan, key, [fields])

    saved = officer.post(url_of(key, plan), list_data(plan, key, keep="rows-0"), follow=True)
    entry = LibraryEntry.objects.get()
    filled(plan, key, [])
    offered = officer.post(url_of(key, later), list_data(later, key, library="", take=str(entry.pk)))

    assert f"Đã cất vào thư viện: “{entry_name(kind, fields)}”." in saved.text
    assert "Đã thêm vào trang, chưa lưu" in offered.text
    assert "Cần sửa" not in offered.text
    assert model._default_manager.filter(plan=later).count() == 1
    officer.post(url_of(key, later), form_of(offered.text))
    taken = model._default_manager.filter(plan=later).order_by("order").values(*fields)
    assert list(taken)[1] == fields


def test_row_that_is_dropped_or_refused_is_not_kept(plan, officer):
    filled(plan, "recipients", [RECIPIENT, {"name": "Lưu: VT", "mark": ""}])

    officer.post(
        url_of("recipients", plan),
        list_data(plan, "recipients", keep="rows-0", **{"rows-0-DELETE": "on"}),
    )
    refused = officer.post(
        url_of("recipients", plan),
        list_data(plan, "recipients", keep="rows-0", **{"rows-0-name": ""}),
    )

    assert not LibraryEntry.objects.exists()
    assert 'name="keep" value="rows-0" checked' in refused.text


def test_what_is_typed_stays_when_rows_are_taken(plan, later, officer):
    entry = kept(plan)
    typed = {"rows-0-name": "Đang gõ dở", "rows-1-name": "Dòng mới đang gõ"}

    page = officer.post(
        url_of("recipients", later),
        list_data(later, "recipients", library="", take=str(entry.pk), draft="3f0a", **typed),
    ).text

    sent = form_of(page)
    names = [sent.get(f"rows-{number}-name", "") for number in range(4)]
    assert names == ["Đang gõ dở", "Dòng mới đang gõ", "Thường trực Đảng ủy", ""]
    assert 'data-draft="3f0a"' in page
    assert [row.name for row in Recipient.objects.filter(plan=later)] == ["Lưu: VT"]


def test_more_rows_than_blank_ones_are_taken(plan, later, officer):
    entries = [kept(plan, name=f"Nơi {letter}", mark="") for letter in "ABCDE"]

    data = list_data(later, "recipients", library="") | {"take": [str(entry.pk) for entry in entries]}
    page = officer.post(url_of("recipients", later), data).text
    officer.post(url_of("recipients", later), form_of(page))

    names = Recipient.objects.filter(plan=later).order_by("order").values_list("name", flat=True)
    assert list(names) == ["Lưu: VT", *(f"Nơi {letter}" for letter in "ABCDE")]


@pytest.mark.parametrize("take", ["", "999999", "k999999", "x", "\x00", "-1", "9" * 30])
def test_nothing_picked_is_said_and_changes_nothing(take, plan, officer):
    page = officer.post(url_of("recipients", plan), list_data(plan, "recipients", library=take)).text

    assert "Chưa thêm gì" in page
    assert form_of(page)["rows-0-name"] == "Lưu: VT"
    assert Recipient.objects.filter(plan=plan).count() == 1


def test_damaged_pages_are_answered_and_keep_nothing(plan, officer):
    node, url = node_of(plan), url_of("recipients", plan)
    entry = kept(plan)

    assert officer.post(url, {"library": str(entry.pk)}).status_code == 200
    assert officer.post(url, list_data(plan, "recipients", keep="rows-\x00")).status_code == 302
    long_name = section_data(node, keep="text", keep_name="n" * 10_000)
    assert officer.post(url_of("section", plan, node.pk), long_name, follow=True).status_code == 200
    assert LibraryEntry.objects.get() == entry


def test_lists_without_a_library_have_none(plan, officer):
    page = officer.get(url_of("funding", plan)).text

    assert "Lấy từ thư viện" not in page
    assert 'name="keep"' not in page
