"""The pages of support: who sees what, what is refused, photos, the list for the public and its command."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from PIL import Image

from assignments.compose.disclosure import disclosure_list
from assignments.models import SupportItem, SupportProof
from assignments.queries import disclosed_support
from assignments.rules import HelpContent, Quarter, SupportSource, quarter_span, year_span
from households.models import AdministrativeUnit, Hamlet, Household, Member
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from povertyplan.documents import images
from povertyplan.documents.checks import check
from povertyplan.documents.lint import Code, lint
from povertyplan.documents.pdf import render_pdf
from povertyplan.documents.xlsx import read_workbook
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentFactory,
    SupportItemFactory,
    VisitFactory,
)
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    leader_of,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(YEAR, 6, 10)
NUMBER = "001080123456"


@pytest.fixture
def household() -> Household:
    hamlet = HamletFactory.create(name="Bản Luông")
    found = HouseholdFactory.create(hamlet=hamlet, head_name="Lò Văn Kín", address="Số 3", phone="0912345678")
    Member.objects.filter(pk=found.head_id).update(personal_number=NUMBER, illness="Bệnh hiểm nghèo")
    MemberFactory.create(household=found, name="Lò Thị Bí Mật", disability=True)
    return found


@pytest.fixture
def item(household: Household) -> SupportItem:
    return SupportItemFactory.create(household=household)


@pytest.fixture
def officer(household: Household, client: Client) -> Client:
    return signed_in(officer_of(household.unit), client)


def signed_in(user: User, client: Client) -> Client:
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"assignments:{name}", args=args)


def typed(**changes: str) -> dict[str, str]:
    usual = {
        "content": "livelihood",
        "what": "Một con bò giống",
        "value": "18.000.000",
        "source": "enterprise",
        "source_name": "Công ty Mẫu",
        "agency": "",
        "due_date": "",
        "date": "05/01/2026",
    }
    return usual | changes


def jpeg() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "JPEG")
    return made.getvalue()


def upload(content: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


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


# --- in public ---

HIDDEN = (
    NUMBER,
    NUMBER[-4:],
    "hiểm nghèo",
    "Bí Mật",
    "0912345678",
    "Số 3",
    "1980",
    "y tế",
    "Công ty Mẫu",
    "khuyết",
)


@pytest.fixture
def disclosed(household: Household) -> AdministrativeUnit:
    """A commune whose households got help, some of it with their health."""
    SupportItemFactory.create(household=household, source_name="Công ty Mẫu")
    for content, what in (
        (HelpContent.HEALTH, "Thẻ bảo hiểm y tế"),
        (HelpContent.OTHER, f"Chữa bệnh hiểm nghèo cho Lò Thị Bí Mật {NUMBER}"),
    ):
        SupportItemFactory.create(household=household, content=content, what=what, value=None)
    other = HouseholdFactory.create(
        hamlet=HamletFactory.create(unit=household.unit, name="Bản Khác"), head_name="Vì A"
    )
    SupportItemFactory.create(household=other, what="Hạt giống", value=500_000, date=dt.date(YEAR, 2, 1))
    return household.unit


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_nothing_but_what_is_for_the_public_stands_on_page_paper_and_workbook(disclosed, officer):
    shown = {
        "page": officer.get(url("disclosure", disclosed.pk, YEAR)).text,
        "paper": text_of(officer.get(url("disclosure_pdf", disclosed.pk, YEAR)).content),
        "workbook": str(read_workbook(officer.get(url("disclosure_excel", disclosed.pk, YEAR)).content)),
    }

    for where, text in shown.items():
        table = text[text.index("Tổng cộng") - 3000 :] if where == "page" else text
        for needed in ("Lò Văn Kín", "Một con bò giống", "giúp đỡ khác", "10/06/2026", "Hạt giống"):
            assert needed in table, (where, needed)
        for hidden in HIDDEN:
            assert hidden not in table.replace("Hỗ trợ y tế và nội dung", ""), (where, hidden)
    assert "18.500.000" in shown["paper"]
    assert "2 khoản" in shown["page"]


def test_list_of_a_hamlet_and_a_quarter_names_no_other(disclosed, household, officer):
    query = {"thon": str(household.hamlet_id), "ky": "2"}

    paper = text_of(officer.get(url("disclosure_pdf", disclosed.pk, YEAR), query).content)

    assert "quý II năm 2026 của thôn Bản Luông" in paper
    assert "nhà văn hóa thôn Bản Luông" in paper
    assert "Hạt giống" not in paper
    assert "Bản Khác" not in paper


@pytest.mark.parametrize(
    "query",
    [
        {"tu": "01/02/2026"},
        {"tu": "02/02/2026", "den": "01/02/2026"},
        {"tu": "01/02/2025", "den": "01/03/2025"},
        {"tu": "\x00", "den": "x"},
        {"ky": "5"},
        {"thon": "999999"},
    ],
)
def test_span_or_place_that_cannot_be_is_said(disclosed, officer, query):
    answer = officer.get(url("disclosure", disclosed.pk, YEAR), query)

    assert answer.status_code == 422
    assert "Kỳ chưa rõ" in answer.text
    for name in ("disclosure_pdf", "disclosure_excel"):
        sent_back = officer.get(url(name, disclosed.pk, YEAR), query)
        assert sent_back.status_code == 302
        assert sent_back["Location"].startswith(url("disclosure", disclosed.pk, YEAR) + "?")


def test_days_of_the_year_make_a_span(disclosed, officer):
    page = officer.get(url("disclosure", disclosed.pk, YEAR), {"tu": "01/02/2026", "den": "1/2/2026"}).text

    assert "từ ngày 01/02/2026 đến hết ngày 01/02/2026" in page
    assert "Hạt giống" in page
    assert "Một con bò giống" not in page


@pytest.mark.parametrize("of_hamlet", [False, True])
def test_paper_keeps_the_layout_of_the_decree_and_adds_up(disclosed, household, of_hamlet):
    hamlet: Hamlet | None = household.hamlet if of_hamlet else None
    for number in range(45):
        SupportItemFactory.create(household=household, what=f"Con giống số {number} và thức ăn cho vật nuôi")
    span = quarter_span(YEAR, Quarter.SECOND) if of_hamlet else year_span(YEAR)
    found = disclosed_support(unit=disclosed, span=span, hamlets=[hamlet.pk] if hamlet else None)

    document = disclosure_list(unit=disclosed, hamlet=hamlet, span=span, found=found)

    assert check(document) == ()
    broken = lint(render_pdf(document), draft=False)
    assert [each.code for each in broken] == [Code.NUMBER_LINE]  # a list carries no number


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("disclosure", *arguments, stdout=out)
    return out.getvalue()


def test_command_writes_paper_and_workbook_and_keeps_that_it_did(disclosed, tmp_path: Path):
    paper, book = tmp_path / "f.pdf", tmp_path / "f.xlsx"

    run(disclosed.code, str(YEAR), "--output", str(paper))
    run(disclosed.code, str(YEAR), "--hamlet", "thôn bản khác", "--quarter", "1", "--output", str(book))

    assert "Lò Văn Kín" in text_of(paper.read_bytes())
    text = str(read_workbook(book.read_bytes()))
    assert "Hạt giống" in text
    assert "Lò Văn Kín" not in text
    assert [event.details["file"] for event in AuditEvent.objects.order_by("pk")] == ["pdf", "xlsx"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("{code}", "2026", "--output", "{folder}/f.docx"), "Đuôi tệp phải là"),
        (("00000", "2026", "--output", "{folder}/f.pdf"), "Không có xã, phường mã 00000"),
        (("{code}", "1999", "--output", "{folder}/f.pdf"), "Năm phải từ"),
        (
            ("{code}", "2026", "--hamlet", "Bản Lạ", "--output", "{folder}/f.pdf"),
            "không có thôn, tổ “Bản Lạ”",
        ),
        (("{code}", "2026", "--output", "{folder}/khong/co/f.xlsx"), "Không ghi được tệp"),
    ],
)
def test_command_refuses_with_status_two(disclosed, tmp_path: Path, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        run(*(each.format(code=disclosed.code, folder=tmp_path) for each in arguments))

    assert refused.value.returncode == 2
    assert list(tmp_path.iterdir()) == []
