"""Which tables PostgreSQL reads from one end to the other for a statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from households.models import AdministrativeUnit, Hamlet

PLACES = (AdministrativeUnit, Hamlet)


@dataclass(frozen=True)
class Scans:
    """The tables that are too large for that; not those of places, 40 short rows a commune, which are joined
    whole.
    """

    large: frozenset[str]

    @classmethod
    def above(cls, rows: int) -> Scans:
        """By the number of rows as the planner knows it; what is less is read whole as quickly."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [rows])
            names = {name for (name,) in cursor.fetchall()}
        return cls(frozenset(names - {place._meta.db_table for place in PLACES}))

    def whole(self, statement: str) -> set[str]:
        """The large tables that the plan of a statement reads without a condition on an index."""
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
            (plans,) = cursor.fetchone()
        return {name for plan in plans for name in _read_whole(plan["Plan"])} & self.large


def _read_whole(node: dict[str, Any]) -> Iterator[str]:
    """Bitmap scans name the condition at the index below; others at the table."""
    if "Relation Name" in node and "Index Cond" not in node and node["Node Type"] != "Bitmap Heap Scan":
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from _read_whole(below)
