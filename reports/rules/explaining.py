"""Figures that can be asked where they come from: their keys, what they rest on, and what lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assignments.rules import EscapePath
from households.rules import Classification, Measure, Selection

TOTAL = "total"  # the place of a whole commune in keys


class Origin(StrEnum):
    """Where a figure comes from."""

    COUNTED = "counted"
    ENTERED = "entered"
    DECLARED = "declared"
    COMPUTED = "computed"


ORIGIN_LABELS = {
    Origin.COUNTED: "đếm được",
    Origin.ENTERED: "nhập tay",
    Origin.DECLARED: "số giao, số công bố",
    Origin.COMPUTED: "tính từ các số khác",
}


class ListKind(StrEnum):
    """What a counted figure is a count, or a sum, of."""

    YEAR = "year"
    OPEN = "open"
    ROUND = "round"
    MARKED = "marked"
    PROSPECTS = "prospects"
    HELPED = "helped"
    AGENCIES = "agencies"
    HAMLETS = "hamlets"
    CAPITAL = "capital"
    FUND = "fund"
    GUIDANCE = "guidance"
    INSPECTIONS = "inspections"
    ASSIGNED = "assigned"
    ITEMS = "items"


HOUSEHOLD_LISTS = frozenset(
    {
        ListKind.YEAR,
        ListKind.OPEN,
        ListKind.ROUND,
        ListKind.MARKED,
        ListKind.PROSPECTS,
        ListKind.HELPED,
        ListKind.ASSIGNED,
    }
)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What lists all that a figure counts.

    `hamlets` are ids, None is all; `hamlet` names the one in an address. Of a round the `measure` of its
    households is summed. `fields` narrow entries of facts. `ahead` says that the year's periodic round is
    looked at before its date has come. Help is that of `agencies` (ids; None is one that nobody named), of
    items also that to `households` (ids).
    """

    kind: ListKind
    hamlets: frozenset[int | None] | None = None
    selections: tuple[Selection, ...] = ()
    measure: Measure = Measure.HOUSEHOLDS
    round_id: int | None = None
    ahead: bool = False
    path: EscapePath | None = None
    agencies: frozenset[int | None] | None = None
    households: frozenset[int] | None = None
    group: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def tells_households(self) -> bool:
        """Whether what it lists is about households that one can tell apart."""
        return self.kind in HOUSEHOLD_LISTS or self.households is not None

    @property
    def query(self) -> dict[str, Any]:
        """In JSON's own types, for scripts."""
        said: dict[str, Any] = {"list": self.kind.value}
        if self.hamlets is not None:
            said["hamlets"] = sorted(self.hamlets, key=lambda hamlet: hamlet or 0)
        if self.selections:
            said["selections"] = [selection.parameters for selection in self.selections]
        if self.kind is ListKind.ROUND:
            said |= {"round": self.round_id, "measure": self.measure.value}
        for name in ("agencies", "households"):
            if (ids := getattr(self, name)) is not None:
                said[name] = sorted(ids, key=lambda each: each or 0)
        for name in ("path", "group"):
            if (value := getattr(self, name)) is not None:
                said[name] = value
        return said | dict(self.fields)


@dataclass(frozen=True, kw_only=True)
class KeyedFigure:
    """A figure with its key: None is "not known", which is not zero.

    `unit` is the word after the number. A counted one has a `listing`, a computed one `parts`: the keys of
    what it is computed from, by `rule`. `cell` is the hamlet (id) and the column of the year's table that
    somebody entered; `record` names what somebody entered for a period (its list and id). `note` says what
    the reader has to know besides.
    """

    key: str
    label: str
    value: Decimal | int | None
    origin: Origin
    unit: str = "hộ"
    decimals: int = 0
    basis: str = ""
    listing: Listing | None = None
    parts: tuple[str, ...] = ()
    rule: str = ""
    cell: tuple[int, str] | None = None
    record: tuple[str, int] | None = None
    note: str = ""

    @property
    def origin_label(self) -> str:
        return ORIGIN_LABELS[self.origin]


CLASS_KEYS = {Classification.POOR: "poor", Classification.NEAR_POOR: "near_poor"}


def progress_key(of: Classification, name: str, place: str = TOTAL) -> str:
    """The key of a number of `ProgressLine`, by its name there; `place` is a hamlet's slug."""
    return f"progress.{CLASS_KEYS[of]}.{name}@{place}"
