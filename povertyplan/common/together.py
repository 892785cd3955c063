"""Several lists in one query: a page that shows a dozen short ones asks the database once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import DateTimeField, DecimalField, F, Field, Func, JSONField, Model, QuerySet, Value


def read_together(*lists: QuerySet[Any]) -> tuple[list[Any], ...]:
    """The rows of each QuerySet, in one query, as instances of its model; in no order, nothing joined.

    Each row comes as JSON with the number of its list. `only()` is kept to; fields that hold JSON or bytes
    cannot be read so and have to be left out by it.
    """
    fields = [_fields(rows) for rows in lists]
    first, *others = (
        rows.order_by().values_list(Value(number), _Object(*_pairs(fields[number])))
        for number, rows in enumerate(lists)
    )
    found: tuple[list[Any], ...] = tuple([] for _ in lists)
    for number, row in first.union(*others, all=True):
        found[number].append(_instance(lists[number].model, fields[number], row))
    return found


class _Object(Func):
    """A row as JSON. Django's own begins a transaction to ask SQLite whether it can: within one it cannot."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_OBJECT", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_BUILD_OBJECT", **extra)


def _fields(rows: QuerySet[Any]) -> list[Field[Any, Any]]:
    """The fields to read: all, or those that `only()` names, and the key."""
    names, deferred = rows.query.deferred_loading
    fields = rows.model._meta.concrete_fields
    return [each for each in fields if each.primary_key or (each.name in names) is not deferred]


def _pairs(fields: list[Field[Any, Any]]) -> list[Value | F]:
    return [part for field in fields for part in (Value(field.attname), F(field.attname))]


def _instance(model: type[Model], fields: list[Field[Any, Any]], row: Mapping[str, Any]) -> Model:
    names = [field.attname for field in fields]
    return model.from_db(None, names, [_value(field, row[field.attname]) for field in fields])


def _value(field: Field[Any, Any], value: Any) -> Any:
    """The value as the database's own type would have come: JSON knows neither times nor decimals."""
    if value is None:
        return None
    if isinstance(field, DecimalField):
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-field.decimal_places))
    found = field.to_python(value)
    if isinstance(field, DateTimeField) and found.tzinfo is None:
        return found.replace(tzinfo=dt.UTC)  # SQLite keeps times without their zone
    return found
