"""Objects made ready for their table before a transaction holds anything that others wait for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import AutoField, Field, Model

Row = TypeVar("Row", bound=Model)


class TableRows(Generic[Row]):
    """New rows of a table, their values as the database takes them.

    Making them is the larger part of an insert, and asks the database nothing.
    """

    def __init__(self, model: type[Row], objects: Iterable[Row]) -> None:
        self._table, self._key = model._meta.db_table, str(model._meta.pk.column)
        self._fields: list[Field[Any, Any]] = [
            field for field in model._meta.concrete_fields if not isinstance(field, AutoField)
        ]
        self._rows = [
            [
                field.get_db_prep_save(field.pre_save(each, add=True), connection=connection)
                for field in self._fields
            ]
            for each in objects
        ]

    def fill(self, name: str, values: Iterable[Any]) -> None:
        """Set a column that is only known now, in the order of the rows: the keys of what they belong to."""
        at = [field.attname for field in self._fields].index(name)
        for row, value in zip(self._rows, values, strict=True):
            row[at] = value

    def insert(self) -> list[Any]:
        """Insert the rows; their keys, in their order. IntegrityError as from the database."""
        at_once = connection.ops.bulk_batch_size(self._fields, self._rows)
        starts = range(0, len(self._rows), at_once) if self._rows else ()
        return [key for start in starts for key in self._inserted(self._rows[start : start + at_once])]

    def _inserted(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        quoted = connection.ops.quote_name
        columns = ", ".join(quoted(str(field.column)) for field in self._fields)
        values = ", ".join([f"({', '.join(['%s'] * len(self._fields))})"] * len(rows))
        insert = (
            f"INSERT INTO {quoted(self._table)} ({columns}) VALUES {values} RETURNING {quoted(self._key)}"
        )
        with connection.cursor() as cursor:
            cursor.execute(insert, [*chain.from_iterable(rows)])
            return [key for (key,) in cursor.fetchall()]
