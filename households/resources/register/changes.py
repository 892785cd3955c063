"""What bringing a workbook of households in would change, and what a round says of it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from households.actions import HouseholdsGiven
from households.rules import Area, Classification, Thresholds


@dataclass(frozen=True, kw_only=True)
class ShownChange:
    """One value from → to, as stored, and the row it comes from."""

    key: str
    before: Any
    after: Any
    row: int
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownHousehold:
    """A household that would be new or change, for the page."""

    name: str
    hamlet_id: int
    row: int
    is_new: bool
    people: int
    changes: tuple[ShownChange, ...] = ()
    classification: Classification | None = None


@dataclass
class Comparison:
    """What would be written, and how it is shown; errors are put into the content that was compared."""

    given: HouseholdsGiven
    shown: list[ShownHousehold] = field(default_factory=list)
    without_scores: int = 0  # households whose causes or needs are left, because there are no scores yet
    not_in_file: int = 0  # members of the file's households that the file does not name


@dataclass(frozen=True, kw_only=True)
class RoundFacts:
    """What a round says of the reviews in a workbook; `closed` is why none may change, "" when they may."""

    reference_date: dt.date
    thresholds: Mapping[Area, Thresholds]
    closed: str = ""
