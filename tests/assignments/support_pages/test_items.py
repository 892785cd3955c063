"""Pages of support: recording, who may, photos, lists."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from assignments.models import SupportItem, SupportProof
from assignments.rules import HelpContent, SupportSource
from povertyplan.common.models import AuditEvent
from povertyplan.documents import images
from povertyplan.documents.xlsx import read_workbook
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentFactory,
    SupportItemFactory,
    VisitFactory,
)
from tests.assignments.support_pages.conftest import DAY, NUMBER, jpeg, signed_in, typed, upload, url
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    HouseholdFactory,
    leader_of,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db


# --- recording ---


def test_officer_records_what_was_given(household, officer):
    answer = officer.post(url("support_new", household.pk), typed())

    assert answer.status_code == 302
    item = SupportItem.objects.get()
    assert (item.value, item.date, item.source_name) == (
        Decimal(18_000_000),
        dt.date(2026, 1, 5),
        "Công ty Mẫu",
    )
    page = officer.get(answer["Location"]).text
    assert "Đã ghi khoản hỗ trợ." in page
    assert "18.000.000 đồng · trao 05/01/2026" in " ".join(page.replace("</span>", "").split())


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"value": "-1"}, "value"),
        ({"value": "0"}, "value"),
        ({"value": "1.000.000.001"}, "value"),
        ({"value": "9" * 400}, "value"),
        ({"value": "mười triệu"}, "value"),
        ({"date": "05/01/2050"}, "date"),
        ({"date": "31/12/1999"}, "date"),
        ({"date": "31/02/2026"}, "date"),
        ({"date": "\x00"}, "date"),
        ({"date": ""}, "date"),
        ({"date": "", "due_date": "05/01/2059"}, "due_date"),
        ({"what": ""}, "what"),
        ({"what": "x" * 10_000}, "what"),
        ({"content": "cow"}, "content"),
        ({"source": ""}, "source"),
        ({"agency": "999999"}, "agency"),
        ({"agency": "x\x00"}, "agency"),
        ({"legal_land": "maybe"}, "legal_land"),
    ],
)
def test_bad_field_is_refused_beside_it_and_stays_typed(household, officer, broken, field):
    answer = officer.post(url("support_new", household.pk), typed(**broken))

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not SupportItem.objects.exists()


def test_agency_of_another_commune_cannot_be_chosen(household, officer):
    foreign = AgencyFactory.create()

    answer = officer.post(url("support_new", household.pk), typed(agency=str(foreign.pk)))

    assert list(answer.context["form"].errors) == ["agency"]


def test_same_item_is_offered_to_be_recorded_once_more(household, officer):
    page = url("support_new", household.pk)
    officer.post(page, typed())

    answer = officer.post(page, typed())
    assert "Khoản này đã có" in answer.text
    assert "Vẫn ghi thêm" in answer.text
    officer.post(page, typed(again="on"))

    assert SupportItem.objects.count() == 2


def test_promise_is_given_from_a_form_that_knows_it(household, officer):
    item = SupportItemFactory.create(household=household, date=None, due_date=DAY)
    form = officer.get(url("support_give", item.pk))
    assert 'value="18.000.000"' in form.text

    refused = officer.post(url("support_give", item.pk), {"date": "01/01/2050", "value": "", "version": 1})
    assert list(refused.context["form"].errors) == ["date"]
    stale = officer.post(url("support_give", item.pk), {"date": "01/07/2026", "value": "", "version": 7})
    assert "Người khác vừa sửa" in stale.text
    officer.post(url("support_give", item.pk), {"date": "01/07/2026", "value": "17.000.000", "version": 1})

    item.refresh_from_db()
    assert (item.date, item.value) == (dt.date(2026, 7, 1), Decimal(17_000_000))


def test_who_saves_second_sees_both(item, officer):
    page = url("support", item.pk)
    mine = sent_on(officer.get(page), value="17.000.000")
    SupportItem.objects.filter(pk=item.pk).update(value=16_000_000, version=2)

    answer = officer.post(page, mine)

    assert answer.status_code == 409
    assert "16.000.000" in answer.text
    assert "17.000.000" in answer.text
    keep = {f"keep:{choice.name}": "mine" for choice in answer.context["conflict"].choices}
    assert officer.post(page, sent_on(answer, **keep)).status_code == 302
    item.refresh_from_db()
    assert (item.value, item.version) == (17_000_000, 3)


def test_withdrawn_item_is_shown_with_its_reason_and_changed_no_more(item, officer):
    assert "Chưa nhập" in officer.post(url("support_withdraw", item.pk), {"reason": ""}).text

    officer.post(url("support_withdraw", item.pk), {"reason": "Ghi nhầm hộ"})

    page = officer.get(url("household_help", item.household_id)).text
    assert "Ghi nhầm hộ" in page
    assert "Chưa ghi khoản hỗ trợ nào" in page
    assert officer.get(url("support", item.pk)).status_code == 302


# --- who may ---


def test_member_of_an_agency_sees_and_writes_help_of_assigned_households(household, client):
    member = AgencyMembershipFactory.create(agency__unit=household.unit)
    other = SupportItemFactory.create(household=household, what="Của nơi khác")
    neighbour = HouseholdFactory.create(hamlet=household.hamlet)
    signed_in(member.user, client)
    assert client.get(url("household_help", household.pk)).status_code == 404
    AssignmentFactory.create(household=household, lead_agency=member.agency, promise="Một con trâu")
    VisitFactory.create(household=household, note="Lời ghi riêng")

    answer = client.post(url("support_new", household.pk), typed(agency=str(member.agency_id)))
    page = client.get(answer["Location"]).text

    for shown in ("Lò Văn Kín", "Bản Luông", "Số 3", "2 khẩu", "Một con trâu", "Một con bò giống", "như cũ"):
        assert shown in page
    for hidden in (NUMBER, NUMBER[-4:], "hiểm nghèo", "Bí Mật", "0912345678", "Lời ghi riêng", other.what):
        assert hidden not in page
    assert "Cùng loại với khoản của doanh nghiệp" in page
    assert client.post(url("support_new", household.pk), typed(agency="")).status_code == 200
    own = SupportItem.objects.get(agency=member.agency)
    assert client.get(url("support", own.pk)).status_code == 200
    for name, pk in (("support", other.pk), ("support_give", other.pk), ("household_help", neighbour.pk)):
        assert client.get(url(name, pk)).status_code == 404
    for name in ("support_list", "support_excel", "disclosure", "disclosure_pdf"):
        assert client.get(url(name, household.unit_id, YEAR)).status_code == 404


def test_member_changes_no_item_of_the_other_agencies(household, client):
    member = AgencyMembershipFactory.create(agency__unit=household.unit)
    assignment = AssignmentFactory.create(household=household, lead_agency=member.agency)
    shared = SupportItemFactory.create(
        household=household, assignment=assignment, agency=AgencyFactory.create(unit=household.unit)
    )
    proof = SupportProof.objects.create(item=shared, image=b"x", sha256="a" * 64)
    signed_in(member.user, client)

    assert shared.what in client.get(url("household_help", household.pk)).text
    for name, pk in (("support", shared.pk), ("support_withdraw", shared.pk), ("proof_remove", proof.pk)):
        assert client.get(url(name, pk)).status_code == 403
        assert client.post(url(name, pk), typed(reason="x")).status_code == 403
    assert client.get(url("proof", proof.pk)).status_code == 200


def test_hamlet_leader_reads_own_hamlet_and_writes_nothing(item, client):
    SupportItemFactory.create(household=HouseholdFactory.create(hamlet__unit=item.unit), what="Nơi khác")
    signed_in(leader_of_hamlets(item.household.hamlet), client)

    page = client.get(url("household_help", item.household_id)).text
    listed = client.get(url("support_list", item.unit_id, YEAR)).text

    assert "Ghi hỗ trợ" not in page
    assert url("support", item.pk) not in page
    assert "Lò Văn Kín" in listed
    assert "Nơi khác" not in listed
    assert "Nơi khác" not in client.get(url("disclosure", item.unit_id, YEAR)).text
    assert client.post(url("support_new", item.household_id), typed()).status_code == 403


def test_reading_help_leaves_one_line_in_the_log(item, officer):
    officer.get(url("household_help", item.household_id))
    officer.get(url("support_list", item.unit_id, YEAR), {"nguon": "enterprise", "no": "1"})
    officer.get(url("support_excel", item.unit_id, YEAR))
    officer.get(url("disclosure", item.unit_id, YEAR), {"ky": "2"})
    officer.get(url("disclosure_excel", item.unit_id, YEAR))

    assert list(AuditEvent.objects.order_by("pk").values_list("action", "details")) == [
        ("household_read", {}),
        (
            "support_list_read",
            {"year": YEAR, "source": "enterprise", "owed": True, "items": 0, "file": ""},
        ),
        ("support_list_downloaded", {"year": YEAR, "items": 1, "file": "xlsx"}),
        ("disclosure_read", {"span": ["2026-04-01", "2026-06-30"], "hamlet": None, "items": 1, "file": ""}),
        (
            "disclosure_downloaded",
            {"span": ["2026-01-01", "2026-12-31"], "hamlet": None, "items": 1, "file": "xlsx"},
        ),
    ]
    log = signed_in(leader_of(item.unit), officer).get(reverse("households:log", args=[item.unit_id])).text
    assert "Công khai hỗ trợ quý II năm 2026" in log
    assert "Tải danh sách hỗ trợ" in log


# --- photos ---


def test_photo_is_kept_drawn_anew_and_shown_to_who_sees_its_item(item, officer):
    answer = officer.post(url("proof_add", item.pk), {"file": upload(jpeg())})

    assert answer.status_code == 302
    proof = SupportProof.objects.get()
    assert bytes(proof.image) == images.photo(jpeg()).jpeg
    shown = officer.get(url("proof", proof.pk))
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(shown.content)).size == (40, 30)
    assert "Ảnh này đã có" in officer.post(url("proof_add", item.pk), {"file": upload(jpeg())}).text
    foreign = signed_in(officer_of(HouseholdFactory.create().unit), Client())
    assert foreign.get(url("proof", proof.pk)).status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", images.NO_PHOTO),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", images.NO_PHOTO),
        (jpeg()[:100], images.DAMAGED),
        (bytes(images.MAX_FILE + 1), images.TOO_LARGE),
        (None, "Chọn ảnh cần gửi."),
    ],
    ids=["empty", "svg", "damaged", "large", "none"],
)
def test_file_that_is_no_photo_is_refused_in_words(item, officer, sent, sentence):
    answer = officer.post(url("proof_add", item.pk), {} if sent is None else {"file": upload(sent)})

    assert answer.status_code == 200
    assert sentence in answer.text
    assert not SupportProof.objects.exists()


def test_photo_too_large_is_refused_unread(item, officer, monkeypatch):
    monkeypatch.setattr("assignments.forms.support.MAX_FILE", 10)
    monkeypatch.setattr("assignments.forms.support.photo", lambda content: pytest.fail("was read"))

    assert images.TOO_LARGE in officer.post(url("proof_add", item.pk), {"file": upload(jpeg())}).text


def test_photo_of_the_wrong_thing_is_forgotten(item, officer):
    proof = SupportProof.objects.create(item=item, image=jpeg(), sha256="a" * 64)
    assert url("proof_remove", proof.pk) in officer.get(url("support", item.pk)).text

    officer.post(url("proof_remove", proof.pk), {"reason": "Chụp nhầm giấy tờ"})

    assert not SupportProof.objects.exists()
    assert officer.get(url("proof", proof.pk)).status_code == 404


# --- what pages say ---


def test_help_with_housing_warns_of_the_land(household, officer):
    SupportItemFactory.create(
        household=household, content=HelpContent.HOUSING, what="Mái nhà", legal_land=True, fits_planning=False
    )

    page = officer.get(url("household_help", household.pk)).text

    assert "Đất ở hợp pháp: có" in page
    assert "chưa xem giấy chứng nhận quyền sử dụng đất; thiếu phù hợp quy hoạch" in page


def test_list_filters_sums_and_leaves_what_cannot_be_meant_aside(item, officer):
    SupportItemFactory.create(
        household=item.household,
        source=SupportSource.BUDGET,
        value=None,
        date=None,
        due_date=DAY,
        what="Hứa bò",
    )
    page = url("support_list", item.unit_id, YEAR)

    everything = officer.get(page).text
    owed = officer.get(page, {"no": "1"}).text
    odd = officer.get(page, {"thon": "x\x00", "nguon": "moon", "coquan": "9" * 30, "trang": "-1"})

    assert "1 khoản, 18.000.000 đồng" in everything
    assert "Hứa bò" in owed
    assert "Một con bò giống" not in owed
    assert odd.status_code == 200
    assert "Một con bò giống" in odd.text


def test_workbook_of_the_list_holds_text_as_text_and_sums(household, officer):
    SupportItemFactory.create(household=household, what="=1+1", value=5)
    SupportItemFactory.create(household=household, what="Hứa", value=7, date=None, due_date=DAY)

    book = read_workbook(officer.get(url("support_excel", household.unit_id, YEAR)).content)

    rows = [[cell.text if cell else "" for cell in row] for row in book.sheets[0].rows]
    text = "\n".join(" | ".join(row) for row in rows)
    assert "=1+1" in text
    assert [row[5:7] for row in rows if "Tổng cộng" in row] == [["5", "7"]]
    assert NUMBER not in text
