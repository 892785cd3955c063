"""What reads the cells of each column of a workbook of households. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from households.resources.register import values
from households.resources.register.columns import TICKS
from households.rules import INDICATOR_COUNT, MAX_INCOME_SCORE, MAX_PEOPLE, POSSIBLE_SCORES, Cause, Need
from povertyplan.common.text import fold
from povertyplan.documents.xlsx import SheetCell

TICKED = (
    *("local_minority", "merit", "social_protection", "farming", "no_labour", "average_standard"),
    *TICKS,
)

Reader = Callable[[SheetCell], Any]


def readers_of(ethnicities: values.Ethnicities, today: dt.date) -> dict[str, Reader]:
    """What reads the cells of each column that holds a value."""
    birth = partial(values.birth, today=today)

    def birth_or_tick(cell: SheetCell) -> Any:
        try:
            return birth(cell)
        except ValueError:
            if fold(cell.text) in {"x", "v", "1"}:
                return True
            raise

    def number(cell: SheetCell) -> str | None:
        return values.personal_number(cell) or None

    def reviewed(cell: SheetCell) -> dt.date:
        date = values.day(cell)
        if date > today:
            raise ValueError("Ngày rà soát ở tương lai; kiểm tra lại.")
        return date

    def score(cell: SheetCell) -> int:
        found = values.count(cell, up_to=POSSIBLE_SCORES[-1])
        if found not in POSSIBLE_SCORES:
            raise ValueError(f"Điểm B2 là bội số của 10, từ 0 đến {POSSIBLE_SCORES[-1]}.")
        return found

    return {
        "name": values.person_name,
        "relation": values.relation,
        "sex": values.sex,
        "birth": birth,
        "male_birth": birth_or_tick,
        "female_birth": birth_or_tick,
        "ethnicity": ethnicities.code,
        "personal_number": number,
        "labour_capacity": values.tick,
        "address": partial(values.line, at_most=200),
        "phone": partial(values.line, at_most=20),
        **dict.fromkeys(TICKED, values.tick),
        "people": partial(values.count, up_to=MAX_PEOPLE),
        "children": partial(values.count, up_to=MAX_PEOPLE),
        "children_health": partial(values.count, up_to=MAX_PEOPLE),
        "children_education": partial(values.count, up_to=MAX_PEOPLE),
        "reviewed_date": reviewed,
        "income_score": partial(values.count, up_to=MAX_INCOME_SCORE),
        "deprivation_score": score,
        "deprivations": partial(values.positions, up_to=INDICATOR_COUNT),
        "causes": partial(values.positions, up_to=len(Cause)),
        "needs": partial(values.positions, up_to=len(Need)),
        "classification": values.classification,
        "override_reason": partial(values.line, at_most=200),
    }
