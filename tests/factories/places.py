"""Communes and hamlets, and the days tests stand on."""

from __future__ import annotations

import datetime as dt

from factory import declarations
from factory.django import DjangoModelFactory

from households.models import (
    AdministrativeUnit,
    Hamlet,
)
from households.rules import (
    Area,
    HamletLabel,
    UnitKind,
)

YEAR = 2026


REFERENCE = dt.date(YEAR - 1, 12, 31)


SINCE = dt.date(2025, 7, 1)


SYLLABLES = ("ba", "ca", "da", "ga", "ha", "ka", "la", "ma", "na", "ra")


def spelled(number: int) -> str:
    """`number` as a word with a syllable for each of its four digits: never read as a year, and names made of
    it are in order.
    """
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:04d}").capitalize()


class ProvinceFactory(DjangoModelFactory[AdministrativeUnit]):
    class Meta:
        model = AdministrativeUnit

    code = declarations.Sequence(lambda number: f"P{number:03d}")
    name = declarations.Sequence(lambda number: f"Tỉnh Mẫu {spelled(number)}")
    kind = UnitKind.PROVINCE
    valid_from = SINCE


class CommuneFactory(DjangoModelFactory[AdministrativeUnit]):
    """A commune; trait `ward` makes it urban, `ended` one of before the reform."""

    class Meta:
        model = AdministrativeUnit

    class Params:
        ward = declarations.Trait(kind=UnitKind.WARD)
        ended = declarations.Trait(valid_from=None, valid_to=SINCE)

    code = declarations.Sequence(lambda number: f"{90000 + number}")
    name = declarations.Sequence(lambda number: f"Xuân Mẫu {spelled(number)}")
    kind = UnitKind.COMMUNE
    parent = declarations.SubFactory(ProvinceFactory)
    valid_from = SINCE


class HamletFactory(DjangoModelFactory[Hamlet]):
    class Meta:
        model = Hamlet

    unit = declarations.SubFactory(CommuneFactory)
    name = declarations.Sequence(lambda number: f"Bản Mẫu {spelled(number)}")
    label = HamletLabel.THON
    area = Area.RURAL
    position = declarations.Sequence(lambda number: number)
