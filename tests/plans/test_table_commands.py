"""`hamlets_import` and `hamlets_export`: what they print, their exit status; bad files save nothing."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from households.models import Hamlet
from plans.actions import GridStale
from plans.models import TableImport
from plans.queries import FIGURES_CLOSED, table_figures, year_figures
from plans.rules import Line
from povertyplan.common.models import AuditEvent
from povertyplan.documents.package import MAX_FILE
from tests.documents.hostile_workbooks import REFUSED
from tests.factories import REFERENCE, YEAR, CommuneFactory, HamletFactory, small_plan, submitted
from tests.plans.table_actions.table import Table

GROUPS = (None, None, "Thời điểm 31/12/2025", None, None, "Chỉ tiêu giảm nghèo năm 2026")
HEAD = ("TT", "Tên thôn", "Tổng số hộ", "Số hộ nghèo", "Số hộ cận nghèo", "Số hộ nghèo giảm")
Edit = Callable[[Any], None]


@pytest.fixture
def table(db) -> Table:
    return Table()


def run(*arguments: str) -> tuple[int, str, str]:
    """The status a shell would see, and what went to the two outputs."""
    out, error = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=error)
    except CommandError as refused:
        return refused.returncode, out.getvalue(), f"{error.getvalue()}{refused}"
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue(), error.getvalue()
    return 0, out.getvalue(), error.getvalue()


def bring(table: Table, path: Path, *more: str, date: dt.date = REFERENCE) -> tuple[int, str, str]:
    """What `hamlets_import` answers for the table's commune."""
    return run("hamlets_import", str(path), f"--unit={table.unit.code}", f"--date={date}", *more)


def as_json(table: Table, path: Path, *more: str) -> tuple[int, Any]:
    """The exit status and the object that is printed."""
    status, out, _ = bring(table, path, f"--year={YEAR}", "--format=json", *more)
    return status, json.loads(out)


def written(
    path: Path, *rows: tuple[Any, ...], head: tuple[Any, ...] = HEAD, edit: Edit = lambda sheet: None
) -> Path:
    """A workbook with these rows below a head of two rows, after more work on its sheet."""
    file = openpyxl.Workbook()
    (sheet,) = file.worksheets
    sheet.title = "Biểu 1"
    for row in (GROUPS, head, *rows):
        sheet.append(row)
    edit(sheet)
    file.save(path)
    return path


GOOD = ((1, "Ao", 100, 6, None, 2), (2, "Bãi", 80, 1, 0, 0))


# --- brought in ---


def test_table_is_brought_in_and_counted(table, tmp_path):
    path = written(tmp_path / "a.xlsx", *GOOD)

    assert as_json(table, path) == (0, {"created": 1, "updated": 1, "unchanged": 0, "errors": []})
    assert table.line(table.ao) == Line(households=100, poor=6, poor_reduction=2)
    assert table.line(table.bai) == Line(households=80, poor=1, near_poor=0, poor_reduction=0)
    record = TableImport.objects.get()
    assert record.by is None

    assert as_json(table, path) == (0, {"created": 0, "updated": 0, "unchanged": 2, "errors": []})
    assert TableImport.objects.count() == 1


def test_text_says_what_was_done(table, tmp_path):
    path = written(tmp_path / "a.xlsx", *GOOD)

    assert bring(table, path)[:2] == (
        0,
        "Đã nhập: 1 thôn mới có số liệu, 1 thôn sửa, 0 thôn giữ nguyên.\n",
    )
    assert table.line(table.ao).poor_reduction == 2
    assert table.line(table.bai).poor_reduction is None


def test_dry_run_says_the_same_and_saves_nothing(table, tmp_path):
    path = written(tmp_path / "a.xlsx", *GOOD)
    before = table.state()

    assert as_json(table, path, "--dry-run") == (
        0,
        {"created": 1, "updated": 1, "unchanged": 0, "errors": []},
    )
    assert bring(table, path, "--dry-run")[1].startswith("Sẽ nhập: ")
    assert table.state() == before


def test_figures_of_another_date_stand_apart(table, tmp_path):
    middle = dt.date(2026, 6, 30)
    path = written(tmp_path / "a.xlsx", *GOOD)

    assert bring(table, path, date=middle)[0] == 0
    assert table.line(table.ao).poor == 5
    rows = table_figures(unit=table.unit, date=middle, year=None).rows
    assert [row.line.poor for row in rows] == [6, 1, None]


def test_commune_without_hamlets_gets_its_list_from_the_file(table, tmp_path):
    empty = CommuneFactory.create()
    path = written(tmp_path / "a.xlsx", *GOOD)

    status, out, _ = run("hamlets_import", str(path), f"--unit={empty.code}", "--date=2025-12-31")

    assert status == 0, out
    figures = year_figures(unit=empty, year=YEAR)
    assert [(row.name, row.line.households) for row in figures.rows] == [("Ao", 100), ("Bãi", 80)]


def test_unknown_name_is_an_error_unless_it_is_to_be_added(table, tmp_path):
    path = written(tmp_path / "a.xlsx", GOOD[0], (2, "Dốc", 80, 1, 0, 0))
    before = table.state()

    status, answer = as_json(table, path)

    assert status == 1
    (error,) = answer["errors"]
    assert (error["sheet"], error["cell"], error["value"]) == ("Biểu 1", "B4", "Dốc")
    assert "--add-new" in error["message"]
    assert table.state() == before
    assert as_json(table, path, "--add-new") == (
        0,
        {"created": 1, "updated": 1, "unchanged": 0, "errors": []},
    )
    assert table.names() == ["Ao", "Bãi", "Cầu", "Dốc"]


# --- files with errors: 1, and nothing is saved ---


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "name",
    ["picture", "text renamed", "empty", "encrypted", "macros in a part", "11 MB", "8 million strings"],
)
def test_file_that_is_no_workbook_we_read_is_an_error_without_a_cell(table, tmp_path, name, form):
    make, words = REFUSED[name]
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())
    before = table.state()

    status, out, _ = bring(table, path, f"--format={form}")

    assert status == 1
    if form == "json":
        answer = json.loads(out)
        assert answer.keys() == {"created", "updated", "unchanged", "errors"}
        (error,) = answer["errors"]
        assert (error["sheet"], error["cell"], error["value"]) == ("", "", "")
        assert words in error["message"]
    else:
        assert words in out
        assert out.endswith("1 lỗi; chưa ghi gì.\n")
    assert table.state() == before


def formula(sheet: Any) -> None:
    sheet["D3"] = "=C3-94"


def date(sheet: Any) -> None:
    sheet["D3"] = dt.date(2026, 1, 5)


def repeated_otherwise(sheet: Any) -> None:
    """The head again below the first row, with two columns changed about."""
    sheet.insert_rows(4, amount=2)
    for row, texts in ((4, GROUPS), (5, (*HEAD[:3], HEAD[4], HEAD[3], HEAD[5]))):
        for column, text in zip("ABCDEF", texts, strict=True):
            sheet[f"{column}{row}"] = text


def contradiction(sheet: Any) -> None:
    """One row of the head says "poor", the one below it "near-poor"."""
    sheet["D1"] = "Hộ nghèo"
    sheet["D2"] = "Hộ cận nghèo"


def foreign_column(sheet: Any) -> None:
    sheet["G2"] = "Xã"
    for row in (3, 4):
        sheet[f"G{row}"] = "Xã Khác Hẳn" if row == 4 else "Xã Xuân Mẫu"


@pytest.mark.parametrize(
    ("rows", "edit", "errors"),
    [
        ((GOOD[0], (2, "AO", 80, 1, 0, 0)), None, {"B3": "còn ở ô B4", "B4": "còn ở ô B3"}),
        (((1, "Ao", 100, "sáu", None, 2), GOOD[1]), None, {"D3": "số nguyên"}),
        (((1, "Ao", 100, -6, None, 2), GOOD[1]), None, {"D3": "âm"}),
        (((1, "Ao", 100, 6.5, None, 2), GOOD[1]), None, {"D3": "phần lẻ"}),
        (GOOD, formula, {"D3": "công thức"}),
        (GOOD, date, {"D3": "ngày tháng"}),
        (((1, "Ao", 100, 101, None, 2), GOOD[1]), None, {"D3": "số hộ nghèo không thể là 101"}),
        (((1, "Ao", 100, 6, None, 7), (2, "Bãi", 1, 2, 0, 0)), None, {"F3": "là 7", "D4": "là 2"}),
        (((1, "Người Lập", None, None, None, None),), None, {"": "Không có dòng số liệu nào"}),
    ],
)
def test_bad_cells_are_named_and_nothing_is_saved(table, tmp_path, rows, edit, errors):
    path = written(tmp_path / "a.xlsx", *rows, edit=edit or (lambda sheet: None))
    before = table.state()

    status, answer = as_json(table, path)

    assert status == 1
    assert (answer["created"], answer["updated"], answer["unchanged"]) == (0, 0, 0)
    found = {error["cell"]: error["message"] for error in answer["errors"]}
    assert found.keys() == errors.keys()
    assert all(words in found[cell] for cell, words in errors.items())
    assert {error["sheet"] for error in answer["errors"]} == {"Biểu 1"}
    assert table.state() == before


@pytest.mark.parametrize(
    ("edit", "words"), [(repeated_otherwise, "Tiêu đề lặp lại"), (contradiction, "nói hai điều khác nhau")]
)
def test_heads_that_contradict_each_other_are_refused(table, tmp_path, edit, words):
    path = written(tmp_path / "a.xlsx", *GOOD, edit=edit)
    before = table.state()

    status, answer = as_json(table, path)

    assert status == 1
    assert any(words in error["message"] for error in answer["errors"])
    assert table.state() == before


def test_columns_that_cannot_be_told_apart_are_refused(table, tmp_path):
    head = ("TT", "Tên thôn", "Tổng số hộ", "Số hộ nghèo", "Số hộ nghèo", "Số hộ nghèo giảm")
    path = written(tmp_path / "a.xlsx", *GOOD, head=head)
    before = table.state()

    status, answer = as_json(table, path)

    assert status == 1
    assert any("Hãy chọn một cột" in error["message"] for error in answer["errors"])
    assert table.state() == before


def test_hamlet_of_another_commune_is_no_hamlet_of_this_one(table, tmp_path):
    other = HamletFactory.create(name="Thôn Nơi Khác")
    path = written(tmp_path / "a.xlsx", GOOD[0], (2, other.name, 80, 1, 0, 0))
    before = table.state()

    status, answer = as_json(table, path)

    assert status == 1
    assert [error["cell"] for error in answer["errors"]] == ["B4"]
    assert table.state() == before
    assert as_json(table, path, "--add-new")[0] == 0
    assert list(Hamlet.objects.filter(unit=other.unit).values_list("pk", flat=True)) == [other.pk]


def test_row_of_another_commune_is_refused(table, tmp_path):
    path = written(tmp_path / "a.xlsx", *GOOD, edit=foreign_column)
    table.unit.name = "Xuân Mẫu"
    table.unit.save()
    before = table.state()

    status, answer = as_json(table, path)

    assert status == 1
    assert [error["cell"] for error in answer["errors"]] == ["G4"]
    assert table.state() == before


def test_hidden_rows_are_brought_in_and_said(table, tmp_path):
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[4].hidden = True

    path = written(tmp_path / "a.xlsx", *GOOD, edit=hide)

    status, _, said = bring(table, path)

    assert status == 0
    assert "Dòng đang ẩn nhưng có số liệu và vẫn được đọc: 4." in said
    assert table.line(table.bai).households == 80


def test_name_too_long_to_add_is_an_error_at_its_cell(table, tmp_path):
    path = written(tmp_path / "a.xlsx", GOOD[0], (2, "x" * 61, 80, 1, 0, 0))
    before = table.state()

    status, answer = as_json(table, path, "--add-new")

    assert status == 1
    assert [(error["cell"], error["message"]) for error in answer["errors"]] == [
        ("B4", "Tên dài quá 60 chữ.")
    ]
    assert table.state() == before


# --- wrong use: 2 ---


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--unit=99999"], "Không có xã, phường mã 99999."),
        (["--date=31/12/2025"], "viết như 2025-12-31"),
        (["--date=0001-01-01"], "Ngày phải từ"),
        (["--date=9999-12-31"], "Ngày phải từ"),
        (["--year=1999"], "Năm phải từ 2015 đến 2060."),
        (["--year=99999"], "Năm phải từ 2015 đến 2060."),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_wrong_use_ends_with_2(table, tmp_path, arguments, words, form):
    path = written(tmp_path / "a.xlsx", *GOOD)
    before = table.state()

    status, out, said = bring(table, path, *arguments, f"--format={form}")

    assert (status, out) == (2, "")
    assert words in said
    assert table.state() == before


@pytest.mark.parametrize("name", ["khong-co.xlsx", "."])
def test_file_that_cannot_be_opened_ends_with_2(table, tmp_path, name):
    status, out, said = bring(table, tmp_path / name)

    assert (status, out) == (2, "")
    assert "Không đọc được tệp" in said


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_closed_year_ends_with_2(table, tmp_path, more):
    submitted(small_plan(table.unit))
    path = written(tmp_path / "a.xlsx", *GOOD)
    before = table.state()

    status, out, said = bring(table, path, *more)

    assert (status, out) == (2, "")
    assert FIGURES_CLOSED in said
    assert table.state() == before


def test_table_changed_in_between_ends_with_2(table, tmp_path, monkeypatch):
    def moved(**given: Any) -> None:
        raise GridStale({})

    monkeypatch.setattr("plans.management.commands.hamlets_import.table_import", moved)

    status, _, said = bring(table, written(tmp_path / "a.xlsx", *GOOD))

    assert status == 2
    assert "người khác đã sửa" in said


def test_file_is_not_read_beyond_what_may_be(table, tmp_path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(MAX_FILE * 50)

    status, out, _ = bring(table, path)

    assert status == 1
    assert "1 lỗi" in out


# --- hamlets_export ---


def test_exported_table_is_brought_back_without_a_change(table, tmp_path):
    path = tmp_path / "out.xlsx"

    assert run("hamlets_export", f"--unit={table.unit.code}", f"--year={YEAR}", f"--output={path}") == (
        0,
        f"{path}\n",
        "",
    )
    events = AuditEvent.objects.count()
    assert as_json(table, path)[1] == {"created": 0, "updated": 0, "unchanged": 1, "errors": []}
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("unit", "year", "path", "words"),
    [
        ("99999", YEAR, "out.xlsx", "Không có xã, phường mã 99999."),
        ("", 1999, "out.xlsx", "Năm phải từ"),
        ("", YEAR, "no/out.xlsx", "Không ghi được tệp"),
    ],
)
def test_export_that_cannot_be_ends_with_2(table, tmp_path, unit, year, path, words):
    code = unit or table.unit.code

    status, out, said = run(
        "hamlets_export", f"--unit={code}", f"--year={year}", f"--output={tmp_path / path}"
    )

    assert (status, out) == (2, "")
    assert words in said
    assert not (tmp_path / path).exists()
