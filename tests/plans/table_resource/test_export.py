"""The workbook that goes out to be brought back."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
import pytest
import tablib

from households.actions import hamlets_add
from plans.models import Plan
from plans.queries import table_figures, year_figures
from plans.resources import propose
from plans.resources.table import HamletTableResource, LineDraft, hamlet_names, table_preview, table_workbook
from plans.rules import COLUMN_LABELS, INPUTS, Line
from povertyplan.documents.xlsx import Workbook, read_workbook
from tests.factories import REFERENCE, YEAR, HamletTargetFactory
from tests.plans.table_resource.shared import counted, previewed


def edited(content: bytes, edit: Callable[[Any], None]) -> Workbook:
    """The exported file after somebody worked on it."""
    file = openpyxl.load_workbook(io.BytesIO(content))
    edit(file.worksheets[0])
    saved = io.BytesIO()
    file.save(saved)
    return read_workbook(saved.getvalue())


def cells_of(content: bytes) -> Mapping[tuple[str, str], str]:
    """Where each value stands, by hamlet and column."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    labels = {
        cell.value: cell.column_letter
        for row in sheet.iter_rows(head, head + 1)
        for cell in row
        if cell.value
    }
    columns = {column: labels[COLUMN_LABELS[column]] for column in INPUTS if COLUMN_LABELS[column] in labels}
    return {
        (str(row[1].value), column): f"{letter}{row[1].row}"
        for row in sheet.iter_rows(head + 2)
        if row[0].value
        for column, letter in columns.items()
    }


@pytest.mark.parametrize("year", [YEAR, None])
def test_exported_table_brought_back_changes_nothing(table, year):
    table.save({(table.bai, "households"): 0, (table.cau, "no_labour"): 0, (table.cau, "poor"): 1})
    content = table_workbook(table_figures(unit=table.unit, date=REFERENCE, year=year))

    preview = previewed(table, read_workbook(content), year=year)

    assert (preview.errors, preview.unknown) == ((), ())
    assert counted(preview) == (0, 0, 3)


@pytest.mark.parametrize("slug", ["phu-thinh-2026", "bac-son-2023"])
def test_demo_table_brought_back_changes_nothing(demo, slug):
    plan = Plan.objects.select_related("unit").get(slug=slug)
    figures = year_figures(unit=plan.unit, year=plan.year)
    workbook = read_workbook(table_workbook(figures))
    proposal = propose(workbook, hamlets=hamlet_names(figures), year=plan.year)

    preview = table_preview(
        workbook=workbook, mapping=proposal.mapping, unit=plan.unit, date=figures.date, year=plan.year
    )

    assert proposal.problems == ()
    assert (preview.errors, preview.unknown) == ((), ())
    assert counted(preview) == (0, 0, len(figures.rows))


def test_edits_of_the_exported_table_come_back_exactly(table):
    content = table_workbook(year_figures(unit=table.unit, year=YEAR))
    cells = cells_of(content)
    edits = {("Ao", "poor"): 7, ("Bãi", "households"): 0, ("Cầu", "near_poor_reduction"): 3}

    def edit(sheet: Any) -> None:
        for key, value in edits.items():
            sheet[cells[key]] = value

    preview = previewed(table, edited(content, edit))

    assert preview.can_be_imported
    assert {
        (line.row.name, change.column): (change.after, change.cell)
        for line in preview.lines
        for change in line.changes
    } == {key: (value, cells[key]) for key, value in edits.items()}


def test_emptied_cell_of_the_exported_table_keeps_what_is_stored(table):
    content = table_workbook(year_figures(unit=table.unit, year=YEAR))

    def edit(sheet: Any) -> None:
        sheet[cells_of(content)["Ao", "poor"]] = None

    assert counted(previewed(table, edited(content, edit))) == (0, 0, 1)


def test_exported_table_has_numbers_blanks_and_sums(table):
    HamletTargetFactory.create(hamlet_id=table.bai, poor_reduction=0, near_poor_reduction=None)
    content = table_workbook(year_figures(unit=table.unit, year=YEAR))

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(number for number, row in enumerate(rows) if row[0] == "STT")
    assert rows[head][2] == "Thời điểm 31/12/2025"
    assert rows[head][6] == "Chỉ tiêu giảm nghèo năm 2026"
    assert rows[head][1] == "Tên thôn"
    assert rows[head + 1][2:] == [COLUMN_LABELS[column] for column in INPUTS]
    assert rows[head + 2 :] == [
        [1, "Ao", 100, 5, None, None, 2, None],
        [2, "Bãi", None, None, None, None, 0, None],
        [3, "Cầu", None, None, None, None, None, None],
        [None, "Tổng cộng", 100, 5, None, None, 2, None],
    ]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_name_that_looks_like_a_formula_stays_a_name(table):
    hamlets_add(unit=table.unit, names={1: "=1+1"}, by=None)

    content = table_workbook(year_figures(unit=table.unit, year=YEAR))

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"


def test_dataset_of_the_library_holds_what_the_columns_say(table):
    drafts = [LineDraft(Line(poor=0), number=1, name="Ao")]

    dataset = HamletTableResource({}).export(drafts)

    assert isinstance(dataset, tablib.Dataset)
    assert dataset.headers == ["STT", "Tên", *(COLUMN_LABELS[column] for column in INPUTS)]
    assert dataset[0] == (1, "Ao", None, 0, None, None, None, None)
