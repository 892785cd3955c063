"""Every write to figures: one transaction each, with its audit event as the last step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from households.models import AdministrativeUnit, Hamlet, HamletFigures, ReviewRound, Standard, UnitFigures
from households.queries import reviewed_counts
from households.rules import COUNT_FIELDS, Counts, FigureSource
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError


@transaction.atomic
def figures_record(
    *,
    unit: AdministrativeUnit,
    date: dt.date,
    standard: Standard,
    counts: Mapping[int, Counts],
    by: User | None,
) -> None:
    """Record the counts of hamlets (by their id) at a date; hamlets must belong to the unit."""
    stored = HamletFigures.objects.select_for_update().filter(hamlet__unit=unit, date=date, standard=standard)
    existing = stored.by_hamlet()
    if set(counts) - set(Hamlet.objects.in_unit(unit).values_list("pk", flat=True)):
        raise DomainError("Có thôn không thuộc xã này; tải lại trang.")
    fresh: list[HamletFigures] = []
    stale: list[HamletFigures] = []
    changed: dict[str, list[list[int | None]]] = {}
    for hamlet_id, given in counts.items():
        if violations := given.violations():
            raise ValidationError(violations)
        before = existing.get(hamlet_id, Counts())
        if before == given:
            continue
        row = HamletFigures(hamlet_id=hamlet_id, date=date, standard_id=standard.pk, **vars(given))
        (stale if hamlet_id in existing else fresh).append(row)
        changed[str(hamlet_id)] = [[*vars(before).values()], [*vars(given).values()]]
    try:
        HamletFigures.objects.bulk_create(fresh)
        HamletFigures.objects.bulk_create(  # many times faster than bulk_update
            stale,
            update_conflicts=True,
            unique_fields=["hamlet", "date", "standard"],
            update_fields=[*COUNT_FIELDS, "source", "recorded_at"],
        )
    except IntegrityError as error:
        raise DomainError("Số liệu vừa được người khác ghi; tải lại trang.") from error
    if changed:
        record_event(
            "figures_recorded",
            target=unit,
            by=by,
            unit_code=unit.code,
            details={
                "date": date.isoformat(),
                "standard": standard.code,
                "columns": COUNT_FIELDS,
                "hamlets": changed,
            },
        )


@transaction.atomic
def figures_take_over(*, round: ReviewRound, by: User | None) -> int:
    """Make what a closed round found the counts of its hamlets at its reference date; how many households
    there are in all stays as it was entered. Returns how many hamlets changed.

    DomainError while the round is open, or where a hamlet then had more poor households than households.
    """
    if not round.is_closed:
        raise DomainError("Đợt rà soát chưa khóa sổ; số liệu còn thay đổi nên chưa lấy được.")
    rows = HamletFigures.objects.filter(
        hamlet__unit=round.unit, date=round.reference_date, standard=round.standard
    )
    before, found = rows.by_hamlet(), reviewed_counts(round=round).by_hamlet
    after = {
        hamlet: replace(counts, households=before.get(hamlet, Counts()).households)
        for hamlet, counts in found.items()
    }
    hamlets = Hamlet.objects.in_bulk(after)
    for hamlet, counts in after.items():
        if violations := counts.violations():
            raise DomainError(f"{hamlets[hamlet]}: {' '.join(violations.values())} Sửa tổng số hộ trước.")
    figures_record(unit=round.unit, date=round.reference_date, standard=round.standard, counts=after, by=by)
    rows.filter(hamlet__in=after).exclude(source=FigureSource.COUNTED).update(source=FigureSource.COUNTED)
    changed = sum(before.get(hamlet) != counts for hamlet, counts in after.items())
    if changed:
        record_event(
            "figures_taken_over",
            target=round,
            by=by,
            unit_code=round.unit.code,
            details={"hamlets": changed},
        )
    return changed


@transaction.atomic
def unit_figures_declare(
    *, unit: AdministrativeUnit, date: dt.date, standard: Standard, counts: Counts, by: User | None
) -> UnitFigures:
    """Record what was published for the whole unit at a date."""
    place: dict[str, Any] = {
        "unit": unit,
        "date": date,
        "standard": standard,
        "source": FigureSource.DECLARED,
    }
    stored = UnitFigures.objects.select_for_update().filter(**place).first()
    row, _ = UnitFigures.objects.update_or_create(**place, defaults=asdict(counts))
    record_event(
        "unit_figures_declared",
        target=row,
        by=by,
        unit_code=unit.code,
        label=str(row),
        details={
            "date": date.isoformat(),
            "standard": standard.code,
            "columns": COUNT_FIELDS,
            "from": [*vars(stored.counts if stored else Counts()).values()],
            "to": [*vars(counts).values()],
        },
    )
    return row
