"""Texts kept from a section and put behind another."""

from __future__ import annotations

import pytest

from plans.models import LibraryEntry
from plans.queries import offer_hits
from plans.rules import LibraryKind
from tests.factories import library_text
from tests.plans.library.shared import form_of
from tests.plans.writing_pages.sent import node_of, section_data, url_of

pytestmark = pytest.mark.django_db


def test_text_is_kept_under_its_own_name_and_put_behind_another(plan, later, officer):
    node, other = node_of(plan), node_of(later)

    data = section_data(node, body="Vay vốn {{so-ho}} hộ.", keep="text", keep_name="Vay vốn")
    officer.post(url_of("section", plan, node.pk), data)
    entry = LibraryEntry.objects.get()
    page = officer.post(
        url_of("section", later, other.pk), section_data(other, body="Đang gõ.", library=str(entry.pk))
    ).text

    assert (entry.kind, entry.name, entry.fields["body"]) == ("text", "Vay vốn", "Vay vốn {{so-ho}} hộ.")
    assert form_of(page)["body"] == "Đang gõ.\nVay vốn {{so-ho}} hộ."
    other.refresh_from_db()
    assert other.body == "Cho vay vốn."


def test_token_that_names_nothing_here_is_said_as_the_text_comes_in(plan, later, officer):
    entry = library_text(plan.unit, "Theo nhóm", "Nhóm một có {{nhom-ho@1}} hộ.")
    other = node_of(later)

    page = officer.post(url_of("section", later, other.pk), section_data(other, library=str(entry.pk))).text

    assert "Không có số liệu nào tên {{nhom-ho@1}}" in page


def test_section_without_words_has_nothing_to_keep(plan, officer):
    node = node_of(plan)

    page = officer.post(
        url_of("section", plan, node.pk), section_data(node, body="", keep="text"), follow=True
    ).text

    assert "Đoạn văn chưa có lời" in page
    assert not LibraryEntry.objects.exists()


def test_text_to_insert_is_offered_beside_the_section(plan, officer):
    library_text(plan.unit, "Vay vốn", 'Vay "vốn" <b>.\nDòng hai.')

    page = officer.get(url_of("section", plan, node_of(plan).pk), {"tv": "vay von"}).text

    assert 'data-insert="Vay &quot;vốn&quot; &lt;b&gt;.\nDòng hai." data-lines' in page


def test_page_carries_few_of_many_texts_whole(plan):
    for letter in "ABCDEFGHIJ":
        library_text(plan.unit, f"Đoạn {letter}", f"Lời {letter}")

    assert len(offer_hits(plan=plan, kind=LibraryKind.TEXT, query="").offers) == 8
    assert [each.name for each in offer_hits(plan=plan, kind=LibraryKind.TEXT, query="loi j").offers] == [
        "Đoạn J"
    ]
