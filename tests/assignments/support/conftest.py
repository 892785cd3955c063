"""What is promised and given, as records: constraints, actions with their events, sums."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from assignments.actions import (
    SupportContent,
)
from assignments.rules import HelpContent, SupportSource
from households.models import Household
from povertyplan.common.models import AuditEvent
from tests.factories import YEAR, HouseholdFactory

DAY = dt.date(YEAR, 6, 10)


@pytest.fixture
def household() -> Household:
    return HouseholdFactory.create(head_name="Lò Văn Kín")


def content(**changes: Any) -> SupportContent:
    usual: dict[str, Any] = {
        "content": HelpContent.LIVELIHOOD,
        "what": "Một con bò giống",
        "value": 18_000_000,
        "source": SupportSource.ENTERPRISE,
        "date": DAY,
    }
    return SupportContent(**usual | changes)


def events() -> list[tuple[str, dict[str, Any]]]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", "details"))
