"""What these tests share. What happens in the life of a household: what is kept, and what cannot be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from households.models import Household, Member
from households.rules import Relation
from povertyplan.common.models import AuditEvent

DAY = dt.date(2026, 3, 1)


LATER = dt.date(2026, 5, 1)


def who(household: Household) -> list[str]:
    """Those who live there now."""
    return [member.name for member in household.members.present().order_by("position", "pk")]


def person(household: Household, name: str) -> Member:
    return household.members.present().get(name=name)


def relations(household: Household, **given: Relation) -> dict[Any, Relation]:
    return {person(household, name.replace("_", " ")).pk: one for name, one in given.items()}


def sentences(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


def audited(action: str) -> AuditEvent:
    return AuditEvent.objects.get(action=action)


ALL_OTHER = {"Lò_Văn_Ế": Relation.OTHER, "Hà_Thị_Ô": Relation.OTHER, "Lò_Văn_Ú": Relation.OTHER}
