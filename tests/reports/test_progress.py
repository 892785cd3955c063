"""Progress by hamlet: what flows in and out adds up, and is what the tables of a closed round say."""

from __future__ import annotations

import datetime as dt

import pytest

from households.queries import round_tables
from households.rules import FLOW_TABLES, Measure, flow_selections
from reports.queries import progress
from reports.rules import Basis
from tests.households.round_world import round_world

pytestmark = pytest.mark.django_db
YEAR_END = dt.date(2025, 12, 31)


def identity(line):
    losses = line.above + line.to_other_class + line.other_out
    gains = line.from_other_class + line.fell_back + line.newly + line.other_in
    return line.opening - losses + gains == line.now


@pytest.mark.parametrize("seed", range(2))
def test_an_official_year_is_what_the_tables_of_its_round_say(seed):
    world = round_world(households=240, seed=seed)

    found = progress(unit=world.unit, year=2025, as_of=YEAR_END)

    assert found.basis is Basis.OFFICIAL
    tables = round_tables(round=world.last, numbers=FLOW_TABLES)
    places = {place.hamlet_id: place for place in (*tables.rows, tables.total)}
    for row in (*found.rows, found.total):
        for of in FLOW_TABLES.values():
            line = row.line(of)
            assert identity(line)
            number = next(number for number, each in FLOW_TABLES.items() if each is of)
            columns = {column.key: column for column in tables.shape(number).columns}
            printed = [
                places[row.hamlet_id].value(columns[key], Measure.HOUSEHOLDS) for key in flow_selections(of)
            ]
            names = "opening to_other_class above other_out from_other_class fell_back newly other_in now"
            assert [getattr(line, name) for name in names.split()] == printed
            assert line.official == line.now
            assert line.preliminary is None
    assert found.total.poor.opening
    assert sum(found.moved.values()) > 0
