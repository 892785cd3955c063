"""Writes of households: figures."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.actions import (
    figures_record,
    unit_figures_declare,
)
from households.models import AdministrativeUnit, HamletFigures, UnitFigures
from households.queries import hamlet_counts, hamlets_of
from households.rules import Counts, FigureSource
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError
from tests.factories import (
    REFERENCE,
    CommuneFactory,
    HamletFactory,
    StandardFactory,
    officer_of,
)
from tests.households.actions.lists import current, events


def record(unit: AdministrativeUnit, counts: dict[int, Counts], *, by: User | None = None) -> None:
    figures_record(unit=unit, date=REFERENCE, standard=StandardFactory.create(), counts=counts, by=by)


def test_figures_are_recorded_with_an_event_from_to(unit):
    first, second, _ = current(unit)
    by = officer_of(unit)
    record(unit, {first.pk: Counts(households=100, poor=5)})

    record(unit, {first.pk: Counts(households=100, poor=0), second.pk: Counts(households=90)}, by=by)

    assert {row.hamlet: row.counts for row in HamletFigures.objects.all()} == {
        first: Counts(households=100, poor=0),
        second: Counts(households=90),
    }
    assert {row.source for row in HamletFigures.objects.all()} == {FigureSource.ENTERED}
    last = events(unit)[-1]
    assert (last.action, last.user, last.target_label) == ("figures_recorded", by, str(unit))
    assert last.details == {
        "date": "2025-12-31",
        "standard": "2022-2025",
        "columns": ["households", "poor", "near_poor", "no_labour"],
        "hamlets": {
            str(first.pk): [[100, 5, None, None], [100, 0, None, None]],
            str(second.pk): [[None, None, None, None], [90, None, None, None]],
        },
    }


def test_recording_what_stands_says_nothing(unit):
    first, *_ = current(unit)
    record(unit, {first.pk: Counts(households=100)})

    record(unit, {first.pk: Counts(households=100)})

    assert [event.action for event in events(unit)] == ["hamlets_saved", "figures_recorded"]


def test_figures_of_a_foreign_hamlet_are_refused_and_nothing_is_written(unit):
    first, *_ = current(unit)
    foreign = HamletFactory.create()

    with pytest.raises(DomainError, match="không thuộc xã này"):
        record(unit, {first.pk: Counts(households=1), foreign.pk: Counts(households=1)})

    assert not HamletFigures.objects.exists()
    assert len(events(unit)) == 1


def test_figures_that_cannot_be_are_refused_and_nothing_is_written(unit):
    first, second, _ = current(unit)

    with pytest.raises(ValidationError, match="cộng lại vượt quá 10 hộ"):
        record(
            unit,
            {first.pk: Counts(households=100), second.pk: Counts(households=10, poor=6, near_poor=5)},
        )

    assert not HamletFigures.objects.exists()


def test_figures_below_zero_are_refused_by_the_database(unit):
    first, *_ = current(unit)

    with pytest.raises(DomainError), transaction.atomic():
        record(unit, {first.pk: Counts(poor=-1)})

    assert not HamletFigures.objects.exists()


@pytest.mark.django_db
def test_published_figures_are_kept_once_and_leave_an_event():
    unit, standard = CommuneFactory.create(), StandardFactory.create()
    for poor in (50, 49):
        unit_figures_declare(
            unit=unit, date=REFERENCE, standard=standard, counts=Counts(households=900, poor=poor), by=None
        )

    assert [(row.poor, row.source) for row in UnitFigures.objects.all()] == [(49, FigureSource.DECLARED)]
    assert [event.action for event in events(unit)] == ["unit_figures_declared"] * 2
    assert [(event.details["from"], event.details["to"]) for event in events(unit)] == [
        ([None, None, None, None], [900, 50, None, None]),
        ([900, 50, None, None], [900, 49, None, None]),
    ]


@pytest.mark.django_db
def test_hamlets_whose_names_fold_alike_have_different_slugs():
    unit = CommuneFactory.create()
    for position, name in enumerate(("Hòa", "Hóa", "Total", "Hoa 2")):
        HamletFactory.create(unit=unit, name=name, position=position)

    rows = hamlet_counts(hamlets=hamlets_of(unit=unit, on=timezone.localdate()), given={}, origins={})

    slugs = [row.slug for row in rows]
    assert slugs[:3] == ["hoa", "hoa-2", "total-2"]
    assert len(set(slugs)) == 4
