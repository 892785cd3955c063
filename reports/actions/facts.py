"""Every write to facts that only reports need: one transaction each, its audit event last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.audit import last_event, record_event, version_of
from povertyplan.common.errors import DomainError, StaleError
from reports.actions.periods import require_open
from reports.models import Fact, IndicatorActual, PeriodFact, PolicyResult, ReportingPeriod

MAX_FACTS = 2000
STALE = "Người khác vừa sửa mục này; xem lại rồi lưu lần nữa."
GONE = "Mục này đã bị xóa; tải lại trang."
AnyFact = TypeVar("AnyFact", bound=Fact)
Values = Mapping[str, Any]


@transaction.atomic
def fact_record(
    *, unit: AdministrativeUnit, model: type[AnyFact], values: Values, late: bool = False, by: User | None
) -> AnyFact:
    """Record what happened. Refused for a day of a closed period, unless it is said to be `late`."""
    require_open(unit=unit, date=values["date"], late=late)
    fact = _made(unit, model, values, by)
    fact.save()
    _record_fact(
        "fact_recorded", fact, by=by, details={name: _plain(value) for name, value in values.items()}
    )
    return fact


@transaction.atomic
def fact_change(*, fact: Fact, version: int, values: Values, late: bool = False, by: User) -> None:
    """Set what is known of a fact. Raises StaleError when it is no longer of `version`."""
    held = _locked_fact(fact)
    if held.version != version:
        raise StaleError(STALE)
    changes = {
        name: [_plain(before), _plain(value)]
        for name, value in values.items()
        if (before := getattr(held, name)) != value
    }
    if not changes:
        return
    require_open(unit=held.unit, date=held.date, recorded_at=held.recorded_at)
    if values["date"] != held.date:
        require_open(unit=held.unit, date=values["date"], late=late)
    for name, value in values.items():
        setattr(held, name, value)
    held.version += 1
    held.full_clean()
    held.save()
    _record_fact("fact_changed", held, by=by, details=changes)


@transaction.atomic
def fact_delete(*, fact: Fact, version: int, by: User) -> None:
    """Remove a fact that was recorded by mistake; what it said stays in the log."""
    held = _locked_fact(fact)
    if held.version != version:
        raise StaleError(STALE)
    require_open(unit=held.unit, date=held.date, recorded_at=held.recorded_at)
    said = {field.name: _plain(getattr(held, field.name)) for field in _own_fields(type(held))}
    _record_fact("fact_deleted", held, by=by, details=said)
    held.delete()


@transaction.atomic
def facts_import(
    *,
    unit: AdministrativeUnit,
    model: type[Fact],
    rows: Sequence[Values],
    late: bool = False,
    by: User | None,
) -> int:
    """Record the rows of a workbook, all of them or none; how many."""
    if len(rows) > MAX_FACTS:
        raise DomainError(f"Nhiều nhất {MAX_FACTS} dòng trong một tệp.")
    for date in sorted({row["date"] for row in rows}):
        require_open(unit=unit, date=date, late=late)
    facts = [_made(unit, model, row, by) for row in rows]
    model.objects.bulk_create(facts, batch_size=500)
    details = {"list": model._meta.model_name, "count": len(facts)}
    record_event("facts_imported", target=unit, by=by, unit_code=unit.code, details=details)
    return len(facts)


@transaction.atomic
def facts_download(*, unit: AdministrativeUnit, name: str, count: int, by: User) -> None:
    """Record that somebody took a list away."""
    details = {"list": name, "count": count}
    record_event("facts_downloaded", target=unit, by=by, unit_code=unit.code, details=details)


def _made(unit: AdministrativeUnit, model: type[AnyFact], values: Values, by: User | None) -> AnyFact:
    fact = model(unit=unit, recorded_by=by, **values)
    fact.full_clean()
    return fact


def _locked_fact(fact: Fact) -> Fact:
    held = type(fact).objects.select_for_update().filter(pk=fact.pk).first()
    if held is None:
        raise DomainError(GONE)
    return held


def _own_fields(model: type[Fact]) -> list[Any]:
    around = {"id", "unit", "recorded_at", "recorded_by", "version"}
    return [field for field in model._meta.concrete_fields if field.name not in around]


def _plain(value: Any) -> Any:
    """A value as the log keeps it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _record_fact(action: str, fact: Fact, *, by: User | None, details: Mapping[str, Any]) -> None:
    label = str(fact)[:200]
    record_event(action, target=fact, by=by, unit_code=fact.unit.code, label=label, details=details)


# --- as of a period's closing date ---


def results_version(period: ReportingPeriod, action: str) -> int:
    """Which saving of a period's results is stored."""
    return version_of(last_event(action, period))


def policy_results_save(
    *, period: ReportingPeriod, rows: Sequence[Values], version: int, by: User | None
) -> None:
    """Make the results of policies until the period's closing date what `rows` say.

    Raises StaleError when they are no longer of `version`; refused while the period is closed.
    """
    _results_save("policy_results_saved", PolicyResult, "policy", period, rows, version=version, by=by)


def indicator_actuals_save(
    *, period: ReportingPeriod, rows: Sequence[Values], version: int, by: User | None
) -> None:
    """Make how far the plan's outcomes have come by the period's closing date what `rows` say."""
    _results_save("indicator_actuals_saved", IndicatorActual, "subject", period, rows, version=version, by=by)


@transaction.atomic
def _results_save(
    action: str,
    model: type[PeriodFact],
    key: str,
    period: ReportingPeriod,
    rows: Sequence[Values],
    *,
    version: int,
    by: User | None,
) -> None:
    locked = ReportingPeriod.objects.select_for_update().select_related("unit").get(pk=period.pk)
    if locked.is_closed:
        raise DomainError(f"Kỳ “{locked}” đã khóa số liệu; muốn sửa thì mở lại kỳ.")
    if version != results_version(locked, action):
        raise StaleError(STALE)
    stored = {getattr(row, key): row for row in model._default_manager.filter(period=locked)}
    for row in rows:
        result = stored.pop(row[key], None) or model(period=locked)
        if all(getattr(result, name) == value for name, value in row.items()):
            continue
        for name, value in row.items():
            setattr(result, name, value)
        result.recorded_by, result.recorded_at = by, timezone.now()
        result.full_clean()
        result.save()
    model._default_manager.filter(pk__in=[row.pk for row in stored.values()]).delete()
    details = {"rows": [{name: _plain(value) for name, value in row.items()} for row in rows]}
    record_event(action, target=locked, by=by, unit_code=locked.unit.code, label=str(locked), details=details)
