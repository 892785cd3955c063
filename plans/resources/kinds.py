"""From files to the words of a plan: a kind's standard sections, or a whole plan of the demo."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from django.conf import settings

from households.models import AdministrativeUnit
from households.rules import HAMLET_LABELS, HamletLabel
from plans.rules import PlanContent, PlanKind, SectionContent, SectionContentText
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
    "month",
)


def placeholders(unit: AdministrativeUnit, *, year: int, label: HamletLabel) -> dict[str, str]:
    """What stands for `$unit`, `$year`, `$hamlet` … in a template."""
    hamlet = HAMLET_LABELS[label]
    return {
        "unit": str(unit),
        "Unit": unit.full_name,
        "name": unit.name,
        "kind": unit.kind_label,
        "year": str(year),
        "last_year": str(year - 1),
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
            {"actor": duty["actor"], "kind": duty["kind"], "text": "\n".join(duty["tasks"])}
            for duty in data.get("duties", ())
        ),
        funding_sources=tuple({"text": text} for text in data.get("funding", ())),
        recipients=tuple(data.get("recipients", ())),
        signatory_lines="\n".join(signatory.get("lines", ())),
        signatory_name=signatory.get("name", ""),
    )


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
