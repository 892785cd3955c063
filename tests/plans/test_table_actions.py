"""Bringing a table in, taking it back, and what is kept while an officer looks at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from households.actions import hamlets_add, hamlets_remove
from households.models import AdministrativeUnit, Hamlet, HamletFigures
from households.rules import Area, HamletLabel
from plans.actions import (
    GridStale,
    ImportMoved,
    TableImported,
    TableRefused,
    grid_save,
    mapping_remember,
    table_import,
    table_import_undo,
    upload_drop,
    upload_keep,
    upload_map,
)
from plans.actions.grid import Cells, GridSaved
from plans.models import HamletTarget, TableImport, TableMapping, TableUpload
from plans.queries import (
    FIGURES_CLOSED,
    last_import,
    remembered_mappings,
    table_figures,
    table_refusal,
    table_years,
    year_figures,
)
from plans.resources import TableRow
from plans.rules import INPUTS, Line
from povertyplan.accounts.models import User
from povertyplan.common.audit import first_broken
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent, AuditHead
from tests.factories import (
    REFERENCE,
    YEAR,
    CommuneFactory,
    HamletFactory,
    HamletTargetFactory,
    StandardFactory,
    approved,
    at_once,
    officer_of,
    small_plan,
    submitted,
)

SHA = "a" * 64
Values = Mapping[str, int]


class Table:
    """A commune with three hamlets, the first with its line, and what is brought in."""

    def __init__(self) -> None:
        StandardFactory.create()
        self.unit: AdministrativeUnit = CommuneFactory.create()
        self.by: User = officer_of(self.unit)
        self.ao, self.bai, self.cau = (
            HamletFactory.create(unit=self.unit, name=name, position=at).pk
            for at, name in enumerate(("Ao", "Bãi", "Cầu"), start=1)
        )
        self.save({(self.ao, "households"): 100, (self.ao, "poor"): 5, (self.ao, "poor_reduction"): 2})

    def save(self, cells: Cells) -> GridSaved:
        return grid_save(unit=self.unit, year=YEAR, cells=cells, seen={}, by=self.by)

    def bring(
        self,
        *rows: TableRow,
        date: dt.date = REFERENCE,
        year: int | None = YEAR,
        seen: Cells | None = None,
        sha256: str = SHA,
    ) -> TableImported:
        return table_import(
            unit=self.unit, date=date, year=year, rows=rows, sha256=sha256, seen=seen, by=self.by
        )

    def line(self, hamlet: int) -> Line:
        return next(
            row.line for row in year_figures(unit=self.unit, year=YEAR).rows if row.hamlet_id == hamlet
        )

    def names(self) -> list[str]:
        return [row.name for row in year_figures(unit=self.unit, year=YEAR).rows]

    def state(self) -> list[Any]:
        tables = (Hamlet, HamletFigures, HamletTarget, TableImport, AuditEvent)
        return [list(model.objects.order_by("pk").values()) for model in tables]


def row_of(hamlet: int | None, name: str = "", /, *, row: int = 5, **values: int) -> TableRow:
    """A row of a sheet."""
    cells = {column: f"{letter}{row}" for letter, column in zip("BCDEFGH", ("name", *INPUTS), strict=True)}
    return TableRow(row=row, name=name, hamlet_id=hamlet, values=values, cells=cells)


@pytest.fixture
def table(db) -> Table:
    return Table()


# --- bringing in ---


def test_rows_are_saved_and_what_they_do_not_give_stays(table):
    saved = table.bring(
        row_of(table.ao, row=5, poor=6, near_poor=3),
        row_of(table.bai, row=6, households=80, poor=0, poor_reduction=0),
        row_of(table.cau, row=7),
    )

    assert (saved.created, saved.updated, saved.unchanged) == (1, 1, 1)
    assert table.line(table.ao) == Line(households=100, poor=6, near_poor=3, poor_reduction=2)
    assert table.line(table.bai) == Line(households=80, poor=0, poor_reduction=0)
    assert table.line(table.cau) == Line()


def test_record_and_event_say_what_changed(table):
    saved = table.bring(row_of(table.ao, poor=6, households=100), row_of(None, "Dốc", row=6, poor=1))

    record = TableImport.objects.get()
    doc = Hamlet.objects.get(name="Dốc").pk
    assert saved.record == record == last_import(unit=table.unit)
    assert record.cells == {str(table.ao): {"poor": [5, 6]}, str(doc): {"poor": [None, 1]}}
    assert record.hamlets == [doc]
    assert (record.date, record.year, record.sha256, record.by) == (REFERENCE, YEAR, SHA, table.by)
    events = AuditEvent.objects.filter(unit_code=table.unit.code).order_by("sequence")
    assert [event.action for event in events][-3:] == ["hamlets_saved", "figures_recorded", "table_imported"]
    last = events[len(events) - 1]
    assert (last.target_type, last.target_id) == ("plans.tableimport", str(record.pk))
    assert last.details == {
        "date": "2025-12-31",
        "year": YEAR,
        "sha256": SHA,
        "created": 1,
        "updated": 1,
        "unchanged": 0,
    }
    assert first_broken(events, AuditHead.objects.get(unit_code=table.unit.code)) is None


def test_the_same_file_again_changes_nothing_and_leaves_no_trace(table):
    rows = (row_of(table.ao, poor=6), row_of(None, "Dốc", row=6, households=10))
    table.bring(*rows)
    before = table.state()
    doc = Hamlet.objects.get(name="Dốc").pk

    saved = table.bring(rows[0], row_of(doc, "Dốc", row=6, households=10))

    assert saved == TableImported(created=0, updated=0, unchanged=2, record=None)
    assert table.state() == before


def test_new_hamlets_stand_at_the_end_in_the_order_of_the_file(table):
    Hamlet.objects.filter(pk=table.cau).update(label=HamletLabel.XOM)
    Hamlet.objects.filter(pk=table.bai).update(label=HamletLabel.XOM)

    saved = table.bring(
        row_of(None, "Xuân  Mẫu", row=5, households=10),
        row_of(table.bai, row=6, households=80),
        row_of(None, "Dốc", row=7),
    )

    assert (saved.created, saved.updated, saved.unchanged) == (3, 0, 0)
    assert table.names() == ["Ao", "Bãi", "Cầu", "Xuân Mẫu", "Dốc"]
    new = Hamlet.objects.get(name="Xuân Mẫu")
    assert (new.label, new.area, new.valid_from) == (HamletLabel.XOM, Area.RURAL, None)
    assert new.sort_key


def test_commune_without_hamlets_gets_its_list(db):
    StandardFactory.create()
    ward = CommuneFactory.create(ward=True)

    saved = table_import(
        unit=ward,
        date=REFERENCE,
        year=None,
        rows=[row_of(None, f"Tổ {number}", row=number, households=number) for number in range(1, 4)],
        sha256=SHA,
        seen=None,
        by=None,
    )

    assert saved.created == 3
    hamlets = Hamlet.objects.in_unit(ward).in_order()
    assert [(hamlet.name, hamlet.label, hamlet.area) for hamlet in hamlets] == [
        (f"Tổ {number}", HamletLabel.TO_DAN_PHO, Area.URBAN) for number in range(1, 4)
    ]


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"poor": 101}, {"poor": "Có 100 hộ, số hộ nghèo không thể là 101."}),
        ({"poor": 1}, {"poor_reduction": "Chỉ có 1 hộ nghèo, chỉ tiêu giảm không thể là 2."}),
        ({"near_poor": 96}, {"near_poor": "Hộ nghèo và hộ cận nghèo cộng lại vượt quá 100 hộ."}),
        ({"households": 4}, {"poor": "Có 4 hộ, số hộ nghèo không thể là 5."}),
    ],
)
def test_row_that_cannot_be_with_what_is_stored_is_refused_and_nothing_is_saved(table, values, errors):
    before = table.state()

    with pytest.raises(TableRefused) as refused:
        table.bring(
            row_of(table.bai, row=4, households=1),
            row_of(None, "Dốc", row=6, households=1),
            row_of(table.ao, row=5, **values),
        )

    assert refused.value.errors == {(5, column): sentence for column, sentence in errors.items()}
    assert table.state() == before


def test_row_that_could_not_be_before_may_stand_as_it_is(table):
    HamletTarget.objects.filter(hamlet=table.ao).update(poor_reduction=9)

    assert table.bring(row_of(table.ao, poor=5)).unchanged == 1


def test_figures_alone_are_checked_against_the_targets_of_the_year_that_reads_them(table):
    with pytest.raises(TableRefused) as refused:
        table.bring(row_of(table.ao, poor=1), year=None)

    assert refused.value.errors.keys() == {(5, "poor_reduction")}


def test_figures_at_any_other_date_have_no_targets(table):
    middle = dt.date(2026, 6, 30)

    saved = table.bring(row_of(table.ao, poor=1), date=middle, year=None)

    assert saved.created == 1
    assert table.line(table.ao).poor == 5
    figures = table_figures(unit=table.unit, date=middle, year=None)
    assert [row.line for row in figures.rows] == [Line(poor=1), Line(), Line()]


def test_targets_without_a_year_are_refused(table):
    before = table.state()

    with pytest.raises(DomainError, match="khi chọn năm"):
        table.bring(row_of(table.ao, poor_reduction=1), year=None)

    assert table.state() == before


@pytest.mark.parametrize("ended", [True, False])
def test_hamlet_that_is_not_in_the_list_is_refused(table, ended):
    unit = table.unit if ended else CommuneFactory.create()
    hamlet = HamletFactory.create(unit=unit, valid_to=dt.date(2025, 1, 1) if ended else None).pk
    before = table.state()

    with pytest.raises(DomainError, match="Danh sách thôn vừa thay đổi"):
        table.bring(row_of(table.ao, poor=6), row_of(hamlet, row=6, poor=1))

    assert table.state() == before


def test_two_rows_for_one_hamlet_are_refused(table):
    before = table.state()

    with pytest.raises(TableRefused) as refused:
        table.bring(row_of(table.ao, row=5, poor=6), row_of(table.ao, row=9, poor=6))

    assert refused.value.errors == {(9, "name"): "Thôn này đã có ở dòng 5."}
    assert table.state() == before


@pytest.mark.parametrize(
    ("names", "errors"),
    [
        (["ao"], {(10, "name"): "“Ao” đã có trong danh sách."}),
        (["Dốc", "DỐC"], {(11, "name"): "“DỐC” đã có ở dòng 10."}),
        (["x" * 61], {(10, "name"): "Tên dài quá 60 chữ."}),
        ([" "], {(10, "name"): "Nhập tên."}),
    ],
)
def test_name_that_cannot_be_added_is_refused_at_its_row(table, names, errors):
    before = table.state()

    with pytest.raises(TableRefused) as refused:
        table.bring(*(row_of(None, name, row=row) for row, name in enumerate(names, start=10)))

    assert refused.value.errors == errors
    assert table.state() == before


@pytest.mark.parametrize("close", [submitted, approved])
@pytest.mark.parametrize(
    ("date", "year"), [(REFERENCE, YEAR), (REFERENCE, None), (dt.date(2026, 6, 30), YEAR)]
)
def test_nothing_is_saved_while_a_plan_that_reads_the_table_is_with_the_leader(table, close, date, year):
    close(small_plan(table.unit))
    before = table.state()

    assert table_refusal(unit=table.unit, date=date, year=year) == FIGURES_CLOSED
    with pytest.raises(DomainError) as refused:
        table.bring(row_of(table.bai, households=5), date=date, year=year)

    assert str(refused.value) == FIGURES_CLOSED
    assert table.state() == before


@pytest.mark.parametrize(
    ("date", "year", "years"),
    [
        (REFERENCE, YEAR, [YEAR]),
        (REFERENCE, None, [YEAR]),
        (dt.date(2026, 6, 30), None, []),
        (dt.date(2026, 6, 30), YEAR, [YEAR]),
        (REFERENCE, YEAR + 1, [YEAR + 1, YEAR]),
    ],
)
def test_years_that_read_a_table(date, year, years):
    assert table_years(date=date, year=year) == years


def test_plan_of_another_year_or_commune_closes_nothing(table):
    submitted(small_plan(table.unit, year=YEAR + 1))
    submitted(small_plan())

    assert not table_refusal(unit=table.unit, date=REFERENCE, year=YEAR)
    assert table.bring(row_of(table.ao, poor=6)).updated == 1


def test_cell_changed_by_somebody_since_it_was_seen_is_said_and_nothing_is_saved(table):
    seen: Cells = {(table.ao, column): table.line(table.ao).count(column) for column in INPUTS}
    table.save({(table.ao, "poor"): 7, (table.ao, "near_poor"): 1})
    before = table.state()

    with pytest.raises(GridStale) as stale:
        table.bring(row_of(table.ao, poor=5), row_of(None, "Dốc", row=6), seen=seen)

    assert stale.value.now == {(table.ao, "poor"): 7}
    assert table.state() == before
    assert table.bring(row_of(table.ao, poor=7, no_labour=1), seen=seen).updated == 1


# --- taking back ---


def brought(table: Table) -> TableImport:
    """An import that changes a cell, gives a line its first figures, and adds a hamlet."""
    record = table.bring(
        row_of(table.ao, row=5, poor=6, near_poor_reduction=0),
        row_of(table.bai, row=6, households=80, poor_reduction=0),
        row_of(None, "Dốc", row=7, households=10, poor=1, poor_reduction=1),
    ).record
    assert record is not None
    return record


def test_undone_import_leaves_every_cell_as_before(table):
    lines = [table.line(hamlet) for hamlet in (table.ao, table.bai, table.cau)]
    record = brought(table)

    table_import_undo(record=record, by=table.by)

    assert [table.line(hamlet) for hamlet in (table.ao, table.bai, table.cau)] == lines
    assert table.names() == ["Ao", "Bãi", "Cầu"]
    assert not Hamlet.objects.filter(name="Dốc").exists()
    record.refresh_from_db()
    assert record.undone_by == table.by
    assert record.undone_at is not None
    assert last_import(unit=table.unit) is None
    events = AuditEvent.objects.filter(unit_code=table.unit.code).order_by("sequence")
    assert [event.action for event in events][-4:] == [
        "figures_recorded",
        "hamlet_targets_recorded",
        "hamlets_saved",
        "table_import_undone",
    ]
    assert first_broken(events, AuditHead.objects.get(unit_code=table.unit.code)) is None


def test_imports_are_undone_one_after_the_other_from_the_last(table):
    first = table.bring(row_of(table.ao, poor=6)).record
    second = table.bring(row_of(table.ao, poor=7)).record

    with pytest.raises(DomainError, match="lần nhập gần nhất"):
        table_import_undo(record=first, by=table.by)
    assert table.line(table.ao).poor == 7

    table_import_undo(record=second, by=table.by)
    assert table.line(table.ao).poor == 6
    table_import_undo(record=first, by=table.by)
    assert table.line(table.ao).poor == 5


def test_import_is_undone_once(table):
    record = brought(table)
    table_import_undo(record=record, by=table.by)
    before = table.state()

    with pytest.raises(DomainError, match="đã hoàn tác"):
        table_import_undo(record=record, by=table.by)

    assert table.state() == before


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (lambda table: table.save({(table.ao, "poor"): 8}), "Ao (Số hộ nghèo)."),
        (lambda table: table.save({(table.bai, "households"): None}), "Bãi (Tổng số hộ)."),
        (lambda table: end(table, "Dốc"), "Dốc."),
        (lambda table: end(table, "Bãi"), "Bãi."),
    ],
)
def test_import_that_somebody_worked_on_since_is_not_undone(table, change, places):
    record = brought(table)
    change(table)
    before = table.state()

    with pytest.raises(ImportMoved) as moved:
        table_import_undo(record=record, by=table.by)

    assert str(moved.value).startswith(f"Sau lần nhập đó đã có người sửa: {places}")
    assert table.state() == before


def end(table: Table, name: str) -> None:
    """The hamlet leaves the list."""
    pk = Hamlet.objects.in_unit(table.unit).get(name=name).pk
    hamlets_remove(unit=table.unit, hamlet_ids=[pk], by=table.by)


def test_cells_that_the_import_did_not_touch_may_have_changed(table):
    record = brought(table)
    table.save({(table.ao, "near_poor"): 3, (table.cau, "households"): 9})

    table_import_undo(record=record, by=table.by)

    assert table.line(table.ao) == Line(households=100, poor=5, near_poor=3, poor_reduction=2)
    assert table.line(table.cau) == Line(households=9)


def test_many_moved_cells_are_named_in_part(table):
    values = dict(zip(INPUTS, (50, 6, 4, 1, 1, 1), strict=True))
    record = table.bring(row_of(table.bai, **values)).record
    table.save({(table.bai, column): value - 1 for column, value in values.items()})

    with pytest.raises(ImportMoved, match="và 1 chỗ khác") as moved:
        table_import_undo(record=record, by=table.by)

    assert moved.value.now == {(table.bai, column): value - 1 for column, value in values.items()}


def test_old_figures_that_no_longer_fit_are_not_brought_back(table):
    record = table.bring(row_of(table.ao, poor=9)).record
    table.save({(table.ao, "poor_reduction"): 8})
    before = table.state()

    with pytest.raises(DomainError, match=r"không còn khớp.*: Ao"):
        table_import_undo(record=record, by=table.by)

    assert table.state() == before


@pytest.mark.parametrize("close", [submitted, approved])
def test_nothing_is_undone_while_a_plan_is_with_the_leader(table, close):
    record = brought(table)
    close(small_plan(table.unit))
    before = table.state()

    with pytest.raises(DomainError) as refused:
        table_import_undo(record=record, by=table.by)

    assert str(refused.value) == FIGURES_CLOSED
    assert table.state() == before


def test_added_hamlet_that_something_else_refers_to_ends_instead(table):
    record = brought(table)
    doc = Hamlet.objects.get(name="Dốc")
    HamletTargetFactory.create(hamlet=doc, year=YEAR + 1)

    table_import_undo(record=record, by=table.by)

    doc.refresh_from_db()
    assert doc.valid_to == timezone.localdate()
    assert table.names() == ["Ao", "Bãi", "Cầu"]
    assert HamletTarget.objects.filter(hamlet=doc).count() == 1


def test_last_import_of_another_commune_is_another(table):
    brought(table)

    assert last_import(unit=CommuneFactory.create()) is None


# --- reading the table ---


@pytest.mark.parametrize("others", [1, 20])
@pytest.mark.parametrize("number", [40, 400])
def test_table_takes_one_query_whatever_the_size(db, number, others, django_assert_num_queries):
    table = Table()
    names = {at: f"Xóm {at}" for at in range(number)}
    hamlets_add(unit=table.unit, names=names, by=None)
    for other in CommuneFactory.create_batch(others):
        HamletFactory.create_batch(3, unit=other)

    with django_assert_num_queries(1):
        figures = table_figures(unit=table.unit, date=REFERENCE, year=YEAR)

    assert len(figures.rows) == number + 3


@pytest.mark.parametrize("number", [1, 40, 400])
def test_import_writes_in_batches(db, number, django_assert_max_num_queries):
    table = Table()
    rows = [
        row_of(None, f"Xóm {at}", row=at, households=at, poor_reduction=0) for at in range(10, 10 + number)
    ]

    with django_assert_max_num_queries(45 + number // 20):
        table.bring(*rows, row_of(table.ao, poor=6))


# --- two at once ---


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_preview_at_once_one_wins_whole():
    table = Table()
    seen: Cells = {(table.ao, "poor"): 5}
    tasks = [
        partial(
            table.bring,
            row_of(table.ao, poor=6 + number),
            row_of(None, "Dốc", row=6, households=10 + number),
            seen=seen,
        )
        for number in range(2)
    ]

    outcomes = at_once(tasks)

    won = [number for number, outcome in enumerate(outcomes) if isinstance(outcome, TableImported)]
    assert len(won) == 1
    assert isinstance(outcomes[1 - won[0]], GridStale | TableRefused)
    assert table.line(table.ao).poor == 6 + won[0]
    assert table.line(Hamlet.objects.get(name="Dốc").pk).households == 10 + won[0]
    assert TableImport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_import_and_grid_at_once_leave_one_of_both_whole():
    table = Table()
    seen: Cells = {(table.ao, "poor"): 5, (table.bai, "households"): None}
    both = {(table.ao, "poor"): 8, (table.bai, "households"): 90}

    outcomes = at_once(
        [
            partial(
                table.bring,
                row_of(table.ao, row=5, poor=6),
                row_of(table.bai, row=6, households=80),
                seen=seen,
            ),
            partial(grid_save, unit=table.unit, year=YEAR, cells=both, seen=seen, by=table.by),
        ]
    )

    assert [isinstance(outcome, StaleError) for outcome in outcomes].count(True) == 1
    imported = isinstance(outcomes[0], TableImported)
    assert (table.line(table.ao).poor, table.line(table.bai).households) == ((6, 80) if imported else (8, 90))


@pytest.mark.django_db(transaction=True)
def test_import_undone_twice_at_once_is_undone_once():
    table = Table()
    record = brought(table)

    outcomes = at_once(
        [
            partial(table_import_undo, record=TableImport.objects.get(pk=record.pk), by=table.by)
            for _ in range(2)
        ]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DomainError", "NoneType"]


# --- what is kept while an officer looks ---


def test_upload_replaces_the_one_before(table):
    first = upload_keep(unit=table.unit, year=YEAR, workbook={"sheets": []}, sha256=SHA, by=table.by)
    upload_map(upload=first, mapping={"sheet": "Biểu"})

    second = upload_keep(unit=table.unit, year=YEAR, workbook={"sheets": [1]}, sha256="b" * 64, by=table.by)

    kept = TableUpload.objects.get()
    assert kept == first == second
    assert (kept.workbook, kept.sha256, kept.mapping) == ({"sheets": [1]}, "b" * 64, {})
    event = AuditEvent.objects.filter(action="table_uploaded").order_by("sequence").last()
    assert event is not None
    assert event.details == {"year": YEAR, "sha256": "b" * 64}


def test_uploads_older_than_a_day_are_forgotten_with_the_next(table):
    old = upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256=SHA, by=officer_of(table.unit))
    young = upload_keep(unit=table.unit, year=YEAR + 1, workbook={}, sha256=SHA, by=table.by)
    now = timezone.now()
    TableUpload.objects.filter(pk=old.pk).update(at=now - dt.timedelta(days=1, minutes=1))
    TableUpload.objects.filter(pk=young.pk).update(at=now - dt.timedelta(hours=23))

    kept = upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256=SHA, by=table.by)

    assert set(TableUpload.objects.all()) == {young, kept}


def test_upload_that_was_replaced_is_not_mapped(table):
    shown = upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256=SHA, by=table.by)
    upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256="b" * 64, by=table.by)

    with pytest.raises(DomainError, match="tải tệp lên lại"):
        upload_map(upload=shown, mapping={"sheet": "Biểu"})

    assert TableUpload.objects.get().mapping == {}


def test_dropped_upload_is_gone(table):
    upload = upload_keep(unit=table.unit, year=YEAR, workbook={}, sha256=SHA, by=table.by)

    upload_drop(upload=upload)

    assert not TableUpload.objects.exists()


def test_mapping_is_remembered_by_the_heads_of_a_commune(table):
    mapping_remember(unit=table.unit, headings="x", mapping={"columns": {"name": 2}}, by=table.by)
    mapping_remember(unit=CommuneFactory.create(), headings="x", mapping={"columns": {}}, by=table.by)

    mapping_remember(unit=table.unit, headings="x", mapping={"columns": {"name": 3}}, by=table.by)
    mapping_remember(unit=table.unit, headings="x", mapping={"columns": {"name": 3}}, by=table.by)

    assert remembered_mappings(unit=table.unit) == {"x": {"columns": {"name": 3}}}
    assert TableMapping.objects.count() == 2
    events = AuditEvent.objects.filter(unit_code=table.unit.code, action="table_mapping_remembered")
    assert events.count() == 2


# --- hamlets added and removed ---


def test_no_more_hamlets_are_added_than_any_commune_has(table, monkeypatch):
    monkeypatch.setattr("households.actions.places.MAX_HAMLETS", 4)

    with pytest.raises(DomainError, match="Nhiều nhất 4 thôn"):
        hamlets_add(unit=table.unit, names={1: "Dốc", 2: "Đồi"}, by=table.by)

    assert hamlets_add(unit=table.unit, names={7: "Dốc"}, by=table.by) == {7: Hamlet.objects.get(name="Dốc")}


def test_hamlets_of_another_commune_are_not_removed(table):
    other = HamletFactory.create()

    hamlets_remove(unit=table.unit, hamlet_ids=[other.pk, table.cau], by=table.by)

    assert Hamlet.objects.filter(pk=other.pk).exists()
    assert table.names() == ["Ao", "Bãi"]
