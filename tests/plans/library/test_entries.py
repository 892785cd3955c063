"""An entry changed, refused, dropped, each told in words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from plans.actions import library as library_actions
from plans.actions import library_entry_delete, library_entry_save
from plans.models import LegalBasis, LibraryEntry
from plans.rules import LibraryKind
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.plans.library.shared import ACTOR, BASIS, RECIPIENT, filled, kept, page_of
from tests.plans.writing_pages.sent import list_data, url_of

pytestmark = pytest.mark.django_db


def test_same_name_is_refused_in_words_whatever_its_accents(plan, officer):
    kept(plan)
    filled(plan, "recipients", [{"name": "THƯỜNG TRỰC đảng ủy", "mark": "b/c"}])

    page = officer.post(
        url_of("recipients", plan), list_data(plan, "recipients", keep="rows-0"), follow=True
    ).text

    assert "Thư viện đã có “THƯỜNG TRỰC đảng ủy b/c”" in page
    assert "Đã lưu: nơi nhận." in page
    assert LibraryEntry.objects.count() == 1


def test_database_keeps_a_name_once_and_known_kinds_only(plan):
    entry = kept(plan)

    for change in ({"pk": None, "kind": "recipient"}, {"pk": None, "kind": "song"}):
        values = {**LibraryEntry.objects.filter(pk=entry.pk).values().get(), **change}
        values.pop("id")
        with pytest.raises(IntegrityError), transaction.atomic():
            LibraryEntry.objects.create(**values)


def test_entry_is_changed_and_the_plan_that_took_it_is_not(plan, officer):
    entry = kept(plan, LibraryKind.BASIS)
    url = page_of("library_entry", plan, entry.pk)
    page = officer.get(url).text
    assert 'value="05/03/2020"' in page

    data = {**BASIS, "date": "06/03/2020", "subject": "văn thư", "version": "1"}
    answer = officer.post(url, data)

    entry.refresh_from_db()
    assert answer.url == page_of("library", plan)
    assert (entry.values["date"], entry.version) == (dt.date(2020, 3, 6), 2)
    assert LegalBasis.objects.filter(plan=plan).values_list("number", flat=True)[0] == "07/2021/NĐ-CP"


def test_stale_and_gone_entries_are_said_in_words(plan, officer):
    entry = kept(plan)
    url = page_of("library_entry", plan, entry.pk)
    library_entry_save(entry=entry, fields=RECIPIENT | {"mark": ""}, version=1, by=None)

    stale = officer.post(url, RECIPIENT | {"version": "1"})
    undeleted = officer.post(page_of("library_entry_delete", plan, entry.pk), {"version": "1"}, follow=True)
    library_entry_delete(entry=entry, version=2, by=None)

    for answer in (stale, undeleted):
        assert "Người khác vừa sửa mục này" in answer.text
    assert 'value="b/c"' in stale.text
    with pytest.raises(StaleError, match="vừa bị người khác xóa"):
        library_entry_save(entry=entry, fields=RECIPIENT, version=2, by=None)
    assert officer.get(url).status_code == 404


@pytest.mark.parametrize(
    ("kind", "change", "sentence"),
    [
        ("actor", {"report_period": "", "report_due": "trước ngày 25"}, "Chọn kỳ báo cáo"),
        ("actor", {"kind": "king"}, "Chọn một mục trong danh sách."),
        ("actor", {"actor": ""}, "Nhập đơn vị, người"),
        ("basis", {"date": "31/02/2020"}, "Nhập ngày dạng"),
        ("basis", {"subject": "n" * 5000}, "Dài quá 600 chữ"),
    ],
)
def test_entry_is_held_to_the_rules_of_the_plans_own_lists(kind, change, sentence, plan, officer):
    entry = kept(plan, LibraryKind(kind))
    given = {name: "" if value is None else str(value) for name, value in entry.fields.items()}

    answer = officer.post(page_of("library_entry", plan, entry.pk), given | {"version": "1"} | change)

    entry.refresh_from_db()
    assert sentence in answer.text
    assert entry.version == 1


def test_what_cannot_be_stored_is_dropped_or_refused_in_words(plan, officer):
    entry = kept(plan)
    url = page_of("library_entry", plan, entry.pk)

    for name in ("a\x00b", "<script>alert(1)</script>", "ß" * 200, "\u200b"):
        assert officer.post(url, {"name": name, "mark": "", "version": "1"}).status_code in {200, 302}
        assert "<script>alert" not in officer.get(page_of("library", plan)).text
        LibraryEntry.objects.filter(pk=entry.pk).update(version=1)


def test_action_refuses_what_no_plan_may_hold_and_more_than_enough(plan, monkeypatch):
    with pytest.raises(ValidationError, match="Chọn kỳ báo cáo"):
        kept(plan, LibraryKind.ACTOR, report_period="")
    monkeypatch.setattr(library_actions, "MAX_ENTRIES", 1)
    kept(plan)

    with pytest.raises(DomainError, match="Thư viện đã đủ 1 mục loại nơi nhận"):
        kept(plan, name="Khác")


def test_entry_is_dropped_after_a_question(plan, officer):
    entry = kept(plan)
    url = page_of("library_entry_delete", plan, entry.pk)

    assert "Xóa “Thường trực Đảng ủy b/c” khỏi thư viện?" in officer.get(url).text
    gone = officer.post(url, {"version": "1"}, follow=True)

    assert "Đã xóa “Thường trực Đảng ủy b/c” khỏi thư viện." in gone.text
    assert not LibraryEntry.objects.exists()


def test_every_change_is_told_in_words(plan):
    entry = kept(plan, LibraryKind.ACTOR)
    library_entry_save(entry=entry, fields=ACTOR | {"kind": "school", "report_due": ""}, version=1, by=None)
    library_entry_delete(entry=entry, version=2, by=None)

    events = AuditEvent.objects.filter(target_type="plans.libraryentry").order_by("sequence")
    told = [
        (line.what, line.about, [(change.what, change.before, change.after) for change in line.changes])
        for line in lines(list(events))
    ]

    assert [what for what, _, _ in told] == [*["Cất vào thư viện văn bản"] * 2, "Xóa khỏi thư viện văn bản"]
    assert {about for _, about, _ in told} == {"Thư viện: Trạm Y tế"}
    assert told[1][2][1] == ("hạn báo cáo", "trước ngày 25", "")
    assert ("nhiệm vụ", ACTOR["text"], "") in told[2][2]
