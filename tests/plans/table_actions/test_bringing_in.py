"""A table brought in: what is saved, refused, and kept of it."""

from __future__ import annotations

import datetime as dt

import pytest

from households.models import Hamlet
from households.rules import Area, HamletLabel
from plans.actions import GridStale, TableImported, TableRefused, table_import
from plans.actions.grid import Cells
from plans.models import HamletTarget, TableImport
from plans.queries import FIGURES_CLOSED, last_import, table_figures, table_refusal, table_years
from plans.rules import INPUTS, Line
from povertyplan.common.audit import first_broken
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent, AuditHead
from tests.factories import (
    REFERENCE,
    YEAR,
    CommuneFactory,
    HamletFactory,
    StandardFactory,
    approved,
    small_plan,
    submitted,
)
from tests.plans.table_actions.table import SHA, row_of


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
