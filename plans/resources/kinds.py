"""From files to the words of a plan: a kind's standard sections, or a whole plan of the demo."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from string import Template
from typing import Any

from django.conf import settings

from households.models import AdministrativeUnit
from households.rules import HAMLET_LABELS, Cause, HamletLabel, mask_of
from plans.rules import (
    PERIOD_YEARS,
    GroupFlag,
    PlanContent,
    PlanKind,
    SectionContent,
    SectionContentText,
)
from povertyplan.common.text import upper_first

KINDS = Path(settings.BASE) / "fixtures" / "plan_kinds"
FIELDS = (
    "subject",
    "opening",
    "closing",
    "drafter_mark",
    "appendix_title",
    "superior",
    "row_decimals",
    "total_decimals",
    "decimal_mark",
    "month",
)


def placeholders(
    unit: AdministrativeUnit, *, year: int, label: HamletLabel, end_year: int | None = None
) -> dict[str, str]:
    """What stands for `$unit`, `$year`, `$hamlet` … in a template; `$end_year` ends a period."""
    hamlet = HAMLET_LABELS[label]
    return {
        "unit": str(unit),
        "Unit": unit.full_name,
        "name": unit.name,
        "kind": unit.kind_label,
        "year": str(year),
        "last_year": str(year - 1),
        "end_year": str(end_year or year + PERIOD_YEARS),
        "hamlet": hamlet,
        "Hamlet": upper_first(hamlet),
        "province": str(unit.parent or ""),
    }


def kind_content(kind: PlanKind, names: Mapping[str, str]) -> PlanContent:
    """The standard sections of a kind."""
    return plan_content(KINDS / f"{kind}.json", names)


def plan_content(path: Path, names: Mapping[str, str]) -> PlanContent:
    """The words in a file, with placeholders filled."""
    data = _filled(json.loads(path.read_text(encoding="utf-8")), names)
    signatory = data.get("signatory", {})
    return PlanContent(
        fields={name: data[name] for name in FIELDS if data.get(name) not in (None, "")},
        sections=tuple(map(_section, data["sections"])),
        bases=tuple(
            {**basis, "date": dt.date.fromisoformat(basis["date"]) if basis.get("date") else None}
            for basis in data.get("bases", ())
        ),
        duties=tuple(
            {
                **{name: value for name, value in duty.items() if name != "tasks"},
                "text": "\n".join(duty["tasks"]),
            }
            for duty in data.get("duties", ())
        ),
        funding_sources=tuple({"text": text} for text in data.get("funding", ())),
        recipients=tuple(data.get("recipients", ())),
        groups=tuple(map(_group, data.get("groups", ()))),
        roadmap=tuple(_with_decimals(row, "poor_rate", "near_poor_rate") for row in data.get("roadmap", ())),
        indicators=tuple(_with_decimals(row, "value") for row in data.get("indicators", ())),
        projects=tuple(data.get("projects", ())),
        signatory_lines="\n".join(signatory.get("lines", ())),
        signatory_name=signatory.get("name", ""),
    )


def _group(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **data,
        "flags": _mask(GroupFlag, data.get("flags", ())),
        "causes": _mask(Cause, data.get("causes", ())),
    }


def _mask(terms: type[StrEnum], given: Iterable[str]) -> int:
    return mask_of(frozenset([*terms].index(terms(each)) + 1 for each in given))


def _with_decimals(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The row with numbers for what a file gives as text, so that no digit is lost."""
    return {**data, **{name: Decimal(data[name]) for name in names if data.get(name) is not None}}


def _filled(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return Template(value).substitute(names)
    if isinstance(value, list):
        return [_filled(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, names) for key, item in value.items()}
    return value


def _section(data: Mapping[str, Any]) -> SectionContentText:
    return SectionContentText(
        heading=data["heading"],
        body=data.get("body", ""),
        content=SectionContent(data.get("content", SectionContent.TEXT)),
        children=tuple(map(_section, data.get("children", ()))),
    )
