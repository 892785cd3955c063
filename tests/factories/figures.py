"""Figures, targets and who answers for hamlets."""

from __future__ import annotations

from typing import Any

from factory import declarations
from factory.django import DjangoModelFactory

from assignments.models import AreaAssignment
from households.models import (
    AdministrativeUnit,
    Hamlet,
    HamletFigures,
    UnitFigures,
)
from plans.models import CommuneTarget, DeclaredFigure, HamletTarget
from plans.rules import (
    Comparator,
    Measure,
    TargetIndicator,
)
from tests.factories.households import StandardFactory
from tests.factories.places import REFERENCE, YEAR, CommuneFactory, HamletFactory, spelled


class HamletFiguresFactory(DjangoModelFactory[HamletFigures]):
    class Meta:
        model = HamletFigures

    hamlet = declarations.SubFactory(HamletFactory)
    date = REFERENCE
    standard = declarations.SubFactory(StandardFactory)
    households = 100
    poor = 5
    near_poor = 4


class UnitFiguresFactory(DjangoModelFactory[UnitFigures]):
    class Meta:
        model = UnitFigures

    unit = declarations.SubFactory(CommuneFactory)
    date = REFERENCE
    standard = declarations.SubFactory(StandardFactory)
    households = 1000
    poor = 50
    near_poor = 40


class HamletTargetFactory(DjangoModelFactory[HamletTarget]):
    class Meta:
        model = HamletTarget

    hamlet = declarations.SubFactory(HamletFactory)
    year = YEAR
    poor_reduction = 2
    near_poor_reduction = 1


class CommuneTargetFactory(DjangoModelFactory[CommuneTarget]):
    class Meta:
        model = CommuneTarget

    unit = declarations.SubFactory(CommuneFactory)
    year = YEAR
    indicator = TargetIndicator.POOR
    comparator = Comparator.AT_LEAST
    value = 7
    measure = Measure.HOUSEHOLD


class AreaAssignmentFactory(DjangoModelFactory[AreaAssignment]):
    class Meta:
        model = AreaAssignment

    unit = declarations.SubFactory(CommuneFactory)
    year = YEAR
    official = declarations.Sequence(lambda number: f"Người Phụ Trách {spelled(number)}")


class DeclaredFigureFactory(DjangoModelFactory[DeclaredFigure]):
    class Meta:
        model = DeclaredFigure

    column = "households"
    value = 1000


def counted_hamlets(unit: AdministrativeUnit, number: int, **figures: Any) -> list[Hamlet]:
    """Hamlets of the commune, each with figures at the reference date and a target of the year."""
    hamlets = HamletFactory.create_batch(number, unit=unit)
    for hamlet in hamlets:
        HamletFiguresFactory.create(hamlet=hamlet, **figures)
        HamletTargetFactory.create(hamlet=hamlet)
    return hamlets
