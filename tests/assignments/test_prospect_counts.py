"""How many prospects a year has, by hamlet and path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignments.queries import NO_HAMLET, NOBODY, PathCounts, prospect_counts, together
from assignments.rules import EscapePath, ProspectStatus
from households.models import Hamlet, HamletLineage
from tests.assignments.factories import EscapeProspectFactory
from tests.factories import YEAR, CommuneFactory, HamletFactory, HouseholdFactory


def prospect(place: Hamlet, **given: Any) -> None:
    """A chosen one counted under its hamlet, unless told otherwise."""
    EscapeProspectFactory(household=HouseholdFactory.create(hamlet=place), **given)


@pytest.mark.django_db
@pytest.mark.parametrize("hamlets", [1, 4])
def test_counts_by_hamlet_and_path_with_the_blank_one_last(
    hamlets: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    unit = CommuneFactory.create()
    places = [HamletFactory.create(unit=unit, position=hamlets - number) for number in range(hamlets)]
    for place in places:
        prospect(place)
        prospect(place, path=EscapePath.BY_ITSELF, reason="con đi làm")
        prospect(place, path=EscapePath.TO_NEAR_POOR)
        prospect(place, path=EscapePath.TO_NEAR_POOR)
    prospect(places[0], hamlet=None)
    prospect(places[0], status=ProspectStatus.PROPOSED)
    prospect(places[0], status=ProspectStatus.DROPPED)
    prospect(places[0], year=YEAR + 1)
    prospect(HamletFactory.create())

    with django_assert_num_queries(2):
        counts = prospect_counts(unit=unit, year=YEAR)

    one_each = PathCounts(helped=1, by_itself=1, to_near_poor=2)
    assert [(row.hamlet_id, row.counts) for row in counts.rows] == [
        *((place.pk, one_each) for place in reversed(places)),
        (None, PathCounts(helped=1)),
    ]
    assert counts.rows[-1].name == NO_HAMLET
    assert counts.total.total == 4 * hamlets + 1
    assert counts.by_hamlet == {place.pk: one_each for place in places}


@pytest.mark.django_db
@pytest.mark.parametrize("parts", [1, 4])
def test_hamlet_that_took_others_over_has_their_prospects(
    parts: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    unit, day = CommuneFactory.create(), dt.date(YEAR, 7, 1)
    joined = HamletFactory.create(unit=unit, valid_from=day)
    prospect(joined)
    for _ in range(parts):
        before = HamletFactory.create(unit=unit, valid_to=day)
        HamletLineage.objects.create(predecessor=before, successor=joined, date=day)
        prospect(before)

    with django_assert_num_queries(3):
        counts = prospect_counts(unit=unit, year=YEAR)

    assert counts.by_hamlet == {joined.pk: PathCounts(helped=parts + 1)}


@pytest.mark.django_db
def test_year_before_a_merger_keeps_its_hamlets() -> None:
    unit, day = CommuneFactory.create(), dt.date(YEAR, 1, 1)
    joined = HamletFactory.create(unit=unit, valid_from=day)
    before = HamletFactory.create(unit=unit, valid_to=day)
    HamletLineage.objects.create(predecessor=before, successor=joined, date=day)
    prospect(before, year=YEAR - 1)

    assert set(prospect_counts(unit=unit, year=YEAR - 1).by_hamlet) == {before.pk}


def test_nothing_together_is_nobody() -> None:
    assert together([]) == NOBODY
    assert NOBODY.total == 0


amounts = st.builds(PathCounts, **{path.value: st.integers(min_value=0, max_value=99) for path in EscapePath})


@given(st.lists(amounts))
def test_parts_together_are_the_total(parts: list[PathCounts]) -> None:
    assert together(parts).total == sum(part.total for part in parts)
