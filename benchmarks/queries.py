"""How many queries the year page and the grid take, with 40 and 400 hamlets, with 1 and 100 other communes;
and their processor time against their SQL alone and against an empty page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from benchmarks.database import YEAR, hamlets_fill
from benchmarks.pages import EMPTY_PAGE, empty_page_add, empty_url, opened, signed_in
from benchmarks.result import Result, Size, compared, counted
from benchmarks.stopwatch import SQL_ALONE, asked, paired, processor, repeated
from households.actions import HamletLine, commune_start, hamlets_save
from households.models import AdministrativeUnit
from households.queries import hamlets_of
from households.rules import Area, HamletLabel
from povertyplan.accounts.models import User

PAGES = ("plans:year", "plans:grid")


@dataclass(frozen=True)
class _Amount:
    others: int
    more_hamlets: int
    times: int


AMOUNTS = {Size.FULL: _Amount(100, 360, 21), Size.QUICK: _Amount(2, 10, 3)}


def measure(size: Size) -> Iterator[Result]:
    """As the officer of Phú Thịnh sees them; the bar of the counts is "the same number"."""
    amount = AMOUNTS[size]
    empty_page_add()
    unit = AdministrativeUnit.objects.get(code="05800", valid_to__isnull=True)
    officer = User.objects.get(username="canbo")
    client = signed_in(officer)
    pages = {name: opened(client, reverse(name, args=[unit.pk, YEAR])) for name in PAGES}
    empty = opened(client, empty_url(unit))
    few: dict[str, int] = {}
    for name, page in pages.items():
        page()
        statements = asked(page)
        few[name] = len(statements)
        pairs = paired(page, empty, times=amount.times, take=processor)
        yield compared(f"{name}, 40 hamlets", pairs, floor=EMPTY_PAGE, most=None)
        pairs = paired(page, repeated(statements), times=amount.times, take=processor)
        yield compared(f"{name}, 40 hamlets", pairs, floor=SQL_ALONE, most=None)

    others = AdministrativeUnit.objects.commune_level().exclude(pk=unit.pk).order_by("pk")[: amount.others]
    stranger = User.objects.get(username="quantri")
    for other in others:
        commune_start(unit=other, by=stranger)
        hamlets_fill(other, 10, by=stranger)
    for name, page in pages.items():
        page()
        among = f"{name}, {amount.others} other communes"
        yield counted(among, len(asked(page)), most=few[name], unit="queries")

    own = list(hamlets_of(unit=unit, on=dt.date(YEAR, 6, 1)))
    lines = [
        HamletLine(hamlet_id=h.pk, name=h.name, label=HamletLabel(h.label), area=Area(h.area), line=number)
        for number, h in enumerate(own, start=1)
    ]
    lines += [
        HamletLine(name=f"Xóm mới {number}", label=HamletLabel.XOM, area=Area.RURAL, line=len(own) + number)
        for number in range(1, amount.more_hamlets + 1)
    ]
    hamlets_save(unit=unit, lines=lines, by=officer)
    for name, page in pages.items():
        page()
        yield counted(f"{name}, {len(lines)} hamlets", len(asked(page)), most=few[name], unit="queries")
