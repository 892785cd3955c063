"""Two who bring in, edit or take back at once."""

from __future__ import annotations

from functools import partial

import pytest

from households.models import Hamlet
from plans.actions import GridStale, TableImported, TableRefused, grid_save, table_import_undo
from plans.actions.grid import Cells
from plans.models import TableImport
from povertyplan.common.errors import StaleError
from tests.factories import YEAR, at_once
from tests.plans.table_actions.table import Table, brought, row_of


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
