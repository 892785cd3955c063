"""What a workbook would change, in words for the page that shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from households.models import Ethnicity
from households.resources.register.changes import ShownChange, ShownHousehold
from households.resources.register.columns import COLUMN_LABELS
from households.resources.register.preview import RegisterPreview
from households.rules import (
    CLASSIFICATION_LABELS,
    RELATION_LABELS,
    SEX_LABELS,
    Classification,
    Relation,
    Sex,
    masked,
)
from povertyplan.common.dates import short_date

_LABELS = {
    **COLUMN_LABELS,
    "birth_date": "Ngày sinh",
    "birth_year": "Năm sinh",
    "deprivations": "Thiếu hụt",
    "causes": "Nguyên nhân",
    "needs": "Nhu cầu",
}


@dataclass(frozen=True, kw_only=True)
class ShownValue:
    """One value from → to, "" for blank, and the row it comes from."""

    label: str
    before: str
    after: str
    row: int


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """One household that would be new or change."""

    name: str
    hamlet: str
    row: int
    is_new: bool
    summary: str
    values: tuple[ShownValue, ...]


def shown_rows(preview: RegisterPreview, households: Sequence[ShownHousehold]) -> list[ShownRow]:
    """The households as the page lists them."""
    ethnicities = dict(Ethnicity.objects.values_list("code", "name"))
    return [
        ShownRow(
            name=household.name,
            hamlet=preview.hamlets.get(household.hamlet_id, ""),
            row=household.row,
            is_new=household.is_new,
            summary=_summary(household),
            values=tuple(_value(change, ethnicities) for change in household.changes),
        )
        for household in households
    ]


def _summary(household: ShownHousehold) -> str:
    found = household.classification
    return f"{household.people} nhân khẩu" + (f", {CLASSIFICATION_LABELS[found]}" if found else "")


def _value(change: ShownChange, ethnicities: dict[str, str]) -> ShownValue:
    label = _LABELS.get(change.key, change.key)
    if change.key == "name" and not change.before:
        label = "Thêm nhân khẩu"
    elif change.person:
        label = f"{change.person}: {label[:1].lower()}{label[1:]}"
    before, after = (_text(change.key, value, ethnicities) for value in (change.before, change.after))
    return ShownValue(label=label, before=before, after=after, row=change.row)


def _text(key: str, value: Any, ethnicities: dict[str, str]) -> str:
    if value is None or value == "":
        return ""
    match key:
        case "personal_number":
            return masked(str(value))
        case "ethnicity":
            return ethnicities.get(value, str(value))
        case "sex":
            return SEX_LABELS[Sex(value)]
        case "relation":
            return RELATION_LABELS[Relation(value)]
        case "classification":
            return CLASSIFICATION_LABELS[Classification(value)]
    match value:
        case bool():
            return "có" if value else "không"
        case dt.date():
            return short_date(value)
        case frozenset():
            return ", ".join(map(str, sorted(value))) or "không có"
    return str(value)
