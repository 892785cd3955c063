"""What PostgreSQL's planner is told after a bulk load."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Hamlet, Household
from povertyplan.common.planner import tables_analyze


@pytest.mark.django_db
def test_only_postgresql_is_asked_to_look_at_its_tables() -> None:
    with CaptureQueriesContext(connection) as queries:
        tables_analyze(Hamlet, Household)
    asked = [query["sql"] for query in queries]
    expected = ['ANALYZE "households_hamlet", "households_household"']
    assert asked == (expected if connection.vendor == "postgresql" else [])
