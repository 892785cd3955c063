"""The list of 3,000 households and the page of one, alone and among 30,000 of other communes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.database import analyse
from benchmarks.growing import grown
from benchmarks.pages import EMPTY_PAGE, empty_page_add, empty_url, opened, signed_in
from benchmarks.result import Result, Size, compared
from benchmarks.stopwatch import paired, processor
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


@dataclass(frozen=True)
class _Amount:
    households: int
    others: int
    times: int


AMOUNTS = {Size.FULL: _Amount(3_000, 10, 41), Size.QUICK: _Amount(60, 1, 3)}
HAMLETS, PEOPLE = 40, 3
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


def fill(unit: AdministrativeUnit, count: int) -> None:
    """Give the commune hamlets, households with members, and a closed round that found them."""
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
        for number in range(count)
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


def _fill_all(units: QuerySet[AdministrativeUnit], count: int) -> None:
    for unit in units:
        fill(unit, count)


def _pages(unit: AdministrativeUnit, client: Client) -> dict[str, str]:
    last = Household.objects.in_unit(unit).order_by("-pk")[:1].get()
    listing = reverse("households:household_list", args=[unit.pk])
    return {
        "list": listing,
        "list, last page": f"{listing}?trang=60",
        "list of a hamlet": f"{listing}?thon={last.hamlet_id}",
        "household": reverse("households:household", args=[last.pk]),
        "search": client.post(listing, {"text": "lo van an"})["Location"],
    }


def measure(size: Size) -> Iterator[Result]:
    """In two databases, one of which has the other communes too."""
    amount = AMOUNTS[size]
    empty_page_add()
    unit = AdministrativeUnit.objects.get(code="05800", valid_to__isnull=True)
    fill(unit, amount.households)
    analyse()
    client = signed_in(User.objects.get(username="canbo"))
    pages = {what: opened(client, url) for what, url in _pages(unit, client).items()}
    empty = opened(client, empty_url(unit))
    for what, page in pages.items():
        pairs = paired(page, empty, times=amount.times, take=processor)
        yield compared(f"{what}, {amount.households} households", pairs, floor=EMPTY_PAGE, most=None)
    others = AdministrativeUnit.objects.commune_level().exclude(pk=unit.pk).order_by("pk")[: amount.others]
    yield from grown(
        pages,
        fill=lambda: _fill_all(others, amount.households),
        among=f"among {amount.others} communes as large",
        times=amount.times,
    )
