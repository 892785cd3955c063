"""What was recognised in an old plan, with what was not: nothing is thrown away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from plans.rules import PlanContent


@dataclass(frozen=True, kw_only=True)
class WrittenTable:
    """A table of the file; `section` is the heading that it stood under, blank for one at the end."""

    section: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class NotUnderstood:
    """A line whose place was not clear: where it was kept, and why it is listed."""

    text: str
    kept: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class WrittenPlan:
    """An old plan as this program holds one; `number` and `date` are those printed on it."""

    content: PlanContent
    number: str = ""
    date: dt.date | None = None
    year: int | None = None
    tables: tuple[WrittenTable, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = field(default=())
