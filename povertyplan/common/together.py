"""Several lists in one query: a page that shows a dozen short ones asks the database once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    ForeignKey,
    QuerySet,
    UUIDField,
)
from django.db.models.query import ValuesListIterable

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class Asked(Generic[T]):
    """Lists that may be read together with others, and what `told` makes of the rows of each."""

    lists: tuple[QuerySet[Any], ...]
    told: Callable[..., T]

    def then(self, more: Callable[[T], S]) -> Asked[S]:
        """What more is made of what is told."""
        return Asked(self.lists, lambda *rows: more(self.told(*rows)))


def answer(asked: Asked[T]) -> T:
    """What is told of the lists, in one query."""
    return asked.told(*read_together(*asked.lists))


def answers(*asked: Asked[Any]) -> tuple[Any, ...]:
    """What is told of each, all lists read in one query."""
    found = iter(read_together(*(rows for each in asked for rows in each.lists)))
    return tuple(each.told(*islice(found, len(each.lists))) for each in asked)


def read_together(*lists: QuerySet[Any]) -> tuple[list[Any], ...]:
    """The rows of each QuerySet, in one query, as instances of its model, or as tuples where it names them by
    `values_list()`; in no order, nothing joined.

    Each row comes as JSON with the number of its list. `only()` is kept to; fields that hold JSON or bytes
    cannot be read so and have to be left out by it, and databases take a hundred columns at most.
    """
    columns = [_columns(rows) for rows in lists]
    texts: tuple[list[str], ...] = tuple([] for _ in lists)
    for number, text in _rows(lists):
        texts[number].append(text)
    return tuple(
        [*map(_maker(rows, columns[number]), json.loads(f"[{','.join(texts[number])}]"))]
        for number, rows in enumerate(lists)
    )


_ARRAY = {"sqlite": "JSON_ARRAY", "postgresql": "JSONB_BUILD_ARRAY"}


def _rows(lists: Sequence[QuerySet[Any]]) -> list[tuple[int, str]]:
    """Each row of each list with the list's number, read at once: row by row takes several times as long.

    Each list is compiled as it is, and what makes JSON of its columns is written around it: Django's own
    `union()` of such expressions takes twice the time, of which the database needs a tenth.
    """
    database = connections[lists[0].db]
    parts, given = list[str](), list[Any]()
    for number, rows in enumerate(lists):
        compiler = rows.order_by().query.get_compiler(connection=database)
        try:
            sql, params = compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            continue
        assert compiler.select
        names = ", ".join(database.ops.quote_name(alias) for _, _, alias in compiler.select)
        parts.append(f"SELECT {number}, {_ARRAY[database.vendor]}({names}) FROM ({sql}) AS list_{number}")
        given += params
    if not parts:
        return []
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        found: list[tuple[int, str]] = cursor.fetchall()
    return found


def _is_tuples(rows: QuerySet[Any]) -> bool:
    return rows._iterable_class is ValuesListIterable


def _columns(rows: QuerySet[Any]) -> dict[str, Field[Any, Any]]:
    """What to read by name: what `values_list()` names, else all fields or those that `only()` names."""
    if _is_tuples(rows):
        return {name: _field(rows, name) for name in (*vars(rows)["_fields"], *rows.query.annotation_select)}
    names, deferred = rows.query.deferred_loading
    return {
        each.attname: each
        for each in rows.model._meta.concrete_fields
        if each.primary_key or (each.name in names) is not deferred
    }


def _field(rows: QuerySet[Any], name: str) -> Field[Any, Any]:
    if name in rows.query.annotations:
        found: Field[Any, Any] = rows.query.annotations[name].output_field
        return found
    field, model = None, rows.model
    for part in name.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    assert isinstance(field, Field)
    return field


def _maker(rows: QuerySet[Any], columns: dict[str, Field[Any, Any]]) -> Callable[[list[Any]], Any]:
    """What makes a tuple or an instance of a row of JSON, which knows neither times nor decimals."""
    reads = [(at, read) for at, field in enumerate(columns.values()) if (read := _reader(field))]

    def values(row: list[Any]) -> list[Any]:
        for at, read in reads:
            if row[at] is not None:
                row[at] = read(row[at])
        return row

    if _is_tuples(rows):
        return lambda row: tuple(values(row))
    names = [*columns]
    return lambda row: rows.model.from_db(None, names, values(row))


def _reader(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What makes the value that the database's own type would have been; None where JSON has it."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    if isinstance(field, DecimalField):
        return partial(_decimal, step=Decimal(1).scaleb(-(field.decimal_places or 0)))
    if isinstance(field, DateTimeField):
        return _moment
    if isinstance(field, DateField):
        return dt.date.fromisoformat
    return field.to_python if isinstance(field, BooleanField | UUIDField) else None


def _decimal(value: Any, *, step: Decimal) -> Decimal:
    return Decimal(str(value)).quantize(step)


def _moment(value: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)  # SQLite keeps times without their zone
