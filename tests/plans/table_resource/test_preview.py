"""What a workbook would change, before it does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.actions import hamlets_add
from plans.actions import TableRefused, checked_figures, mapping_remember, table_import, upload_keep
from plans.models import TableImport
from plans.queries import FIGURES_CLOSED, year_figures
from plans.resources import SheetMapping, propose
from plans.resources.looking import ShownRow, look_at
from plans.resources.table import Outcome, TablePreview, ValueChange, hamlet_names, remembered, table_preview
from povertyplan.documents.xlsx import Workbook, to_json
from tests.factories import REFERENCE, YEAR, CommuneFactory, small_plan, submitted
from tests.plans.officer_sheets import paper
from tests.plans.table_actions.table import SHA, Table
from tests.plans.table_resource.shared import counted, previewed

HEAD = "TT|Tên thôn|Tổng số hộ|Hộ nghèo|Hộ cận nghèo|Số hộ nghèo giảm"


def book(*rows: str) -> Workbook:
    """An officer's workbook with these rows below one head."""
    return Workbook(sheets=(paper(HEAD, *rows).sheet("Biểu 1"),))


def bring(table: Table, preview: TablePreview, *, year: int | None = YEAR) -> tuple[int, int, int]:
    """How many hamlets the action creates, updates and leaves."""
    saved = table_import(
        unit=table.unit,
        date=REFERENCE,
        year=year,
        rows=preview.rows,
        sha256=SHA,
        seen=preview.seen,
        by=table.by,
    )
    return saved.created, saved.updated, saved.unchanged


def test_preview_shows_each_row_with_its_changes_and_cells(table):
    before = table.state()

    preview = previewed(table, book("1|Ao|100|6||2", "2|Bãi|80|0|0|0", "3|Cầu||||"))

    assert [(line.row.name, line.outcome, line.changes) for line in preview.lines] == [
        ("Ao", Outcome.UPDATED, (ValueChange(column="poor", before=5, after=6, cell="D2"),)),
        (
            "Bãi",
            Outcome.CREATED,
            (
                ValueChange(column="households", before=None, after=80, cell="C3"),
                ValueChange(column="poor", before=None, after=0, cell="D3"),
                ValueChange(column="near_poor", before=None, after=0, cell="E3"),
                ValueChange(column="poor_reduction", before=None, after=0, cell="F3"),
            ),
        ),
    ]
    assert [(each.row, each.reason) for each in preview.left_out] == [(4, "“Cầu” không có số nào.")]
    assert preview.can_be_imported
    assert preview.seen[table.ao, "poor"] == 5
    assert preview.seen[table.cau, "near_poor"] is None
    assert preview.sheet == "Biểu 1"
    assert table.state() == before


def test_upload_is_looked_at_without_a_page(table):
    workbook = book("1|Ao|100|6||2", "2|Bãi||||", "3|Dốc|1.234|||")
    upload = upload_keep(unit=table.unit, year=YEAR, workbook=to_json(workbook), sha256=SHA, by=table.by)
    upload.mapping = replace(look_at(upload).proposal.mapping, add_names=True).to_json()

    looking = look_at(upload)

    assert looking.columns == ["households", "poor", "near_poor", "poor_reduction"]
    assert [(row.name, row.is_new, shown(row)) for row in looking.rows] == [
        ("Ao", False, ["100", "5 → 6 (D2)", "", "2"]),
        ("Dốc", True, [" → 1.234 (C4)", "", "", ""]),
    ]
    assert (looking.changes, looking.can_be_imported) == (2, True)
    table.save({(table.ao, "poor"): 4})
    assert look_at(upload).digest != looking.digest


def shown(row: ShownRow) -> list[str]:
    return [
        f"{value.before} → {value.after} ({value.cell})" if value.is_changed else value.before
        for value in row.values
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("1|Ao|100|5||2", "2|Bãi|80|1|0|0"),
        ("1|Ao|101|5||2",),
        ("1|Ao|100|5||2", "2|Dốc|10|1|0|1"),
        ("1|Dốc|10|||", "2|Cầu||1||"),
        ("1|Cầu||||1", "2|Ao|||3|"),
    ],
)
def test_action_does_what_the_preview_says(table, rows):
    preview = previewed(table, book(*rows), add_names=True)

    assert preview.can_be_imported
    changes = {
        (line.row.name, change.column): (change.before, change.after)
        for line in preview.lines
        for change in line.changes
    }
    assert bring(table, preview) == counted(preview)
    after = {row.name: row.line for row in year_figures(unit=table.unit, year=YEAR).rows}
    assert {key: after[key[0]].count(key[1]) for key in changes} == {
        key: value for key, (_, value) in changes.items()
    }
    record = TableImport.objects.get()
    assert sorted(
        (column, tuple(pair)) for columns in record.cells.values() for column, pair in columns.items()
    ) == sorted((column, pair) for (_, column), pair in changes.items())


@pytest.mark.parametrize(
    ("row", "cell", "value", "message"),
    [
        ("1|Ao|100|101||", "D2", "101", "Có 100 hộ, số hộ nghèo không thể là 101."),
        ("1|Ao|90|91||", "D2", "91", "Có 90 hộ, số hộ nghèo không thể là 91."),
        ("1|Ao||1||", "D2", "1", "Chỉ có 1 hộ nghèo, chỉ tiêu giảm không thể là 2."),
        ("1|Ao|4|||", "C2", "4", "Có 4 hộ, số hộ nghèo không thể là 5."),
        ("1|Ao||5|96|", "E2", "96", "Hộ nghèo và hộ cận nghèo cộng lại vượt quá 100 hộ."),
        ("1|Ao||||6", "F2", "6", "Chỉ có 5 hộ nghèo, chỉ tiêu giảm không thể là 6."),
    ],
)
def test_row_that_cannot_be_is_refused_at_its_cell(table, row, cell, value, message):
    preview = previewed(table, book(row, "2|Bãi|80|1|0|0"))

    (error,) = preview.errors
    assert (error.sheet, error.cell, error.value, error.message) == ("Biểu 1", cell, value, message)
    assert not preview.can_be_imported
    assert counted(preview) == (1, 0, 0)
    assert preview.count(Outcome.REFUSED) == 1


def test_refused_cells_of_the_reader_are_errors_too(table):
    preview = previewed(table, book("1|Ao|100|năm||", "2|Bãi|80|1|0|0"))

    assert [error.cell for error in preview.errors] == ["D2"]
    assert not preview.can_be_imported


def test_unknown_name_is_asked_about_and_may_be_added(table):
    workbook = book("1|Ao|100|5||2", "2|Dốc|80|1|0|0")

    asked = previewed(table, workbook)
    assert [(name.cell, name.written) for name in asked.unknown] == [("B3", "Dốc")]
    assert not asked.can_be_imported

    added = previewed(table, workbook, add_names=True)
    assert added.unknown == ()
    assert counted(added) == bring(table, added) == (1, 0, 1)


def test_what_the_action_refuses_all_the_same_stands_at_its_cell(table):
    preview = previewed(table, book("1|Ao|100|5||2", "2|Dốc|80|1|0|0"), add_names=True)
    hamlets_add(unit=table.unit, names={1: "Dốc"}, by=table.by)

    with pytest.raises(TableRefused) as refused:
        bring(table, preview)

    (error,) = preview.cell_errors(refused.value)
    assert (error.sheet, error.cell, error.value) == ("Biểu 1", "B3", "Dốc")
    assert error.message == "“Dốc” đã có trong danh sách."


def test_file_without_a_row_says_so(table):
    preview = previewed(table, book("TT|Người lập||||"))

    assert [error.message for error in preview.errors] == ["Không có dòng số liệu nào dưới hàng tiêu đề."]
    assert not preview.can_be_imported


def test_targets_are_not_read_without_a_year(table):
    preview = previewed(table, book("1|Ao|100|6||xyz"), year=None)

    assert preview.notes == ("Các cột chỉ tiêu không được nhập vì chưa chọn năm.",)
    assert [dict(row.values) for row in preview.rows] == [{"households": 100, "poor": 6}]
    assert bring(table, preview, year=None) == counted(preview) == (0, 1, 0)


def test_figures_that_do_not_fit_the_stored_targets_are_refused_without_a_year_too(table):
    preview = previewed(table, book("1|Ao|100|1||"), year=None)

    assert [error.cell for error in preview.errors] == ["D2"]


def test_preview_says_when_a_plan_is_with_the_leader(table):
    submitted(small_plan(table.unit))

    preview = previewed(table, book("1|Ao|100|6||"))

    assert preview.refusal == FIGURES_CLOSED
    assert not preview.can_be_imported


@pytest.mark.parametrize("number", [40, 400])
@pytest.mark.parametrize("others", [1, 20])
def test_preview_takes_two_queries_whatever_the_size_and_no_transaction(table, number, others):
    for other in CommuneFactory.create_batch(others):
        hamlets_add(unit=other, names={1: "Xóm Khác"}, by=None)
    hamlets_add(unit=table.unit, names={at: f"Xóm {at}" for at in range(number)}, by=None)
    workbook = book(*(f"{at + 1}|Xóm {at}|{at}|0|0|0" for at in range(number)))
    names = hamlet_names(checked_figures(unit=table.unit, date=REFERENCE, year=YEAR))
    mapping = propose(workbook, hamlets=names, year=YEAR).mapping

    with CaptureQueriesContext(connection) as queries:
        preview = table_preview(
            workbook=workbook, mapping=mapping, unit=table.unit, date=REFERENCE, year=YEAR
        )

    assert [query["sql"].lstrip("(").split()[0] for query in queries.captured_queries] == ["SELECT"] * 2
    assert preview.count(Outcome.CREATED) == number


def test_remembered_mapping_is_the_one_that_was_confirmed(table):
    workbook = book("1|Ao|100|6||")
    names = hamlet_names(checked_figures(unit=table.unit, date=REFERENCE, year=YEAR))
    proposal = propose(workbook, hamlets=names, year=YEAR)
    chosen = replace(proposal.mapping, columns={"name": 2, "poor": 3}, names={"ao sâu": table.ao})
    mapping_remember(unit=table.unit, headings=proposal.fingerprint, mapping=chosen.to_json(), by=table.by)

    assert remembered(table.unit)("khác") is None
    kept = remembered(table.unit)(proposal.fingerprint)
    assert isinstance(kept, SheetMapping)
    assert (kept.columns, kept.names) == (chosen.columns, chosen.names)
    again = propose(workbook, hamlets=names, year=YEAR, remembered=remembered(table.unit))
    assert again.mapping.columns == chosen.columns
