"""The list of 3,000 households and the page of one, alone and among 30,000 of other communes.

Both databases are asked in turns, so that what else the machine does meets both.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.database import Result
from households.actions import HamletLine, hamlets_save, households_add
from households.models import AdministrativeUnit, Hamlet, Household, Review, ReviewRound
from households.queries import standard_on
from households.rules import (
    Area,
    Classification,
    HamletLabel,
    HouseholdContent,
    MemberContent,
    Relation,
    RoundKind,
    Stage,
    stages_on,
)
from povertyplan.accounts.models import User

OWN, OTHER_COMMUNES, HAMLETS, PEOPLE = 3_000, 10, 40, 3
PAIRS = 41
BAR = 1.2
SINCE, CLOSED = dt.date(2022, 1, 1), dt.date(2025, 12, 31)
GIVEN_NAMES = (
    "An",
    "Ánh",
    "Bình",
    "Cường",
    "Dũng",
    "Đức",
    "Hòa",
    "Lan",
    "Mai",
    "Nam",
    "Sơn",
    "Tú",
    "Vân",
    "Yến",
)


def fill(unit: AdministrativeUnit) -> None:
    """Give the commune hamlets, 3,000 households with members, and a closed round that found them."""
    chance = random.Random(unit.pk)
    if not Hamlet.objects.in_unit(unit).exists():
        lines = [
            HamletLine(name=f"Thôn {number}", label=HamletLabel.THON, area=Area.RURAL, line=number)
            for number in range(1, HAMLETS + 1)
        ]
        hamlets_save(unit=unit, lines=lines, by=None)
    hamlets = list(Hamlet.objects.in_unit(unit).values_list("pk", flat=True))
    relations = (Relation.HEAD, *[Relation.CHILD] * (PEOPLE - 1))
    contents = [
        HouseholdContent(
            hamlet_id=chance.choice(hamlets),
            code=f"H{number:05d}",
            members=tuple(
                MemberContent(
                    name=f"Lò Văn {chance.choice(GIVEN_NAMES)}",
                    relation=relation,
                    birth_year=chance.randrange(1940, 2025),
                    personal_number=f"{chance.randrange(10**12):012d}",
                )
                for relation in relations
            ),
        )
        for number in range(OWN)
    ]
    households = households_add(unit=unit, contents=contents, valid_from=SINCE, by=None)
    round, _ = ReviewRound.objects.get_or_create(  # the demo's commune has one
        unit=unit,
        year=CLOSED.year,
        kind=RoundKind.PERIODIC,
        defaults={
            "standard": standard_on(CLOSED),
            "start_date": dt.date(CLOSED.year, 9, 1),
            "reference_date": CLOSED,
            "stages": list(stages_on(CLOSED)),
            "stage": Stage.CLOSED,
            "closed_at": timezone.now(),
            "decision_number": "1",
            "decision_date": CLOSED,
        },
    )
    Review.objects.bulk_create(
        Review(
            round=round,
            household=household,
            hamlet_id=household.hamlet_id,
            area=Area.RURAL,
            head_name="x",
            entered_at=timezone.now(),
            income_score=120,
            deprivations=7,
            deprivation_score=30,
            computed=Classification.POOR,
            classification=Classification.POOR,
        )
        for household in households
    )


def use(name: str) -> None:
    """Ask another database from now on."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _seconds(client: Client, url: str) -> float:
    began = time.perf_counter()
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return time.perf_counter() - began


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def compare(alone: str, among: str) -> Iterator[Result]:
    """The pages in both databases, in turns; medians after a warm look each."""
    unit = AdministrativeUnit.objects.get(code="05800", valid_to__isnull=True)
    last = Household.objects.in_unit(unit).order_by("-pk")[:1].get()
    listing = reverse("households:household_list", args=[unit.pk])
    pages = {
        "list": listing,
        "list, last page": f"{listing}?trang=60",
        "list of a hamlet": f"{listing}?thon={last.hamlet_id}",
        "household": reverse("households:household", args=[last.pk]),
    }
    client = Client()
    client.force_login(User.objects.get(username="canbo"))
    text = client.post(listing, {"text": "lo van an"})["Location"]  # the session of the first database
    use(among)
    other = Client()
    other.force_login(User.objects.get(username="canbo"))
    other_text = other.post(listing, {"text": "lo van an"})["Location"]
    sides = ((alone, client, pages | {"search": text}), (among, other, pages | {"search": other_text}))
    for page in (*pages, "search"):
        taken: Sequence[list[float]] = ([], [])
        counts = []
        for name, who, urls in sides:
            use(name)
            counts.append(_queries(who, urls[page]))
        for _ in range(PAIRS):
            for side, (name, who, urls) in enumerate(sides):
                use(name)
                _seconds(who, urls[page])
                taken[side].append(_seconds(who, urls[page]))
        few, many = (statistics.median(times) for times in taken)
        yield Result(
            f"{connection.vendor}, {page}: {few * 1000:.1f} ms alone, {many * 1000:.1f} ms among ten times as"
            f" many, {many / few:.2f} × (bar {BAR} ×); {counts[0]} and {counts[1]} queries",
            many / few <= BAR and counts[0] == counts[1],
        )


def others(unit: AdministrativeUnit) -> Sequence[AdministrativeUnit]:
    """Ten more communes."""
    return AdministrativeUnit.objects.commune_level().exclude(pk=unit.pk).order_by("pk")[:OTHER_COMMUNES]


def measure() -> Iterator[Result]:
    """In two databases, one of which has the other communes too."""
    settings.DEMO = True
    settings.ALLOWED_HOSTS.append("testserver")
    unit = AdministrativeUnit.objects.get(code="05800", valid_to__isnull=True)
    fill(unit)
    alone = str(connection.settings_dict["NAME"])
    among = str(Path(alone).with_name("among.sqlite3"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [among])
    use(among)
    for other in others(unit):
        fill(other)
    use(alone)
    yield from compare(alone, among)
