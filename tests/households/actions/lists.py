"""Writes of households: what their tests read and build."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from households.actions import (
    HamletLine,
)
from households.models import AdministrativeUnit, Hamlet
from households.queries import hamlets_of
from households.rules import Area, HamletLabel
from povertyplan.common.models import AuditEvent


def line(name: str, *, number: int = 1, pk: int | None = None, **fields: Any) -> HamletLine:
    return HamletLine(
        **{
            "hamlet_id": pk,
            "name": name,
            "label": HamletLabel.XOM,
            "area": Area.RURAL,
            "line": number,
            **fields,
        }
    )


def lines_of(unit: AdministrativeUnit) -> list[HamletLine]:
    """The list as the page would send it back."""
    return [
        line(
            hamlet.name, number=number, pk=hamlet.pk, label=HamletLabel(hamlet.label), area=Area(hamlet.area)
        )
        for number, hamlet in enumerate(current(unit), start=1)
    ]


def list_changes(unit: AdministrativeUnit) -> list[tuple[Any, Any]]:
    """What the last event says of each hamlet's place in the list, by hamlet."""
    pairs = events(unit)[-1].details["hamlets"].items()
    return [(before, after) for _, (before, after) in sorted(pairs, key=lambda item: int(item[0]))]


def current(unit: AdministrativeUnit) -> list[Hamlet]:
    return list(hamlets_of(unit=unit, on=timezone.localdate()))


def names(unit: AdministrativeUnit) -> list[str]:
    return [hamlet.name for hamlet in current(unit)]


def renamed(given: HamletLine, name: str) -> HamletLine:
    return HamletLine(
        hamlet_id=given.hamlet_id, name=name, label=given.label, area=given.area, line=given.line
    )


def events(unit: AdministrativeUnit | None = None) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(unit_code=unit.code if unit else "").order_by("sequence"))
