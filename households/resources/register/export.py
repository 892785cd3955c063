"""Households with their members and reviews as a workbook to edit and bring back; brought back as it is, it
changes nothing. Illness and disability are never in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from households.queries.imports import Register, RegisterHousehold, RegisterMember, RegisterReview
from households.resources.register.columns import COLUMN_LABELS
from households.rules import (
    CLASSIFICATION_LABELS,
    RELATION_LABELS,
    SEX_LABELS,
    Classification,
    Relation,
    Sex,
    masked,
    positions_of,
)
from povertyplan.common.dates import short_date
from povertyplan.common.text import upper_first
from povertyplan.documents.xlsx import ColumnOut, SheetOut, write_workbook

Value = str | int | None
_OF_HOUSEHOLD = ("address", "phone", "local_minority", "merit", "social_protection", "farming")
_NUMBERS = ("people", "children", "children_health", "children_education")
_OF_REVIEW = (
    *("reviewed_date", "income_score", "deprivation_score", "deprivations", "causes", "needs"),
    *(*_NUMBERS, "no_labour", "average_standard", "classification", "override_reason"),
)
_OF_MEMBER = ("name", "relation", "sex", "birth", "ethnicity", "personal_number", "labour_capacity")
_WIDTHS = {
    **{"record": 11, "hamlet": 20, "code": 12, "household_order": 6, "name": 26, "relation": 14, "sex": 7},
    **{"birth": 12, "ethnicity": 12, "personal_number": 16, "address": 28, "phone": 14},
    **{"classification": 16, "override_reason": 24, "deprivations": 16, "causes": 14, "needs": 14},
}
NOTES = (
    "Mỗi dòng một nhân khẩu; cột của hộ và kết quả rà soát ghi ở dòng chủ hộ. Sửa rồi tải lên lại ở trang "
    "“Nhập hộ từ Excel”.",
    "Ô để trống giữ giá trị đang có. Không sửa cột “Mã bản ghi”, không ẩn dòng, cột.",
)


def register_workbook(
    register: Register,
    *,
    title: tuple[str, ...],
    hamlets: Mapping[int, str],
    ethnicities: Mapping[str, str],
    with_numbers: bool,
    with_reviews: bool,
) -> bytes:
    """The households as an .xlsx file, one row a member; numbers are masked unless `with_numbers`."""
    asked = _OF_REVIEW if with_reviews else ()
    keys = ("record", "hamlet", "code", "household_order", *_OF_MEMBER, *_OF_HOUSEHOLD, *asked)
    rows = []
    kept = (household for household in register.households.values() if household.is_kept)
    for number, household in enumerate(kept, start=1):
        review = register.reviews.get(household.pk)
        for member in _head_first(household):
            is_head = member.pk == household.head_id
            values: dict[str, Value] = {"household_order": number, "hamlet": hamlets[household.hamlet_id]}
            values |= _member(member, ethnicities, with_numbers=with_numbers)
            if is_head:
                values["record"] = f"{household.pk}-{household.version}-{review.version if review else 0}"
                values["code"] = household.values["code"] or None
                values |= {key: _shown(household.values[key]) for key in _OF_HOUSEHOLD}
                values |= _review(review) if review and review.is_entered else {}
            rows.append(tuple(values.get(key) for key in keys))
    numeric = {"household_order", "income_score", "deprivation_score", *_NUMBERS}
    columns = tuple(
        ColumnOut(
            label=COLUMN_LABELS[key],
            width=_WIDTHS.get(key, 9),
            decimals=0 if key in numeric else None,
            grouped=False,
        )
        for key in keys
    )
    sheet = SheetOut(
        name="Danh sách hộ",
        columns=columns,
        rows=tuple(rows),
        title=title,
        notes=NOTES,
        landscape=True,
        frozen_columns=5,
    )
    return write_workbook([sheet])


def _head_first(household: RegisterHousehold) -> Iterator[RegisterMember]:
    yield household.head
    yield from (member for member in household.members if member.pk != household.head_id)


def _member(
    member: RegisterMember, ethnicities: Mapping[str, str], *, with_numbers: bool
) -> dict[str, Value]:
    values = member.values
    number = values["personal_number"]
    able = values["labour_capacity"]
    return {
        "name": values["name"],
        "relation": upper_first(RELATION_LABELS[Relation(values["relation"])]),
        "sex": upper_first(SEX_LABELS[Sex(values["sex"])]) if values["sex"] else None,
        "birth": short_date(values["birth_date"]) if values["birth_date"] else _text(values["birth_year"]),
        "ethnicity": ethnicities.get(values["ethnicity_id"]),
        "personal_number": (number if with_numbers else masked(number)) or None,
        "labour_capacity": None if able is None else "có" if able else "không",
    }


def _review(review: RegisterReview) -> dict[str, Value]:
    values = review.values
    return {
        **{key: _shown(values[key]) for key in _OF_REVIEW if key not in ("causes", "needs", "deprivations")},
        "deprivations": None if values["deprivations"] is None else _listed(values["deprivations"]),
        "causes": _listed(values["causes"]),
        "needs": _listed(values["needs"]),
        "classification": upper_first(CLASSIFICATION_LABELS[Classification(values["classification"])]),
    }


def _listed(mask: int) -> str:
    return ", ".join(map(str, sorted(positions_of(mask)))) or "0"


def _shown(value: Any) -> Value:
    match value:
        case bool():
            return "có" if value else "không"
        case dt.date():
            return short_date(value)
        case "" | None:
            return None
        case int():
            return value
    return str(value)


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)
