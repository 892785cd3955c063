"""Models of households: rules."""

from __future__ import annotations

import pytest

from households.rules import Area, Counts, UnitKind, total
from tests.factories import (
    CommuneFactory,
    HamletFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("counts", "fields"),
    [
        (Counts(), set()),
        (Counts(poor=5, near_poor=5), set()),
        (Counts(households=10, poor=5, near_poor=5), set()),
        (Counts(households=10, poor=6, near_poor=5), {"near_poor"}),
        (Counts(households=10, poor=11), {"poor"}),
        (Counts(households=10, poor=11, near_poor=12), {"poor", "near_poor"}),
        (Counts(households=0, poor=0, near_poor=1), {"near_poor"}),
        (Counts(households=0), set()),
        (Counts(poor=5, no_labour=5), set()),
        (Counts(poor=5, no_labour=6), {"no_labour"}),
        (Counts(no_labour=6), set()),
        (Counts(households=10, poor=11, no_labour=12), {"poor", "no_labour"}),
    ],
)
def test_poor_and_near_poor_are_among_the_households(counts, fields):
    assert counts.violations().keys() == fields


@pytest.mark.parametrize(
    ("values", "summed"), [([], None), ([None, None], None), ([0, None], 0), ([1, None, 2], 3)]
)
def test_total_of_what_is_given_is_blank_where_nothing_is(values, summed):
    assert total(values) == summed


def test_ward_is_urban_by_default_and_its_hamlets_may_be_rural():
    hamlet = HamletFactory.create(unit=CommuneFactory.create(ward=True), area=Area.RURAL)

    assert hamlet.unit.kind == UnitKind.WARD
    assert hamlet.area == Area.RURAL
