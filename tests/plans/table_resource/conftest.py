"""The commune whose table is brought in."""

from __future__ import annotations

import pytest

from tests.plans.table_actions.table import Table


@pytest.fixture
def table(db) -> Table:
    return Table()
