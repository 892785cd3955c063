"""The commune's library: what is kept from a plan, offered to another, found, changed and dropped."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.actions import library as library_actions
from plans.actions import library_entry_add, library_entry_delete, library_entry_save, parts_save
from plans.forms.lists import PARTS
from plans.forms.writing import SectionForm
from plans.models import LIBRARY_FIELDS, Duty, LegalBasis, LibraryEntry, Plan, Recipient
from plans.queries import offer_hits, offers
from plans.rules import LibraryKind, entry_name
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.factories import YEAR, leader_of, library_text, officer_of, small_plan
from tests.plans.test_writing_pages import list_data, node_of, section_data, url_of

pytestmark = pytest.mark.django_db

BASIS: dict[str, Any] = {
    "lead": "Căn cứ",
    "kind": "Nghị định",
    "number": "30/2020/NĐ-CP",
    "date": dt.date(2020, 3, 5),
}
BASIS |= {"body": "Chính phủ", "subject": "về công tác văn thư"}
ACTOR: dict[str, Any] = {"actor": "Trạm Y tế", "kind": "office", "text": "Khám cho hộ nghèo.\nCấp thuốc."}
ACTOR |= {"report_period": "monthly", "report_due": "trước ngày 25", "report_to": ""}
RECIPIENT: dict[str, Any] = {"name": "Thường trực Đảng ủy", "mark": "b/c"}
ROWS: dict[str, tuple[LibraryKind, Any, dict[str, Any]]] = {
    "bases": (LibraryKind.BASIS, LegalBasis, BASIS),
    "duties": (LibraryKind.ACTOR, Duty, ACTOR),
    "recipients": (LibraryKind.RECIPIENT, Recipient, RECIPIENT),
}


@pytest.fixture
def plan() -> Plan:
    return small_plan()


@pytest.fixture
def later(plan: Plan) -> Plan:
    return small_plan(plan.unit, year=YEAR + 1)


@pytest.fixture
def officer(plan: Plan, client: Client) -> Client:
    client.force_login(officer_of(plan.unit))
    return client


def kept(plan: Plan, kind: LibraryKind = LibraryKind.RECIPIENT, **fields: Any) -> LibraryEntry:
    given = {kind: fields for kind, _, fields in ROWS.values()}[kind] | fields
    return library_entry_add(unit=plan.unit, kind=kind, fields=given, by=None)


def filled(plan: Plan, key: str, rows: list[dict[str, Any]]) -> None:
    plan.refresh_from_db()
    parts_save(plan=plan, model=PARTS[key].model, rows=rows, version=plan.version, by=None)


def page_of(name: str, plan: Plan, *more: Any) -> str:
    return reverse(f"plans:{name}", args=[plan.unit_id, YEAR, *more])


def form_of(text: str) -> dict[str, str]:
    """What a browser would send of the page's main form, unticked boxes aside."""
    form = text[text.index('id="writing"') : text.index('<div class="foot-bar">')]
    given = {
        name: value
        for name, value in re.findall(r'<input type="(?:text|hidden)" name="([^"]+)" value="([^"]*)"', form)
        if name != "base"
    }
    given |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, flags=re.DOTALL):
        given[name] = re.findall(r'<option value="([^"]*)" selected', options)[0]
    return given


# --- names ---


@pytest.mark.parametrize(
    ("kind", "fields", "name"),
    [
        ("text", {"heading": "Lời dẫn", "body": "x"}, "Lời dẫn"),
        ("basis", BASIS, "Nghị định số 30/2020/NĐ-CP"),
        ("basis", BASIS | {"number": ""}, "Nghị định về công tác văn thư"),
        ("basis", BASIS | {"number": "", "subject": ""}, "Nghị định"),
        ("actor", ACTOR, "Trạm Y tế"),
        ("recipient", RECIPIENT, "Thường trực Đảng ủy b/c"),
        ("recipient", RECIPIENT | {"mark": ""}, "Thường trực Đảng ủy"),
    ],
)
def test_entry_is_called_by_what_it_is_known_by(kind, fields, name):
    assert entry_name(LibraryKind(kind), fields) == name


def test_library_keeps_all_that_the_plans_forms_ask():
    of_lists = {part.library: tuple(part.form.base_fields) for part in PARTS.values() if part.library}

    assert {LibraryKind.TEXT: tuple(SectionForm.base_fields)[:2], **of_lists} == LIBRARY_FIELDS


# --- from a plan and into another ---


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


# --- texts ---


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


# --- what is offered ---


def test_rows_of_other_plans_are_offered_once_newest_first_behind_the_library(plan):
    oldest, newer, mine = plan, small_plan(plan.unit, year=YEAR + 1), small_plan(plan.unit, year=YEAR + 2)
    filled(oldest, "duties", [ACTOR, ACTOR | {"actor": "Hội Nông dân", "text": "Cũ."}])
    filled(newer, "duties", [ACTOR | {"actor": "HỘI NÔNG DÂN", "text": "Mới."}, {**ACTOR, "actor": "Đã có"}])
    filled(mine, "duties", [ACTOR | {"actor": "đã  có"}])
    kept(plan, LibraryKind.ACTOR, actor="Đoàn Thanh niên")
    strange = small_plan(year=YEAR + 1)
    filled(strange, "duties", [ACTOR | {"actor": "Nơi khác"}])

    found = offers(plan=mine, kind=LibraryKind.ACTOR)

    assert [(offer.name, offer.year) for offer in found] == [
        ("Đoàn Thanh niên", None),
        ("HỘI NÔNG DÂN", YEAR + 1),
        ("Trạm Y tế", YEAR),
    ]
    assert found[1].values["text"] == "Mới."


def test_offers_take_two_queries_however_many_there_are(plan, django_assert_num_queries):
    for number in (1, 8):
        other = small_plan(plan.unit, year=YEAR + number)
        filled(other, "bases", [BASIS | {"number": f"{each}/QĐ-UBND"} for each in range(1, 5 * number)])
        kept(plan, LibraryKind.BASIS, number=f"{number}/NQ-HĐND")

        with django_assert_num_queries(2):
            hits = offer_hits(plan=plan, kind=LibraryKind.BASIS, query="qđ ubnd")

        assert 0 < len(hits.offers) <= 20
        assert hits.count > len(hits.offers) or number == 1


def test_search_answers_with_a_piece_of_a_page(plan, officer):
    kept(plan)
    kept(plan, name="Hội Nông dân")
    url = url_of("library_offers", plan, "recipient")

    found = officer.get(url, {"tv": "THUONG TRUC dang uy"}).text

    assert found.count('name="take"') == 1
    assert "Không có mục nào như vậy" in officer.get(url, {"tv": "zzz"}).text
    assert "Gần nhất" in officer.get(url, {"tv": "thường trực hội đồng"}).text
    assert officer.get(url, {"tv": "x" * 5000}).status_code == 200
    assert officer.get(url_of("library_offers", plan, "la")).status_code == 404


# --- keeping, changing, dropping ---


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


# --- the library's page ---


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
