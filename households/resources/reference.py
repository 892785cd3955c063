"""Reference lists from the CSV files in `fixtures/` to clean values."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings

from households.actions import UnitRow

FIXTURES = Path(settings.BASE) / "fixtures"


def csv_rows(name: str) -> list[dict[str, str]]:
    """The rows of a reference list."""
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def date_or_none(text: str) -> dt.date | None:
    """An ISO date; blank is open."""
    return dt.date.fromisoformat(text) if text else None


def unit_rows() -> list[UnitRow]:
    """The administrative units of `fixtures/units.csv`."""
    return [
        UnitRow(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            province_code=row["province_code"],
            valid_from=date_or_none(row["valid_from"]),
            valid_to=date_or_none(row["valid_to"]),
            successor_code=row["successor_code"],
        )
        for row in csv_rows("units.csv")
    ]


def standard_lists() -> dict[str, list[dict[str, Any]]]:
    """The poverty standards with their lines and indicators, and the ethnic groups, from `fixtures/`."""
    numbers = ("income_limit", "average_income_limit", "income_score_max", "deprivation_score_min")
    return {
        "standards": [
            {**row, "valid_from": date_or_none(row["valid_from"]), "valid_to": date_or_none(row["valid_to"])}
            for row in csv_rows("standards.csv")
        ],
        "thresholds": [
            {**row, **{name: int(row[name]) if row[name] else None for name in numbers}}
            for row in csv_rows("thresholds.csv")
        ],
        "indicators": [{**row, "position": int(row["position"])} for row in csv_rows("indicators.csv")],
        "ethnicities": csv_rows("ethnicities.csv"),
    }
