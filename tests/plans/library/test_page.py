"""The library's page, and who reads it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.actions import library_entry_add
from plans.models import LibraryEntry
from plans.rules import LibraryKind
from tests.factories import leader_of, officer_of, small_plan
from tests.plans.library.shared import RECIPIENT, kept, page_of
from tests.plans.writing_pages.sent import list_data, url_of

pytestmark = pytest.mark.django_db


def test_library_is_found_by_words_and_kind(plan, officer):
    kept(plan)
    kept(plan, LibraryKind.ACTOR)
    url = page_of("library", plan)

    def shown(**query: str) -> list[str]:
        return re.findall(r"<strong>([^<]+)</strong></a>", officer.get(url, query).text)

    assert shown() == ["Thường trực Đảng ủy b/c", "Trạm Y tế"]
    assert shown(q="CAP thuoc") == ["Trạm Y tế"]
    assert shown(loai="recipient") == ["Thường trực Đảng ủy b/c"]
    assert shown(loai="actor", q="dang uy") == []
    assert shown(loai="x", q="\x00%_", trang="999") == []
    assert "Không có mục nào khớp" in officer.get(url, {"q": "zzz"}).text


def test_library_page_takes_the_same_queries_for_one_entry_and_for_two_pages(plan, officer):
    counts = []
    for number in (1, 60):
        for each in range(number):
            fields = RECIPIENT | {"name": f"Nơi {number} {each}"}
            library_entry_add(unit=plan.unit, kind=LibraryKind.RECIPIENT, fields=fields, by=None)
        with CaptureQueriesContext(connection) as queries:
            page = officer.get(page_of("library", plan)).text
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert "trang 1/2" in page


def test_others_of_the_commune_read_and_strangers_find_nothing(plan, client):
    entry = kept(plan)
    stranger = small_plan()
    addresses = [page_of("library_entry", plan, entry.pk), page_of("library_entry_delete", plan, entry.pk)]

    client.force_login(leader_of(plan.unit))
    page = client.get(page_of("library", plan)).text
    assert "Thường trực Đảng ủy b/c" in page
    assert addresses[0] not in page
    assert {client.post(url, RECIPIENT | {"version": "1"}).status_code for url in addresses} == {403}

    client.force_login(officer_of(stranger.unit))
    assert {client.post(url, RECIPIENT | {"version": "1"}).status_code for url in addresses} == {404}
    assert client.get(page_of("library_entry", stranger, entry.pk)).status_code == 404
    assert "Thường trực" not in client.get(page_of("library", stranger)).text
    taken = client.post(
        url_of("recipients", stranger), list_data(stranger, "recipients", library=str(entry.pk))
    )
    assert "Chưa thêm gì" in taken.text
    assert LibraryEntry.objects.get() == entry
