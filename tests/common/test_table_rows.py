"""Rows made ready beforehand stand in their table as `bulk_create` would have put them there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from households.models import Household, HouseholdEvent, Member, Review
from households.rules import EventKind
from povertyplan.common.table_rows import TableRows
from tests.factories import HouseholdFactory, MemberFactory, ReviewFactory

pytestmark = pytest.mark.django_db


def values(row: Model, *without: str) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in without
    }


@pytest.mark.parametrize("model", [Member, Review])
def test_every_kind_of_field_is_stored_as_it_would_be_one_by_one(model: type[Model]) -> None:
    """UUIDs, dates, times, yes and no, JSON, keys of others, numbers and what is not known."""
    made = (MemberFactory if model is Member else ReviewFactory).create()
    if isinstance(made, Review):
        made.answers, made.entered_at = [1, None, {"điểm": 2}], timezone.now()
        made.save()
    stored = values(model._default_manager.get(pk=made.pk))
    model._default_manager.filter(pk=made.pk).delete()

    (key,) = TableRows(model, [made]).insert()

    again = values(model._default_manager.get(pk=key))
    if model is Review:
        del stored["id"], again["id"]
    assert again == stored


def test_many_rows_get_their_keys_in_order_and_what_they_belong_to() -> None:
    """More than SQLite takes in one statement. Seen failing with the batches' keys put in reverse."""
    first, second = HouseholdFactory.create_batch(2)
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=at) for at in range(300)]
    rows = TableRows(HouseholdEvent, (HouseholdEvent(kind=EventKind.REGISTERED, date=day) for day in days))
    rows.fill("household_id", [first.pk, second.pk] * 150)

    keys = rows.insert()

    stored = HouseholdEvent.objects.in_bulk(keys)
    assert [stored[key].date for key in keys] == days
    assert [stored[key].household_id for key in keys] == [first.pk, second.pk] * 150
    assert all(row.recorded_at for row in stored.values())


def test_no_rows_ask_for_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert TableRows(Household, []).insert() == []


def test_row_the_table_refuses_is_an_error_of_the_database() -> None:
    member = MemberFactory.create()
    rows = TableRows(Member, [member])

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert()
    with pytest.raises(ValueError, match="argument"):
        rows.fill("household_id", [])
    assert connection.is_usable()
