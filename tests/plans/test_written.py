"""Old plans brought in as text or Word: each sentence in its place, what is not clear listed."""

from __future__ import annotations

import datetime as dt
import difflib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from households.models import AdministrativeUnit
from plans.actions import plan_new
from plans.compose import plan_standing
from plans.models import Plan
from plans.resources.written import WrittenPlan, content_of, content_signed, lines_of, written_plan
from plans.rules import PlanKind, SectionContent, SectionContentText
from povertyplan.common.errors import DomainError
from povertyplan.documents.docx import render_docx
from povertyplan.documents.pdf import render_pdf
from tests.documents.hostile_workbooks import COMPOUND
from tests.documents.workbooks import plain
from tests.factories import YEAR, CommuneFactory, StandardFactory, officer_of

TEXT = (Path(__file__).parent / "written_plan.txt").read_text(encoding="utf-8")


def sections(plan: WrittenPlan) -> list[str]:
    """Headings with their depth, in order."""

    def walk(section: SectionContentText, depth: int) -> Iterator[str]:
        yield "·" * depth + section.heading
        for child in section.children:
            yield from walk(child, depth + 1)

    return [line for section in plan.content.sections for line in walk(section, 0)]


def wrapped(text: str, width: int = 84) -> str:
    """The text as a PDF gives it: lines of print."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + len(word) >= width and "\t" not in paragraph:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("shape", [str, wrapped], ids=["paragraphs", "wrapped"])
def test_levels_lists_and_foot_are_recognised(shape):
    written = written_plan(shape(TEXT).splitlines())
    content = written.content

    assert content.fields["subject"] == "Giảm nghèo bền vững trên địa bàn xã Xuân Mẫu năm 2026"
    assert (written.number, written.date, written.year) == ("12/KH-UBND", dt.date(2026, 1, 15), 2026)
    assert [(basis["kind"], basis.get("number"), basis.get("date")) for basis in content.bases] == [
        ("Quyết định", "10/QĐ-UBND", dt.date(2026, 1, 5)),
        ("Kế hoạch", "03/KH-UBND", dt.date(2026, 1, 8)),
        ("Nghị quyết", None, None),
    ]
    assert sections(written) == [
        "MỤC TIÊU",
        "·Mục tiêu chung",
        "·Mục tiêu cụ thể",
        "··Về thu nhập",
        "··Về nhà ở",
        "NỘI DUNG THỰC HIỆN",
        "·Hỗ trợ sản xuất",
        "·Thực hiện các dự án của Chương trình mục tiêu quốc gia giai đoạn 2026-2030",
        "··Dự án 2: Đa dạng hóa sinh kế",
        "···Tiểu dự án 1: Chăn nuôi",
        "KINH PHÍ THỰC HIỆN",
        "TỔ CHỨC THỰC HIỆN",
    ]
    assert [source["text"] for source in content.funding_sources] == [
        "Ngân sách trung ương giao năm 2026.",
        "Quỹ Vì người nghèo của xã;",
        "Vốn vay của Ngân hàng Chính sách xã hội.",
    ]
    assert [(duty["actor"], duty["kind"], duty["text"].count("\n") + 1) for duty in content.duties] == [
        ("Phòng Kinh tế", "office", 2),
        ("Đề nghị Ủy ban Mặt trận Tổ quốc xã và các đoàn thể", "association", 1),
        ("Các thôn", "hamlet", 1),
    ]
    assert [tuple(recipient.values()) for recipient in content.recipients] == [
        ("Sở Nông nghiệp và Môi trường", "b/c"),
        ("Các thôn", ""),
        ("Lưu: VT, KT", ""),
    ]
    assert content.signatory_lines == "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    assert content.signatory_name == "Lò Văn Mẫu"
    assert str(content.fields["closing"]).startswith("Trên đây là Kế hoạch")
    assert [len(table.rows) for table in written.tables] == [4]


@pytest.mark.parametrize(
    ("line", "month"),
    [
        ("Xuân Mẫu, ngày     tháng 5 năm 2026", 5),
        ("Xuân Mẫu, ngày 15 tháng 01 năm 2026", None),
        ("Xuân Mẫu, ngày tháng năm 2026", None),
        ("Xuân Mẫu, ngày tháng 13 năm 2026", None),
    ],
)
def test_month_of_a_draft_without_a_day_is_kept(line, month):
    written = written_plan([line, *TEXT.partition("năm 2026\n")[2].splitlines()])

    assert written.content.fields.get("month") == month


def words(text: str) -> list[str]:
    """Words and numbers; long dates as the plan prints them, without the numbers before sections."""
    text = re.sub(r"ngày (\d+) tháng (\d+) năm (\d{4})", r"ngày \1/\2/\3", text)
    text = re.sub(r"(?m)^\s*(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s", "", text)
    return [word.lstrip("0") for word in re.findall(r"[^\W_]+", text.lower())]


@pytest.mark.django_db
def test_words_come_out_of_the_pdf_in_their_order():
    content = written_plan(TEXT.splitlines()).content
    StandardFactory.create()
    unit = CommuneFactory.create(name="Xuân Mẫu")
    plan = plan_new(unit=unit, kind=PlanKind.GROUP_TARGETS, year=YEAR, content=content, by=None)
    pdf = render_pdf(plan_standing(Plan.objects.select_related("unit").get(pk=plan.pk)).document)
    printed = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)

    before = words(TEXT.partition("KẾ HOẠCH")[2].partition("STT")[0].replace("./.", "."))
    after = words(printed)
    same = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in same) >= 0.995 * len(before)


@pytest.mark.django_db
def test_our_own_word_file_comes_back_as_the_same_plan(demo):
    plan = Plan.objects.select_related("unit", "approved_document").get(slug="phu-thinh-2026")

    written = written_plan(lines_of(render_docx(plan_standing(plan).document)))

    assert [section.heading for section in written.content.sections] == list(
        plan.sections.filter(parent=None).order_by("order").values_list("heading", flat=True)
    )
    assert [duty["actor"] for duty in written.content.duties] == list(
        plan.duties.order_by("order").values_list("actor", flat=True)
    )
    assert len(written.content.bases) == plan.bases.count()
    assert len(written.content.recipients) == plan.recipients.count()
    assert written.content.signatory_name == plan.signatory.name


def test_word_counts_what_it_numbers_and_leaves_out_what_was_deleted():
    word = docx.Document()
    word.add_paragraph("KẾ HOẠCH")
    word.add_paragraph("Giảm nghèo năm 2026")
    word.add_paragraph("I. MỤC TIÊU")
    word.add_paragraph("Giảm hộ nghèo", style="List Number")
    word.add_paragraph("Giảm hộ cận nghèo", style="List Number")
    run = word.add_paragraph("Nêu rõ trách nhiệm", style="List Bullet").add_run(" bỏ đi")
    run._r.tag = run._r.tag.replace("}r", "}del")
    run._r[0].tag = run._r[0].tag.replace("}t", "}delText")
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Thôn Ao", "12"
    file = io.BytesIO()
    word.save(file)

    assert lines_of(file.getvalue()) == [
        "KẾ HOẠCH",
        "Giảm nghèo năm 2026",
        "I. MỤC TIÊU",
        "1. Giảm hộ nghèo",
        "2. Giảm hộ cận nghèo",
        "- Nêu rõ trách nhiệm",
        "Thôn Ao\t12",
    ]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "Tệp rỗng"),
        (b"%PDF-1.7 \x00", "PDF"),
        (COMPOUND + "WordDocument\0".encode("utf-16-le"), "kiểu cũ (.doc)"),
        (plain(), "không phải tệp Word"),
        ("Kế hoạch".encode("cp1258", "replace") + b"\xff\xfe\xfa", "bảng mã cũ"),
        (b"a" * (2 << 20), "lớn hơn 1 MB"),
        (b"- \n" * 20_001, "quá dài"),
        (b"PK\3\4" + b"\0" * 64, "hỏng"),
    ],
    ids=["empty", "pdf", "doc", "workbook", "old letters", "long text", "lines", "broken archive"],
)
def test_other_files_are_refused_in_words(file, sentence):
    with pytest.raises(DomainError, match=re.escape(sentence)):
        lines_of(file)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>\n" * 3,
        "I. MỤC TIÊU\n" + "a\u202e\u0007b <b>c</b> {{khong-co}}\n" * 4000,
        "I. A\nI. B\n1.1.1.1. C\n",
        "\t\t\n\tx\ty\n",
        "KẾ HOẠCH",
        "Nơi nhận:\n- A;\n- Lưu: VT.\n- x\nCHỦ TỊCH\nB C\nD",
    ],
)
def test_strange_texts_lose_no_word(text):
    written = written_plan(text.splitlines())

    kept = [str(written.content), str(written.tables), str(written.not_understood)]
    assert not re.search("[\u202e\u0007]", "".join(kept))
    for word in set(re.findall(r"\w{3,}", text)) - {"HOẠCH"}:
        assert word.lower() in "".join(kept).lower()


def test_browser_cannot_change_what_it_keeps():
    content = written_plan(TEXT.splitlines()).content

    signed = content_signed(content, owner="1.2.2026")

    assert content_of(signed, owner="1.2.2026") == content
    for text, owner in ((signed[:-2] + "xx", "1.2.2026"), (signed, "2.2.2026"), ("", "1.2.2026")):
        with pytest.raises(DomainError, match="chọn lại tệp"):
            content_of(text, owner=owner)


@pytest.mark.django_db
def test_officer_brings_a_file_looks_and_takes_it(client):
    StandardFactory.create()
    unit: AdministrativeUnit = CommuneFactory.create(name="Xuân Mẫu")
    client.force_login(officer_of(unit))
    address = reverse("plans:plan_read", args=[unit.pk, YEAR])

    shown = client.post(address, {"file": SimpleUploadedFile("cu.txt", TEXT.encode())})
    form = shown.context["form"]
    assert not Plan.objects.filter(unit=unit).exists()
    answer = client.post(
        reverse("plans:plan_take", args=[unit.pk, YEAR]),
        {"kind": PlanKind.GROUP_TARGETS, "content": form.initial["content"]},
    )

    plan = Plan.objects.get(unit=unit)
    assert answer.url == reverse("plans:plan", args=[plan.slug])
    assert "bảng 4 dòng" not in shown.content.decode()  # that of the appendix is not among the words
    duties = plan.sections.get(content=SectionContent.DUTIES)
    assert (duties.heading, plan.duties.count()) == ("TỔ CHỨC THỰC HIỆN", 3)


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{}, {"content": "x", "kind": "annual"}, {"content": "x", "kind": "no"}])
def test_forged_confirmations_start_nothing(client, given):
    unit: AdministrativeUnit = CommuneFactory.create()
    client.force_login(officer_of(unit))

    answer = client.post(reverse("plans:plan_take", args=[unit.pk, YEAR]), given)

    assert answer.status_code == 200
    assert not Plan.objects.filter(unit=unit).exists()


@pytest.mark.django_db
def test_section_too_long_is_said_and_starts_nothing(client, tmp_path):
    StandardFactory.create()
    unit = CommuneFactory.create(code="95001")
    path = tmp_path / "cu.txt"
    path.write_text(
        "KẾ HOẠCH\nGiảm nghèo năm 2026\nI. MỤC TIÊU\n" + "Một câu dài.\n" * 3000, encoding="utf-8"
    )

    with pytest.raises(CommandError, match=r"“MỤC TIÊU” dài quá 20\.000"):
        call_command("plan_import", str(path), "--unit", "95001")

    assert not Plan.objects.filter(unit=unit).exists()
