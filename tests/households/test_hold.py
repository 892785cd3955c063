"""A commune is locked against who locks it too, and lets others refer to it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from households.models import AdministrativeUnit
from tests.factories import CommuneFactory

pytestmark = pytest.mark.django_db


def test_commune_is_held_without_its_key() -> None:
    """SQLite lets one writer in at a time. Seen failing on PostgreSQL without `no_key`."""
    unit = CommuneFactory.create()
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as told,
    ):
        AdministrativeUnit.objects.hold(unit.pk)
    (held,) = [each["sql"] for each in told if "households_administrativeunit" in each["sql"]]
    assert held.endswith("FOR NO KEY UPDATE") == (connection.vendor == "postgresql")


def test_commune_that_is_gone_cannot_be_held() -> None:
    """Seen failing where the row was not asked for."""
    with pytest.raises(AdministrativeUnit.DoesNotExist), transaction.atomic():
        AdministrativeUnit.objects.hold(0)
