"""How many queries the year page and the grid take, with 40 and 400 hamlets, with 1 and 100 other
communes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse

from benchmarks.database import YEAR, Result, hamlets_fill
from households.actions import HamletLine, commune_start, hamlets_save
from households.models import AdministrativeUnit
from households.queries import hamlets_of
from households.rules import Area, HamletLabel
from povertyplan.accounts.models import User

PAGES = ("plans:year", "plans:grid")


def _count(client: Client, name: str, unit: AdministrativeUnit) -> int:
    url = reverse(name, args=[unit.pk, YEAR])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return len(queries)


def measure() -> Iterator[Result]:
    """Counts as the officer of Phú Thịnh sees them; the bar is "the same number"."""
    settings.DEMO = True
    setup_test_environment()
    unit = AdministrativeUnit.objects.get(code="05800", valid_to__isnull=True)
    officer = User.objects.get(username="canbo")
    client = Client()
    client.force_login(officer)
    counts = {name: [_count(client, name, unit)] for name in PAGES}

    others = AdministrativeUnit.objects.commune_level().exclude(pk=unit.pk).order_by("pk")[:100]
    stranger = User.objects.get(username="quantri")
    for other in others:
        commune_start(unit=other, by=stranger)
        hamlets_fill(other, 10, by=stranger)
    for name in PAGES:
        counts[name].append(_count(client, name, unit))

    own = list(hamlets_of(unit=unit, on=dt.date(YEAR, 6, 1)))
    lines = [
        HamletLine(hamlet_id=h.pk, name=h.name, label=HamletLabel(h.label), area=Area(h.area), line=number)
        for number, h in enumerate(own, start=1)
    ]
    lines += [
        HamletLine(name=f"Xóm mới {number}", label=HamletLabel.XOM, area=Area.RURAL, line=len(own) + number)
        for number in range(1, 361)
    ]
    hamlets_save(unit=unit, lines=lines, by=officer)
    for name in PAGES:
        counts[name].append(_count(client, name, unit))
        few, among_others, many = counts[name]
        yield Result(
            f"{name}: {few} queries with 40 hamlets, {among_others} with 100 other communes,"
            f" {many} with 400 hamlets",
            few == among_others == many,
        )
