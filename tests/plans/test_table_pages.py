"""The pages on which a workbook is chosen, looked at, read otherwise, brought in and taken back."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from plans.actions import grid_save
from plans.models import TableImport, TableMapping, TableUpload
from plans.queries import year_figures
from plans.rules import Line
from povertyplan.common.models import AuditEvent
from povertyplan.documents.xlsx import EXCEL, read_workbook
from tests.factories import YEAR, CommuneFactory, HamletFactory, leader_of, officer_of, small_plan, submitted
from tests.plans.table_actions.table import Table
from tests.plans.test_table_commands import written

pytestmark = pytest.mark.django_db


class Desk:
    """A commune's table and an officer's browser."""

    def __init__(self, folder: Path) -> None:
        self.table = Table()
        self.unit = self.table.unit
        self.officer = officer_of(self.unit)
        self.client = Client()
        self.client.force_login(self.officer)
        self.path = folder / "bang.xlsx"

    def url(self, name: str) -> str:
        return reverse(f"plans:table_{name}", args=[self.unit.pk, YEAR])

    def upload(self, content: bytes) -> Any:
        file = SimpleUploadedFile("bang.xlsx", content, content_type=EXCEL)
        return self.client.post(self.url("upload"), {"file": file})

    def look(self, *rows: tuple[Any, ...], **options: Any) -> str:
        """The preview page of a workbook with these rows."""
        self.upload(written(self.path, *rows, **options).read_bytes())
        return self.client.get(self.url("preview")).text

    def confirm(self) -> Any:
        page = self.client.get(self.url("preview")).text
        digest = re.findall(r'name="digest" value="(\w*)"', page)
        return self.client.post(self.url("confirm"), {"digest": digest[0] if digest else ""})

    def lines(self) -> dict[str, Line]:
        return {row.name: row.line for row in year_figures(unit=self.unit, year=YEAR).rows}


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def first(desk: Desk) -> str:
    return next(iter(desk.lines()))


def test_workbook_is_looked_at_brought_in_and_taken_back(desk):
    name, before = first(desk), desk.lines()

    page = desk.look((1, name, "1.205", 7, None, 3))
    assert "Sẽ đổi 3 ô ở 1 thôn" in page
    assert desk.lines() == before

    assert desk.confirm()["Location"] == reverse("plans:grid", args=[desk.unit.pk, YEAR])
    after = desk.lines()[name]
    assert (after.households, after.poor, after.near_poor) == (1205, 7, before[name].near_poor)
    assert after.poor_reduction == 3
    assert not TableUpload.objects.exists()

    record = TableImport.objects.get()
    desk.client.post(desk.url("undo"), {"record": record.pk})
    assert desk.lines() == before
    actions = AuditEvent.objects.filter(unit_code=desk.unit.code).values_list("action", flat=True)
    assert {"table_uploaded", "table_imported", "table_import_undone"} <= set(actions)


def test_same_file_again_has_nothing_to_write(desk):
    row = (1, first(desk), 300, 7, 5, 3)
    desk.look(row)
    desk.confirm()

    page = desk.look(row)

    assert "Tệp giống hệt bảng đang có, không có gì để ghi" in page
    assert "Ghi vào bảng" not in page
    desk.confirm()
    assert TableImport.objects.count() == 1


def test_every_error_stands_at_its_cell_and_nothing_can_be_written(desk):
    before = desk.lines()

    page = desk.look((1, first(desk), "1,5", "=1+1", 5, -3))

    for cell in ("C3", "D3", "F3"):
        assert f"Ô {cell}" in page
    assert "3 ô cần sửa trong tệp" in page
    assert "Ghi vào bảng" not in page
    assert desk.confirm().status_code == 409
    assert desk.lines() == before


def test_columns_are_chosen_and_remembered(desk):
    head = ("TT", "Tên thôn", "Cột A", "Cột B", "Cột C", "Cột D")
    name = first(desk)
    page = desk.look((1, name, 300, 7, 5, 3), head=head)
    assert "Cách đọc tệp" in page
    assert "Ghi vào bảng" not in page

    chosen = {"sheet": "Biểu 1", "column-2": "name", "column-3": "households", "column-4": "poor"}
    assert desk.client.post(desk.url("preview"), chosen).status_code == 302
    assert "Sẽ đổi 2 ô" in desk.client.get(desk.url("preview")).text
    desk.confirm()
    assert TableMapping.objects.get().unit == desk.unit

    assert "Sẽ đổi 1 ô" in desk.look((1, name, 301, 7, 5, 3), head=head)


def test_two_columns_for_the_same_are_refused_and_the_choice_stays(desk):
    desk.look((1, first(desk), 300, 7, 5, 3))

    response = desk.client.post(
        desk.url("preview"), {"sheet": "Biểu 1", "column-2": "name", "column-3": "poor", "column-4": "poor"}
    )

    assert response.status_code == 422
    assert "Hai cột cùng được chọn là “Số hộ nghèo”" in response.text


def test_odd_name_is_chosen_from_the_list_and_remembered(desk):
    name = first(desk)
    page = desk.look((1, "Nơi Nào Đó", 300, 7, 5, 3))
    assert "1 tên không có trong danh sách" in page

    hamlet = next(row.hamlet_id for row in year_figures(unit=desk.unit, year=YEAR).rows)
    columns = {"column-2": "name", "column-3": "households", "column-4": "poor"}
    desk.client.post(desk.url("preview"), {"sheet": "Biểu 1", "name-0": hamlet, **columns})
    desk.confirm()
    assert desk.lines()[name].households == 300

    assert "không có trong danh sách" not in desk.look((1, "Nơi Nào Đó", 301, 7, 5, 3))


def test_new_names_are_added_when_the_officer_says_so(desk):
    desk.look((1, "Nơi Mới", 30, 2, 1, 1))
    columns = {"column-2": "name", "column-3": "households", "column-4": "poor"}
    desk.client.post(desk.url("preview"), {"sheet": "Biểu 1", "add_names": "on", **columns})

    page = desk.client.get(desk.url("preview")).text
    assert "thêm mới" in page
    desk.confirm()

    assert desk.lines()["Nơi Mới"].households == 30


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng"),
        (b"not a workbook", "xlsx"),
        (b"%PDF-1.7", "PDF"),
        (b"x" * ((10 << 20) + 1), "10 MB"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_a_sentence(desk, content, words):
    response = desk.upload(content)

    assert response.status_code == 422
    assert words in response.text
    assert not TableUpload.objects.exists()


def test_no_file_at_all_is_refused(desk):
    response = desk.client.post(desk.url("upload"))

    assert response.status_code == 422
    assert "Chọn tệp Excel cần nhập." in response.text


def test_table_changed_since_it_was_shown_is_shown_again(desk):
    name = first(desk)
    desk.look((1, name, 300, 7, 5, 3))
    page = desk.client.get(desk.url("preview")).text
    digest = re.findall(r'name="digest" value="(\w*)"', page)[0]
    row = year_figures(unit=desk.unit, year=YEAR).rows[0]
    cells = {(row.hamlet_id, "households"): 999}
    grid_save(unit=desk.unit, year=YEAR, cells=cells, seen={}, by=desk.officer)

    response = desk.client.post(desk.url("confirm"), {"digest": digest})

    assert response.status_code == 409
    assert "<del>999</del>" in response.text
    assert desk.lines()[name].households == 999


def test_closed_year_is_said_and_nothing_is_written(desk):
    submitted(small_plan(desk.unit))
    before = desk.lines()

    page = desk.look((1, first(desk), 300, 7, 5, 3))

    assert "Kế hoạch năm này đang trình" in page
    assert "Ghi vào bảng" not in page
    assert desk.confirm().status_code in {409, 422}
    assert desk.lines() == before


def test_undo_after_an_edit_by_hand_names_the_cell(desk):
    name = first(desk)
    desk.look((1, name, 300, 7, 5, 3))
    desk.confirm()
    row = year_figures(unit=desk.unit, year=YEAR).rows[0]
    cells = {(row.hamlet_id, "households"): 301}
    grid_save(unit=desk.unit, year=YEAR, cells=cells, seen={}, by=desk.officer)

    response = desk.client.post(desk.url("undo"), {"record": TableImport.objects.get().pk}, follow=True)

    assert name in response.text
    assert "Không hoàn tác được" in response.text
    assert desk.lines()[name].households == 301


def test_undo_of_an_older_import_changes_nothing(desk):
    name = first(desk)
    for households in (300, 301):
        desk.look((1, name, households, 7, 5, 3))
        desk.confirm()
    older = min(TableImport.objects.values_list("pk", flat=True))

    desk.client.post(desk.url("undo"), {"record": older})

    assert desk.lines()[name].households == 301


def test_upload_is_seen_by_its_officer_alone(desk):
    desk.look((1, first(desk), 300, 7, 5, 3))
    other = Client()
    other.force_login(officer_of(desk.unit))

    response = other.get(desk.url("preview"))

    assert response["Location"] == desk.url("upload")
    assert other.post(desk.url("confirm"), {"digest": "x"})["Location"] == desk.url("upload")


def test_upload_can_be_given_up(desk):
    desk.look((1, first(desk), 300, 7, 5, 3))

    desk.client.post(desk.url("drop"))

    assert not TableUpload.objects.exists()


def test_table_goes_out_and_comes_back_unchanged(desk):
    response = desk.client.get(desk.url("file"))
    assert response["Content-Type"] == EXCEL
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert read_workbook(response.content).sheets
    assert AuditEvent.objects.filter(unit_code=desk.unit.code, action="table_downloaded").count() == 1

    desk.upload(response.content)

    assert "không có gì để ghi" in desk.client.get(desk.url("preview")).text


def test_leader_takes_the_table_out_and_brings_none_in(desk):
    desk.client.force_login(leader_of(desk.unit))

    assert desk.client.get(desk.url("file")).status_code == 200
    assert desk.client.get(desk.url("upload")).status_code == 403


@pytest.mark.parametrize("number", [4, 40])
def test_preview_takes_as_many_queries_however_many_rows(number, tmp_path, django_assert_num_queries):
    unit = CommuneFactory.create()
    hamlets = HamletFactory.create_batch(number, unit=unit)
    Table()  # a standard, and another commune
    client = Client()
    client.force_login(officer_of(unit))
    path = written(tmp_path / "x.xlsx", *((n, each.name, 100, 5, 4, 1) for n, each in enumerate(hamlets, 1)))
    url = reverse("plans:table_upload", args=[unit.pk, YEAR])
    client.post(url, {"file": io.BytesIO(path.read_bytes())})

    with django_assert_num_queries(9):
        page = client.get(reverse("plans:table_preview", args=[unit.pk, YEAR])).text
    assert f"Sẽ đổi {number * 4} ô" in page
