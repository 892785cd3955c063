"""Rows into the database, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model

Record = TypeVar("Record", bound=Model)
BATCH = 2_000


def stored(rows: Sequence[Record]) -> list[Record]:
    """Insert rows of one model, with their ids where the database gives them."""
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH) if rows else []
