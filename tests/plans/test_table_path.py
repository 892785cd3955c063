"""Drawn, spoilt and broken files on the whole way to the database; `scripts/bench tables` sends many more."""

from __future__ import annotations

import pytest

from households.models import AdministrativeUnit
from plans.models import TableImport
from tests.documents.hostile_workbooks import mutated
from tests.factories import CommuneFactory, StandardFactory
from tests.plans.officer_tables.planting import plant
from tests.plans.officer_tables.words import YEAR
from tests.plans.whole_path import as_file, dry_run, settle, sound_table


@pytest.fixture
def unit(db) -> AdministrativeUnit:
    StandardFactory.create()
    return CommuneFactory.create()


@pytest.mark.parametrize("seed", range(300, 306))
def test_drawn_table_would_be_brought_in_and_its_spoilt_cells_are_named(unit, seed):
    table = sound_table(seed)
    settle(unit, table)

    status, answer = dry_run(unit, as_file(table.workbook), year=YEAR)
    planted = plant(table, seed)
    spoilt, refused = dry_run(unit, as_file(table.workbook), year=YEAR)

    assert (status, answer["errors"]) == (0, [])
    assert answer["created"] == sum(bool(figures) for figures in table.truth.values())
    assert spoilt == 1
    assert {error["cell"] for error in refused["errors"]} == planted
    assert not TableImport.objects.exists()


def test_mutated_files_are_answered(unit):
    settle(unit, table := sound_table(1))
    content = as_file(table.workbook)

    answers = [dry_run(unit, mutated(content, seed), year=YEAR) for seed in range(5000, 5020)]

    assert {status for status, _ in answers} <= {0, 1}
    assert all(bool(answer["errors"]) == (status == 1) for status, answer in answers)
    assert not TableImport.objects.exists()
