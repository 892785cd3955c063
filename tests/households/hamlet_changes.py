"""Hamlets that merge and split in tests."""

from __future__ import annotations

import datetime as dt

from households.actions import (
    NewHamlet,
    hamlet_split,
    hamlets_join,
)
from households.models import (
    Hamlet,
)
from households.rules import Area, HamletLabel

DAY = dt.date(2026, 3, 1)


def new(name: str, area: Area = Area.RURAL) -> NewHamlet:
    return NewHamlet(name=name, label=HamletLabel.THON, area=area)


def join(unit, officer, hamlets, name="Hợp Mẫu", *, date=DAY, area=Area.RURAL) -> Hamlet:
    ids = [hamlet.pk for hamlet in hamlets]
    return hamlets_join(unit=unit, hamlets=ids, into=new(name, area), date=date, by=officer)


def split(unit, officer, hamlet, *names, date=DAY) -> list[Hamlet]:
    names = names or ("Trên Mẫu", "Dưới Mẫu")
    return hamlet_split(
        unit=unit, hamlet=hamlet.pk, parts=[new(name) for name in names], date=date, by=officer
    )
