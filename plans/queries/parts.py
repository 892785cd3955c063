"""All that officers write in a plan, in one query: it has a dozen lists, and its page shows all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Func, JSONField, Q, Value

from plans.models import (
    CommuneTarget,
    DeclaredFigure,
    Duty,
    FundingSource,
    HouseholdGroup,
    IndicatorTarget,
    LegalBasis,
    Plan,
    PlanSection,
    Project,
    ProspectCount,
    Recipient,
    RoadmapYear,
    Signatory,
    Slip,
)

Part = TypeVar("Part", bound=models.Model)
PARTS: tuple[type[models.Model], ...] = (
    PlanSection,
    LegalBasis,
    Duty,
    FundingSource,
    Recipient,
    Signatory,
    DeclaredFigure,
    HouseholdGroup,
    ProspectCount,
    RoadmapYear,
    IndicatorTarget,
    Project,
    Slip,
)


@dataclass(frozen=True)
class PlanParts:
    """The rows of every list of a plan, and the commune's targets of its year."""

    rows: Mapping[str, tuple[models.Model, ...]]

    def of(self, model: type[Part]) -> tuple[Part, ...]:
        """The rows of one list, in order."""
        return tuple(row for row in self.rows[model._meta.label] if isinstance(row, model))


def plan_parts(plan: Plan) -> PlanParts:
    """Reads the lists of a plan in one query."""
    targets = _as_json(CommuneTarget, Q(unit=plan.unit_id, year=plan.year))
    found: defaultdict[str, list[models.Model]] = defaultdict(list)
    for label, row in targets.union(*(_as_json(model, Q(plan=plan.pk)) for model in PARTS), all=True):
        found[label].append(_instance(_MODELS[label], row))
    return PlanParts(
        {
            label: tuple(sorted(found[label], key=lambda row: (getattr(row, "order", 0), row.pk)))
            for label in _MODELS
        }
    )


_EVERY: tuple[type[models.Model], ...] = (CommuneTarget, *PARTS)
_MODELS = {model._meta.label: model for model in _EVERY}


class _Object(Func):
    """A row as JSON. Django's own begins a transaction to ask SQLite whether it can: within one it cannot."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_OBJECT", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_BUILD_OBJECT", **extra)


def _as_json(model: type[models.Model], which: Q) -> models.QuerySet[Any, Any]:
    names = [field.attname for field in model._meta.concrete_fields]
    pairs = (part for name in names for part in (Value(name), F(name)))
    rows = model._default_manager.order_by().filter(which)
    return rows.values_list(Value(model._meta.label), _Object(*pairs))


def _instance(model: type[models.Model], row: Mapping[str, Any]) -> models.Model:
    fields = model._meta.concrete_fields
    values = [_value(field, row[field.attname]) for field in fields]
    return model.from_db(None, [field.attname for field in fields], values)


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    """The value as the database's own type would have come: JSON knows neither dates nor decimals."""
    if value is None:
        return None
    if isinstance(field, models.DecimalField):
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-field.decimal_places))
    return field.to_python(value)
