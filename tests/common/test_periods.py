"""Half-open periods: the first day counts, the last one no longer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError

from households.models import Standard
from povertyplan.common.periods import valid_on

START, END = dt.date(2022, 1, 1), dt.date(2027, 1, 1)
DAY = dt.timedelta(days=1)


def standard(valid_from: dt.date | None, valid_to: dt.date | None) -> Standard:
    return Standard.objects.create(
        code="mau", name="mẫu", source="mẫu", valid_from=valid_from, valid_to=valid_to
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("valid_from", "valid_to", "date", "holds"),
    [
        (START, END, START - DAY, False),
        (START, END, START, True),
        (START, END, END - DAY, True),
        (START, END, END, False),
        (None, END, dt.date(1945, 9, 2), True),
        (None, END, END, False),
        (START, None, START - DAY, False),
        (START, None, dt.date(2999, 1, 1), True),
        (None, None, START, True),
    ],
)
def test_period_holds_its_first_day_and_not_its_end(valid_from, valid_to, date, holds):
    standard(valid_from, valid_to)

    assert Standard.objects.filter(valid_on(date)).exists() == holds


@pytest.mark.django_db
@pytest.mark.parametrize("valid_to", [START, START - DAY])
def test_period_that_ends_before_it_lasts_a_day_is_refused(valid_to):
    with pytest.raises(IntegrityError):
        standard(START, valid_to)
