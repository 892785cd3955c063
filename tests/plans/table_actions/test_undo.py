"""A table taken back: every cell as before, or none."""

from __future__ import annotations

import pytest
from django.utils import timezone

from households.actions import hamlets_remove
from households.models import Hamlet
from plans.actions import ImportMoved, table_import_undo
from plans.models import HamletTarget
from plans.queries import FIGURES_CLOSED, last_import
from plans.rules import INPUTS, Line
from povertyplan.common.audit import first_broken
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent, AuditHead
from tests.factories import YEAR, CommuneFactory, HamletTargetFactory, approved, small_plan, submitted
from tests.plans.table_actions.table import Table, brought, row_of


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
