"""A commune being made: its own chance, and what later rows need of the earlier ones."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from households.models import AdministrativeUnit, Hamlet, Household
from households.rules import Area, ReviewContent, Sex, UnitKind, default_area
from povertyplan.accounts.models import User
from reports.management.demo.families import Registry, personal_number
from reports.management.demo.stories import Story

FIRST_YEAR, LAST_YEAR = 2021, 2025  # of the closed rounds
REVIEWED = range(FIRST_YEAR, LAST_YEAR + 1)
PLANNED = range(2023, 2027)  # before, another standard stood for the figures that a plan begins with
OF_NO_PROVINCE = "098"  # as the demo's, and apart from it
NUMBERS_EACH = 290  # personal numbers of a commune among those of one sex and birth year
MOST_HOUSEHOLDS = 4_000  # of which these are enough


@dataclass(frozen=True)
class Size:
    """How many hamlets a commune has, about, and how many households its rounds ever look at."""

    hamlets: int = 40
    households: int = 1_500


@dataclass
class SerialRegistry(Registry):
    """Personal numbers in turn, from where the commune's own begin: no commune has another's."""

    first: int = 0
    given: Counter[str] = field(default_factory=Counter)

    def number(self, sex: Sex, birth_year: int) -> str:
        beginning = personal_number(OF_NO_PROVINCE, sex, birth_year, 0)
        self.given[beginning] += 1
        return personal_number(OF_NO_PROVINCE, sex, birth_year, self.first + self.given[beginning] - 1)


@dataclass
class Commune:
    """What has been made of a commune so far; `place` is its number among all communes by code."""

    unit: AdministrativeUnit
    seed: int
    place: int
    size: Size
    hamlets: Sequence[Hamlet] = ()
    officer: User | None = None
    leaders: Mapping[int, User] = field(default_factory=dict)  # by hamlet id
    stories: Sequence[Story] = ()
    answers: Mapping[int, Mapping[int, ReviewContent]] = field(default_factory=dict)  # by story, year
    households: Mapping[int, Household] = field(default_factory=dict)  # by story

    def __post_init__(self) -> None:
        self.rng = Random(f"{self.seed} {self.unit.code}")
        self.registry = SerialRegistry(self.rng, first=self.place * NUMBERS_EACH)

    @property
    def is_urban(self) -> bool:
        return default_area(UnitKind(self.unit.kind)) == Area.URBAN

    def key(self) -> uuid.UUID:
        """The next id that is not the database's to give."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)
