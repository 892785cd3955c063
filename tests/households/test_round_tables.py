"""The tables of a round: what flows in and out adds up, and behind every cell stand as many households."""

from __future__ import annotations

import pytest

from households.compose import round_parts, tables_document
from households.queries import reviewed, round_tables
from households.rules import (
    FLOW_TABLES,
    TABLE_NUMBERS,
    CountColumn,
    Measure,
)
from povertyplan.documents.checks import Level, check
from tests.households.round_world import round_world

pytestmark = pytest.mark.django_db
SEEDS = range(3)


def by_key(tables, number, place, line):
    shape = tables.shape(number)
    return {column.key: place.value(column, line) for column in shape.columns}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("line", [Measure.HOUSEHOLDS, Measure.PEOPLE])
def test_opening_less_losses_plus_gains_is_closing(seed, line):
    world = round_world(households=400, seed=seed)

    tables = round_tables(round=world.now)

    for number in FLOW_TABLES:
        for place in (*tables.rows, tables.total):
            flow = by_key(tables, number, place, line)
            losses = flow["out_to_other_class"] + flow["out_above"] + flow["other_out"]
            gains = flow["in_from_other_class"] + flow["fell_back"] + flow["new"] + flow["other_in"]
            assert flow["opening"] - losses + gains == flow["closing"], (number, place.name, flow)
        assert min(by_key(tables, number, tables.total, line).values()) > 0


def test_opening_of_a_closed_round_is_the_closing_of_the_one_before():
    world = round_world(households=150)

    before, now = round_tables(round=world.rounds[0]), round_tables(round=world.rounds[1])

    for number in FLOW_TABLES:
        opening = by_key(now, number, now.total, Measure.HOUSEHOLDS)["opening"]
        assert opening == by_key(before, number, before.total, Measure.HOUSEHOLDS)["closing"]


def test_behind_every_cell_stand_as_many():
    world = round_world(households=120, hamlets=2)
    tables = round_tables(round=world.now)
    sums = {}
    seen = 0

    for shape in tables.shapes:
        for place in (*tables.rows, tables.total):
            for column in shape.columns:
                counts = (
                    [column.on_line(line) for line in shape.lines] if isinstance(column, CountColumn) else []
                )
                for count in counts:
                    key = (count.selection, place.hamlet_id)
                    if key not in sums:
                        hamlets = [place.hamlet_id] if place.hamlet_id else None
                        found = reviewed(
                            round=world.now, selection=count.selection, hamlets=hamlets, page=None
                        )
                        assert len(found.lines) == found.sums[Measure.HOUSEHOLDS]
                        assert sum(each.people for each in found.lines) == found.sums[Measure.PEOPLE]
                        sums[key] = found.sums
                    assert place.counts[count] == sums[key][count.measure], (shape.number, column.key)
                    seen += place.counts[count] > 0

    assert seen > 300


def test_identities_of_every_table_hold_on_paper():
    world = round_world(households=80)

    document = tables_document(round_parts(round=world.now, numbers=TABLE_NUMBERS, hamlets=None))

    assert [finding for finding in check(document) if finding.level is not Level.NOTICE] == []


@pytest.mark.parametrize("households", [20, 200])
def test_all_tables_take_at_most_fifteen_queries(households, django_assert_num_queries):
    world = round_world(households=households)

    with django_assert_num_queries(12):
        round_parts(round=world.now, numbers=TABLE_NUMBERS, hamlets=None)
