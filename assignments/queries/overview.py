"""The parts of a year's help with a figure each: the one list that the section's front page shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assignments.models import AreaAssignment, Assignment
from households.models import AdministrativeUnit
from povertyplan.common.numbers import format_number

Figure = Callable[[AdministrativeUnit, int], str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A page of a year: its address by name, what it is called, and its figure in words.

    One that names households is shown only to who may read them.
    """

    name: str
    label: str
    figure: Figure
    names_households: bool = True


def _helped(unit: AdministrativeUnit, year: int) -> str:
    households = Assignment.objects.in_year(unit, year).standing().values("household")
    return f"{format_number(households.distinct().count())} hộ có cơ quan giúp"


def _areas(unit: AdministrativeUnit, year: int) -> str:
    hamlets = AreaAssignment.objects.in_year(unit, year).filter(hamlets__isnull=False).values("hamlets")
    return f"{format_number(hamlets.distinct().count())} nơi có người phụ trách"


PARTS = (
    Part(name="assignments:board", label="Giúp đỡ hộ nghèo", figure=_helped),
    Part(name="assignments:areas", label="Phụ trách địa bàn", figure=_areas, names_households=False),
)


def overview(*, unit: AdministrativeUnit, year: int, sees_households: bool) -> list[tuple[Part, str]]:
    """The parts that the reader may open, each with its figure; one query a part."""
    return [(part, part.figure(unit, year)) for part in PARTS if sees_households or not part.names_households]
