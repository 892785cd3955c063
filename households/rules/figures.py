"""Counts of households of a place at a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum


class FigureSource(StrEnum):
    """Where counts come from."""

    ENTERED = "entered"
    COUNTED = "counted"
    DECLARED = "declared"


FIGURE_SOURCE_LABELS = {
    FigureSource.ENTERED: "nhập tay",
    FigureSource.COUNTED: "đếm từ danh sách hộ",
    FigureSource.DECLARED: "số liệu công bố",
}


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Households of a place at a date; None is "not given", which is not zero."""

    households: int | None = None
    poor: int | None = None
    near_poor: int | None = None
    no_labour: int | None = None  # of the poor: nobody able to work

    def violations(self) -> dict[str, str]:
        """What cannot be, by field, as Vietnamese sentences: poor and near-poor households are among all."""
        found: dict[str, str] = {}
        if self.poor is not None and self.no_labour is not None and self.no_labour > self.poor:
            found["no_labour"] = (
                f"Có {self.poor} hộ nghèo, số không có khả năng lao động không thể là {self.no_labour}."
            )
        if self.households is None:
            return found
        for name, count, term in (
            ("poor", self.poor, "hộ nghèo"),
            ("near_poor", self.near_poor, "hộ cận nghèo"),
        ):
            if count is not None and count > self.households:
                found[name] = f"Có {self.households} hộ, số {term} không thể là {count}."
        if (
            "poor" not in found
            and "near_poor" not in found
            and (self.poor or 0) + (self.near_poor or 0) > self.households
        ):
            found["near_poor"] = f"Hộ nghèo và hộ cận nghèo cộng lại vượt quá {self.households} hộ."
        return found


COUNT_FIELDS = tuple(field.name for field in fields(Counts))


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what is given; None when nothing is."""
    given = [value for value in values if value is not None]
    return sum(given) if given else None


def whole(values: Iterable[int | None]) -> int | None:
    """The sum where every value is given; None where one is not."""
    summed = 0
    for value in values:
        if value is None:
            return None
        summed += value
    return summed


def counts_together(counts: Sequence[Counts]) -> Counts:
    """The counts of places that became one; a column that one of them lacks is not given."""
    return Counts(**{name: whole(getattr(each, name) for each in counts) for name in COUNT_FIELDS})
