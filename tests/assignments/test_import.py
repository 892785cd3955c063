"""The commune's own list of assignments from Excel: read, held against what is stored, written or refused."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assignments.models import Assignment, AssignmentSupporter
from assignments.resources.cells import contents_in, period_in
from assignments.resources.names import AgencyName, AgencyNames
from assignments.resources.preview import assignment_preview
from assignments.resources.sheets import AssignmentList, ListRow
from assignments.rules import HelpContent
from households.models import AdministrativeUnit, Hamlet, Household, ReviewRound
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import AgencyFactory, AssignmentFactory
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of,
    officer_of,
)
from tests.households.register_files import file_of, saved

HEAD = ("STT", "Chủ hộ", "Thôn, tổ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Nội dung giúp đỡ", "Thời gian")


# --- what cells mean ---


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("", None),
        ("từ tháng 5 đến hết tháng 9 năm 2026", (dt.date(2026, 5, 1), dt.date(2026, 10, 1))),
        ("5-9/2026", (dt.date(2026, 5, 1), dt.date(2026, 10, 1))),
        ("Tháng 05/2026 – tháng 12/2026", (dt.date(2026, 5, 1), dt.date(2027, 1, 1))),
        ("01/5/2026 - 30/09/2026", (dt.date(2026, 5, 1), dt.date(2026, 10, 1))),
    ],
)
def test_period_is_read_as_officers_write_it(text, period):
    assert period_in(text, 2026) == period


@pytest.mark.parametrize(
    "text",
    [
        *("cả năm", "tháng 5", "tháng 13 đến tháng 14", "31/02/2026 - 30/9/2026", "01/5/2026"),
        *("tháng 9 đến tháng 5", "tháng 5 đến tháng 9 năm 2025", "01/5/2025 - 30/9/2025"),
        "30/9/2026 - 01/5/2026",
    ],
)
def test_period_that_cannot_be_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"[Tt]hời gian"):
        period_in(text, 2026)


@pytest.mark.parametrize(
    ("text", "contents", "promise"),
    [
        ("", set(), ""),
        ("Sinh kế, sản xuất; vay vốn", {HelpContent.LIVELIHOOD, HelpContent.LOAN}, ""),
        (
            "Hỗ trợ con giống và hướng dẫn vay vốn",
            {HelpContent.LIVELIHOOD, HelpContent.LOAN},
            "Hỗ trợ con giống và hướng dẫn vay vốn",
        ),
        ("Thăm hỏi, động viên", {HelpContent.OTHER}, "Thăm hỏi, động viên"),
        ("Khám bệnh; sách vở", {HelpContent.HEALTH, HelpContent.SCHOOLING}, "Khám bệnh; sách vở"),
    ],
)
def test_help_is_read_from_words(text, contents, promise):
    assert contents_in(text) == (contents, promise)


def test_names_are_told_apart_whatever_stands_between():
    names = AgencyNames(
        AgencyName(pk=pk, name=name, short_name=short)
        for pk, name, short in [
            (1, "Phòng Kinh tế, Hạ tầng và Đô thị", "KTHT"),
            (2, "Hội Phụ nữ", "HPN"),
            (3, "Đoàn Thanh niên", ""),
            (4, "Hội Phật giáo", "HPN"),
            (5, "Phòng Kinh tế", ""),
        ]
    )

    assert names.find("phong kinh te, ha tang va do thi") == 1
    assert names.find("HPN") is None
    everybody = "Phòng Kinh tế, Hạ tầng và Đô thị, Hội Phụ nữ và Đoàn Thanh niên"
    assert names.find_all(everybody) == (frozenset({1, 2, 3}), ())
    assert names.find_all("- KTHT - Xưởng Lạ; Hội Phụ nữ") == (frozenset({1, 2}), ("Xưởng Lạ",))
    assert names.find_all(" ; ") == (frozenset(), ())


# --- a commune ---


@pytest.fixture
def unit(db: None) -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def round(unit: AdministrativeUnit) -> ReviewRound:
    return ReviewRoundFactory.create(unit=unit, closed=True)


@pytest.fixture
def hamlets(unit: AdministrativeUnit) -> list[Hamlet]:
    return [HamletFactory.create(unit=unit, name=name) for name in ("Nà Mẫu", "Pò Mẫu")]


@pytest.fixture
def poor(hamlets: list[Hamlet], round: ReviewRound) -> Callable[..., Household]:
    def make(name: str, hamlet: int = 0, **given: Any) -> Household:
        household = HouseholdFactory.create(hamlet=hamlets[hamlet], head_name=name, **given)
        ReviewFactory(round=round, household=household, poor=True)
        return household

    return make


@pytest.fixture
def agencies(unit: AdministrativeUnit) -> None:
    for name, short in (("Trường Mẫu", "TM"), ("Trạm Y tế", ""), ("Hội Phụ nữ", "HPN")):
        AgencyFactory.create(unit=unit, name=name, short_name=short)


@pytest.fixture
def officer(unit: AdministrativeUnit, client: Client) -> Client:
    client.force_login(officer_of(unit))
    return client


def url(unit: AdministrativeUnit) -> str:
    return reverse("assignments:import", args=[unit.pk, YEAR])


def look(client: Client, unit: AdministrativeUnit, content: bytes) -> Any:
    return client.post(url(unit), {"file": SimpleUploadedFile("danh-sach.xlsx", content)})


def book(*rows: Sequence[Any], head: Sequence[str] = HEAD) -> bytes:
    return file_of(head, *rows, above=("PHÂN CÔNG CƠ QUAN GIÚP ĐỠ HỘ NGHÈO",))


ROW = (1, "Lò Văn Ai", "Nà Mẫu", "Trường Mẫu", "Trạm Y tế; HPN", "Hỗ trợ sách vở", "tháng 5 đến tháng 8")


def test_file_is_looked_at_and_then_written(unit, officer, poor, agencies):
    household = poor("Lò Văn Ai")

    page = look(officer, unit, book(ROW))
    assert page.status_code == 200
    assert not Assignment.objects.exists()
    answer = officer.post(url(unit), {"given": page.context["given"]}, follow=True)

    assert "Đã ghi từ Excel: 1 phân công mới." in answer.content.decode()
    made = Assignment.objects.get()
    assert (made.household, made.lead_agency.name) == (household, "Trường Mẫu")
    assert {each.name for each in made.supporters.all()} == {"Trạm Y tế", "Hội Phụ nữ"}
    assert (made.content_labels, made.promise) == (("học tập",), "Hỗ trợ sách vở")
    assert (made.valid_from, made.valid_to) == (dt.date(YEAR, 5, 1), dt.date(YEAR, 9, 1))
    [line] = lines([AuditEvent.objects.get(action="assignments_imported")])
    assert [(change.what, change.after) for change in line.changes] == [("Trường Mẫu", "1 hộ")]


def test_same_file_again_changes_nothing_and_another_changes_what_it_says(unit, officer, poor, agencies):
    poor("Lò Văn Ai")
    for _ in range(2):
        page = look(officer, unit, book(ROW))
        officer.post(url(unit), {"given": page.context["given"]})
    made = Assignment.objects.get()
    assert made.version == 1
    Assignment.objects.update(person_in_charge="Hà Thị Hai")

    page = look(officer, unit, book((1, "lo van ai", "na mau", "TM", "Trạm Y tế", "", "")))

    assert page.context["preview"].counts == {"created": 0, "updated": 1, "unchanged": 0}
    officer.post(url(unit), {"given": page.context["given"]})
    changed = Assignment.objects.get()
    assert [each.name for each in changed.supporters.all()] == ["Trạm Y tế"]
    assert (changed.version, changed.promise, changed.person_in_charge) == (2, "Hỗ trợ sách vở", "Hà Thị Hai")


def test_merged_cells_hold_for_all_their_rows_and_titles_are_none(unit, officer, poor, agencies):
    poor("Lò Văn Ai")
    poor("Tô Thị An", 1)
    workbook = openpyxl.Workbook()
    [sheet] = workbook.worksheets
    for row in (
        HEAD,
        ("1", "2", "3", "4", "5", "6", "7"),
        ("I", "Khối trường học"),
        ROW[:4],
        (2, "Tô Thị An", "Pò Mẫu"),
        ("", "Tổng cộng", "", "2 hộ"),
    ):
        sheet.append(row)
    sheet.merge_cells("D4:D5")

    page = look(officer, unit, saved(workbook))

    assert page.context["preview"].errors == []
    assert page.context["preview"].counts["created"] == 2


@pytest.mark.parametrize(
    ("changed", "cell", "sentence"),
    [
        ({1: "Lò Văn Lạ"}, "B3", "không có hộ nghèo"),
        ({1: "Tô Thị An"}, "B3", "không có hộ nghèo"),
        ({1: "Ma Văn Đôi", 2: ""}, "B3", "Có 2 hộ"),
        ({2: "Bản Lạ"}, "C3", "Không có thôn"),
        ({3: "Xưởng Lạ"}, "D3", "Không có cơ quan"),
        ({3: ""}, "D3", "Ghi cơ quan chủ trì"),
        ({1: ""}, "B3", "Ghi họ và tên chủ hộ"),
        ({4: "Trạm Y tế; Xưởng Lạ"}, "E3", "Xưởng Lạ"),
        ({4: "Trường Mẫu"}, "E3", "chủ trì không ghi lại"),
        ({5: "n" * 301}, "F3", "Dài quá 300 chữ"),
        ({6: "cả năm"}, "G3", "Ghi thời gian như"),
    ],
)
def test_every_bad_cell_is_named_and_nothing_is_written(
    unit, officer, poor, agencies, changed, cell, sentence
):
    poor("Lò Văn Ai")
    poor("Tô Thị An", 1)
    poor("Ma Văn Đôi")
    poor("Ma Văn Đôi", 1)
    good = (2, "Tô Thị An", "Pò Mẫu", "Trường Mẫu", "", "", "")
    row = tuple(changed.get(column, text) for column, text in enumerate(ROW))

    page = look(officer, unit, book(row, good))

    assert page.status_code == 422
    [error] = page.context["preview"].errors
    assert (error.cell, sentence in error.message) == (cell, True)
    assert f"Ô {cell}" in page.content.decode()
    assert officer.post(url(unit), {"given": page.context["given"]}).status_code == 422
    assert not Assignment.objects.exists()


def test_household_of_two_alike_is_told_by_its_code(unit, officer, poor, agencies):
    poor("Ma Văn Đôi", code="A1")
    wanted = poor("Ma Văn Đôi", code="A2")
    head = ("Mã hộ", "Chủ hộ", "Cơ quan chủ trì")

    page = look(officer, unit, book(("a2", "Ma Văn Đôi", "Trường Mẫu"), head=head))

    assert [each.household for each in page.context["preview"].rows] == [wanted]


def test_household_that_is_not_poor_is_not_found(unit, officer, hamlets, round, agencies):
    household = HouseholdFactory.create(hamlet=hamlets[0], head_name="Lò Văn Ai")
    ReviewFactory(round=round, household=household, other=True)

    [error] = look(officer, unit, book(ROW)).context["preview"].errors
    assert "không có hộ nghèo" in error.message


def test_agency_twice_at_a_household_is_refused_at_its_cell(unit, officer, poor, agencies):
    poor("Lò Văn Ai")
    again = (2, "Lò Văn Ai", "Nà Mẫu", "Trường Mẫu", "", "", "")
    as_lead = (3, "Lò Văn Ai", "Nà Mẫu", "Trạm Y tế", "", "", "")

    in_file = look(officer, unit, book(ROW, again, as_lead)).context["preview"].errors

    assert [(error.cell, error.message) for error in in_file] == [
        ("D4", "Hộ này đã ghi ở dòng 3 với cùng cơ quan; bỏ một dòng."),
        ("D5", "Trạm Y tế đã giúp hộ này ở dòng 3."),
    ]
    page = look(officer, unit, book(as_lead))
    officer.post(url(unit), {"given": page.context["given"]})
    [stored] = look(officer, unit, book(ROW)).context["preview"].errors
    assert stored.cell == "E3"
    assert stored.message == ("Trạm Y tế đã được phân công giúp hộ này từ 01/05/2026 đến 30/09/2026.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"khong phai excel", "Excel"),
        (file_of(("Tên", "Số"), ("a", 1)), "Không tìm thấy bảng phân công"),
        (file_of(HEAD), "không có dòng nào"),
    ],
)
def test_file_that_is_no_list_says_so(unit, officer, content, sentence):
    answer = look(officer, unit, content)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("given", ["", "x:y:z", "\x00"])
def test_what_was_tampered_with_is_not_written(unit, officer, given):
    answer = officer.post(url(unit), {"given": given})

    assert answer.status_code == 422
    assert "không còn đọc được" in answer.content.decode()


def test_list_looked_at_in_one_commune_is_not_written_in_another(unit, officer, poor, agencies):
    poor("Lò Văn Ai")
    page = look(officer, unit, book(ROW))
    other = reverse("assignments:import", args=[unit.pk, YEAR + 1])

    assert officer.post(other, {"given": page.context["given"]}).status_code == 422
    assert not Assignment.objects.exists()


def test_only_officers_import(unit, client):
    client.force_login(leader_of(unit))

    assert client.get(url(unit)).status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_looking_takes_as_many_queries_for_four_rows_as_for_one(
    unit, poor, agencies, count, django_assert_num_queries
):
    rows = []
    for number in range(count):
        household = poor(f"Lò Văn {number}")
        stored = AssignmentFactory.create(household=household, lead_agency__name=f"Xưởng {number}")
        AssignmentSupporter.objects.create(assignment=stored, agency=AgencyFactory.create(unit=unit))
        rows.append(ListRow(row=number, texts={"head": household.head.name, "lead": "Trường Mẫu"}))
    given = AssignmentList(sheet="A", columns={"head": "A", "lead": "B"}, rows=tuple(rows))

    with django_assert_num_queries(8):
        preview = assignment_preview(given, unit=unit, year=YEAR)

    assert preview.counts["created"] == count


# --- the command ---


def run(path: Path, unit: AdministrativeUnit, *arguments: str) -> tuple[int, Any]:
    """Exit status and what was said."""
    out = StringIO()
    try:
        call_command(
            "assignments_import", str(path), "--unit", unit.code, "--year", str(YEAR), *arguments, stdout=out
        )
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_command_imports_once(unit, poor, agencies, tmp_path):
    poor("Lò Văn Ai")
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(ROW))

    dry = run(path, unit, "--format", "json", "--dry-run")
    assert not Assignment.objects.exists()
    first, again = (run(path, unit, "--format", "json") for _ in range(2))

    assert dry == first
    assert json.loads(first[1]) == {"created": 1, "updated": 0, "unchanged": 0, "errors": []}
    assert json.loads(again[1])["unchanged"] == 1
    assert run(path, unit) == (0, "Đã nhập: 0 phân công mới, 0 sửa, 1 giữ nguyên.\n")


def test_command_names_cells_and_no_person(unit, hamlets, agencies, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(ROW))

    status, said = run(path, unit)
    assert status == 1
    assert said.startswith("Danh sách!B3: ")
    assert "Lò Văn Ai" not in said
    status, said = run(path, unit, "--format", "json")
    assert (status, json.loads(said)["errors"][0]["row"]) == (1, 3)


def test_command_refuses_what_is_no_file(unit, tmp_path):
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        run(tmp_path / "khong-co.xlsx", unit)
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x")
    assert run(path, unit)[0] == 1
