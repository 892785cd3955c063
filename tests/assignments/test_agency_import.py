"""The commune's own sheet of agencies: read as it is, refused at the cell, out and in again unchanged."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assignments.models import Agency
from assignments.resources.agencies import AgencySheet, agency_preview, agency_sheet, agency_workbook
from assignments.rules import AgencyKind
from households.models import AdministrativeUnit
from povertyplan.common.models import AuditEvent
from povertyplan.documents.xlsx import ColumnOut, SheetOut, read_workbook, write_workbook
from povertyplan.documents.xlsx.workbook import CellKind, Sheet, SheetCell, Workbook
from tests.assignments.factories import AgencyFactory
from tests.factories import CommuneFactory, officer_of

Row = tuple[str | None, ...]
OFFICIAL: Row = ("TT", "Tên cơ quan, đơn vị", "Tên viết tắt", "Loại", "Người liên hệ", "Điện thoại")


def sheet_of(*rows: Row, name: str = "Danh sách", hidden: bool = False) -> Sheet:
    """A sheet with these texts; a text of digits behind a "#" is a number."""

    def cell(text: str | None) -> SheetCell | None:
        if text is None:
            return None
        if text.startswith("#"):
            kind = CellKind.ERROR if text.endswith("!") else CellKind.NUMBER
            return SheetCell(kind=kind, text=text if kind is CellKind.ERROR else text[1:])
        return SheetCell(kind=CellKind.TEXT, text=text)

    width = max(map(len, rows))
    filled = tuple(tuple(map(cell, row)) + (None,) * (width - len(row)) for row in rows)
    return Sheet(name=name, hidden=hidden, rows=filled)


def read(*rows: Row, known: tuple[str, ...] = ()) -> AgencySheet:
    return agency_sheet(Workbook(sheets=(sheet_of(*rows),)), known=known)


# --- good files ---


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            (OFFICIAL, ("1", "Hội Nông dân", "HND", "Mặt trận, đoàn thể", "Lò Văn Mẫu", "0912 345 678")),
            [
                {
                    "name": "Hội Nông dân",
                    "short_name": "HND",
                    "kind": "union",
                    "contact": "Lò Văn Mẫu",
                    "phone": "0912 345 678",
                }
            ],
        ),
        # The commune's own: a title above, other words, a row of numbers, blank rows, no kind.
        (
            (
                ("DANH SÁCH CÁC CƠ QUAN GIÚP ĐỠ",),
                (None, None, None),
                ("STT", "CƠ QUAN, ĐƠN VỊ", "SĐT"),
                ("(1)", "(2)", "(3)"),
                ("#1", "Trường THCS  Hoa Ban", "#912345678"),
                (None, None, None),
                ("#2", "Công ty Mây Tre", None),
            ),
            [
                {"name": "Trường THCS Hoa Ban", "phone": "0912345678", "kind": "school"},
                {"name": "Công ty Mây Tre", "kind": "enterprise"},
            ],
        ),
        # Columns in another order, and some that are not ours.
        (
            (("Ghi chú", "Loại hình", "Tên đơn vị"), ("x", "HTX", "Mây Tre Đan")),
            [{"name": "Mây Tre Đan", "kind": "enterprise"}],
        ),
        ((("Tên",), ("Chùa Bến",)), [{"name": "Chùa Bến", "kind": "religious"}]),
    ],
)
def test_sheet_is_read_as_it_is(rows: tuple[Row, ...], lines: list[dict[str, str]]) -> None:
    assert read(*rows) == AgencySheet(lines=tuple(lines))


def test_known_agency_keeps_its_kind_unless_one_is_written() -> None:
    rows: tuple[Row, ...] = (("Tên",), ("Mây Tre Đan",), ("Trường Hoa",))

    found = read(*rows, known=("may tre dan", "truong hoa"))

    assert found == AgencySheet(lines=({"name": "Mây Tre Đan"}, {"name": "Trường Hoa"}))


def test_hidden_sheet_is_passed_over() -> None:
    hidden = sheet_of(("Tên",), ("Trạm Y tế",), name="Ẩn", hidden=True)
    book = Workbook(sheets=(hidden, sheet_of(("Tên",), ("Chùa Bến",))))

    assert [line["name"] for line in agency_sheet(book, known=()).lines] == ["Chùa Bến"]


# --- bad files ---


@pytest.mark.parametrize(
    ("rows", "cell", "part"),
    [
        ((("Họ tên", "Tuổi"), ("Lò Văn Mẫu", "40")), "", "Không thấy hàng tiêu đề"),
        ((("Tên", "Tên đơn vị"), ("Trạm Y tế", "x")), "B1", "Cột A cũng là"),
        ((OFFICIAL,), "B1", "chưa có cơ quan"),
        ((("Tên", "Loại"), ("Mây Tre", "xưởng")), "B2", "Không rõ loại"),
        ((("Tên", "SĐT"), ("Mây Tre", None)), "A2", "không cho biết loại"),
        ((("Tên", "SĐT"), (None, "0912")), "A2", "Thiếu tên"),
        ((("Tên",), ("Trạm Y tế",), ("TRẠM  y tế",)), "A3", "đã có ở dòng 2"),
        ((("Tên", "SĐT"), ("Trạm Y tế", "gọi bác Mẫu")), "B2", "chữ số"),
        ((("Tên", "SĐT"), ("Trạm Y tế", "1" * 21)), "B2", "không quá 20"),
        ((("Tên",), ("Trạm " + "y" * 150,)), "A2", "Dài quá 150"),
        ((("Tên", "Viết tắt"), ("Trạm Y tế", "y" * 31)), "B2", "Dài quá 30"),
        ((("Tên",), ("#REF!",)), "A2", "báo lỗi"),
    ],
)
def test_bad_cell_is_named_and_no_other(rows: tuple[Row, ...], cell: str, part: str) -> None:
    [error] = read(*rows).errors

    assert error.cell == cell
    assert part in error.message


def test_too_many_lines_are_refused() -> None:
    rows: list[Row] = [(f"Trường {number}",) for number in range(501)]

    [error] = read(("Tên",), *rows).errors

    assert "Nhiều nhất 500" in error.message


# --- what it would change ---


@pytest.mark.django_db
def test_preview_says_what_is_new_and_what_changes() -> None:
    held = AgencyFactory.create(name="Trạm Y tế", kind=AgencyKind.OTHER, phone="02")
    AgencyFactory.create(name="Hội Nông dân", kind=AgencyKind.UNION)
    lines = [
        {"name": "Trạm Y tế", "kind": "health_station"},
        {"name": "Hội Nông dân", "kind": "union"},
        {"name": "Chùa Bến", "kind": "religious"},
    ]

    preview = agency_preview(lines, stored=Agency.objects.all())

    assert [(change.name, change.is_new, change.values) for change in preview.changes] == [
        (
            "Trạm Y tế",
            False,
            (("Loại", "Cơ quan, đơn vị khác", "Trạm y tế, bệnh viện"),),
        ),
        (
            "Chùa Bến",
            True,
            (("Tên cơ quan, đơn vị", "", "Chùa Bến"), ("Loại", "", "Cơ sở tôn giáo")),
        ),
    ]
    assert preview.unchanged == 1
    held.phone = "03"
    held.save()
    assert agency_preview(lines, stored=Agency.objects.all()).digest == preview.digest


# --- the pages ---


@pytest.fixture
def commune(db: None) -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def inside(commune: AdministrativeUnit, client: Client) -> Client:
    client.force_login(officer_of(commune))
    return client


def page(name: str, unit: AdministrativeUnit) -> str:
    return reverse(f"assignments:{name}", args=[unit.pk])


def upload(client: Client, unit: AdministrativeUnit, content: bytes) -> Any:
    file = SimpleUploadedFile("co-quan.xlsx", content)
    return client.post(page("agencies_upload", unit), {"file": file})


def workbook(*rows: Row) -> bytes:
    columns = tuple(ColumnOut(label=label or "") for label in rows[0])
    return write_workbook([SheetOut(name="Danh sách", columns=columns, rows=rows[1:])])


def confirmed(client: Client, unit: AdministrativeUnit, shown: Any, **changes: str) -> Any:
    """The button under the preview."""
    sent = {name: shown.context[name] for name in ("lines",)} | {"digest": shown.context["preview"].digest}
    return client.post(page("agencies_confirm", unit), sent | changes)


def test_file_goes_in_once(commune: AdministrativeUnit, inside: Client) -> None:
    content = workbook(
        ("Cơ quan, đơn vị", "Loại"), ("Hội Nông dân", "đoàn thể"), ("=1+1 Mây Tre", "doanh nghiệp")
    )

    shown = upload(inside, commune, content)
    answer = confirmed(inside, commune, shown)
    again = upload(inside, commune, content)

    assert shown.status_code == 200
    assert answer.status_code == 302
    names = Agency.objects.in_unit(commune).in_order().values_list("name", "kind")
    assert list(names) == [("Hội Nông dân", "union"), ("=1+1 Mây Tre", "enterprise")]
    assert "không có gì để ghi" in again.content.decode()
    assert AuditEvent.objects.filter(action="agencies_imported").count() == 1


def test_list_out_and_in_again_changes_nothing(commune: AdministrativeUnit, inside: Client) -> None:
    for kind in AgencyKind:
        AgencyFactory.create(
            unit=commune, kind=kind, short_name="=2+2", contact="Lò Văn Mẫu", phone="+84 912"
        )

    out = inside.get(page("agencies_file", commune)).content
    answer = upload(inside, commune, out)

    assert "không có gì để ghi" in answer.content.decode()
    assert [each.details for each in AuditEvent.objects.filter(action="agencies_downloaded")] == [
        {"count": len(AgencyKind)}
    ]


def test_template_is_empty_and_read(commune: AdministrativeUnit, inside: Client) -> None:
    content = inside.get(page("agencies_template", commune)).content

    [error] = agency_sheet(read_workbook(content), known=()).errors

    assert "chưa có cơ quan" in error.message
    assert content == agency_workbook(
        [], title=("DANH SÁCH CƠ QUAN, ĐƠN VỊ GIÚP ĐỠ HỘ NGHÈO", commune.full_name)
    )


def test_one_bad_cell_and_nothing_is_written(commune: AdministrativeUnit, inside: Client) -> None:
    answer = upload(inside, commune, workbook(("Tên", "Loại"), ("Chùa Bến", None), ("Mây", "xưởng")))

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Danh sách, ô B3" in text
    assert "Ghi vào danh sách" not in text
    assert not Agency.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04hong", "Tên;Loại".encode()])
def test_file_that_is_no_workbook_is_refused(
    commune: AdministrativeUnit, inside: Client, content: bytes
) -> None:
    answer = upload(inside, commune, content)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]


def test_what_was_not_shown_is_not_written(commune: AdministrativeUnit, inside: Client) -> None:
    shown = upload(inside, commune, workbook(("Tên",), ("Chùa Bến",)))
    AgencyFactory.create(unit=commune, name="Chùa Bến", kind=AgencyKind.OTHER)

    moved = confirmed(inside, commune, shown)
    forged = confirmed(inside, commune, shown, lines=shown.context["lines"][:-2] + "xx")
    elsewhere = CommuneFactory.create()
    inside.force_login(officer_of(elsewhere))
    foreign = confirmed(inside, elsewhere, shown)

    assert moved.status_code == 409
    assert [answer["Location"] for answer in (forged, foreign)] == [
        page("agencies_upload", commune),
        page("agencies_upload", elsewhere),
    ]
    assert [agency.kind for agency in Agency.objects.all()] == [AgencyKind.OTHER]


def test_line_that_lost_its_agency_is_refused_with_a_sentence(
    commune: AdministrativeUnit, inside: Client
) -> None:
    """Known when it was looked at, it needed no kind; ended meanwhile, it would be a new one without."""
    held = AgencyFactory.create(unit=commune, name="Mây Tre", kind=AgencyKind.OTHER, phone="02")
    shown = upload(inside, commune, workbook(("Tên", "SĐT"), ("Mây Tre", "03")))
    Agency.objects.filter(pk=held.pk).update(valid_to="2026-01-02")

    moved = confirmed(inside, commune, shown)
    refused = confirmed(inside, commune, moved)

    assert (moved.status_code, refused.status_code) == (409, 422)
    assert Agency.objects.count() == 1
