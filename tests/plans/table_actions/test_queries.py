"""How much reading and bringing in a table asks of the database."""

from __future__ import annotations

import pytest

from households.actions import hamlets_add
from plans.queries import table_figures
from tests.factories import REFERENCE, YEAR, CommuneFactory, HamletFactory
from tests.plans.table_actions.table import Table, row_of


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
