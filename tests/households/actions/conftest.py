"""Writes of households: fixtures of their tests."""

from __future__ import annotations

import pytest

from households.actions import (
    hamlets_save,
)
from tests.factories import (
    CommuneFactory,
)
from tests.households.actions.lists import line


@pytest.fixture
def unit(db):
    """A commune with three hamlets, not yet counted."""
    unit = CommuneFactory.create()
    hamlets_save(
        unit=unit,
        lines=[line(name, number=number) for number, name in enumerate(("Ao", "Bãi", "Cầu"), start=1)],
        by=None,
    )
    return unit
