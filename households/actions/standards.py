"""Every write to the reference lists of poverty: standards, their lines and indicators, ethnic groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from households.models import Ethnicity, Indicator, Standard, Threshold

Row = Mapping[str, Any]


@transaction.atomic
def standards_load(
    *,
    standards: Sequence[Row],
    thresholds: Sequence[Row],
    indicators: Sequence[Row],
    ethnicities: Sequence[Row],
) -> None:
    """Bring the reference lists up to date; thresholds and indicators name their standard by its code."""
    for row in standards:
        Standard.objects.update_or_create(code=row["code"], defaults=dict(row))
    codes = {standard.code: standard for standard in Standard.objects.all()}
    for row in thresholds:
        Threshold.objects.update_or_create(
            standard=codes[str(row["standard"])],
            area=row["area"],
            province=None,
            defaults={name: value for name, value in row.items() if name not in {"standard", "area"}},
        )
    for row in indicators:
        Indicator.objects.update_or_create(
            standard=codes[str(row["standard"])],
            position=row["position"],
            defaults={name: value for name, value in row.items() if name not in {"standard", "position"}},
        )
    for row in ethnicities:
        Ethnicity.objects.update_or_create(code=row["code"], defaults=dict(row))
