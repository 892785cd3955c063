"""A commune with years of closed rounds, targets of this year, and agencies that help."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assignments.models import Agency, AreaAssignment, Assignment, AssignmentSupporter, SupportItem, Visit
from assignments.rules import HelpContent, Result, Situation, SupportSource
from households.models import AdministrativeUnit, Hamlet, HamletFigures, Household, Review, ReviewRound
from households.rules import Cause, Classification
from plans.models import HamletTarget
from povertyplan.accounts.models import User
from tests.assignments.factories import AgencyFactory
from tests.factories import AreaAssignmentFactory, CommuneFactory, HamletFactory, UserFactory
from tests.households.round_world import households_in, reference_lists, round_of

YEAR = 2026
TODAY = dt.date(YEAR, 11, 22)
POOR, NEAR_POOR, OTHER = Classification.POOR, Classification.NEAR_POOR, Classification.OTHER


@dataclass(frozen=True, kw_only=True)
class YearWorld:
    """The rounds are those of the years before, oldest first; who is helped is helped this year."""

    unit: AdministrativeUnit
    hamlets: list[Hamlet]
    rounds: list[ReviewRound]
    households: list[Household]
    agencies: list[Agency]
    areas: list[AreaAssignment]


@transaction.atomic
def year_world(
    *,
    households: int,
    hamlets: int = 4,
    years: int = 2,
    agencies: int = 3,
    seed: int = 0,
    unit: AdministrativeUnit | None = None,
) -> YearWorld:
    """Every household is reviewed each year, a tenth is poor and a tenth near-poor; of the poor ones half are
    helped, and most are visited.
    """
    chance = random.Random(seed)
    reference_lists()
    unit = unit or CommuneFactory.create()
    places = HamletFactory.create_batch(hamlets, unit=unit)
    rounds: list[ReviewRound] = []
    for year in range(YEAR - years, YEAR):
        rounds.append(round_of(unit, year, rounds[-1] if rounds else None, closed=True))
    kept = households_in(unit, places, households, chance, 1)
    classes = chance.choices((POOR, NEAR_POOR, OTHER), weights=(1, 1, 8), k=len(kept))
    for round in rounds:
        classes = [_next(found, chance) for found in classes]
        rows = zip(kept, classes, strict=True)
        Review.objects.bulk_create(
            (_review(round, household, found, chance) for household, found in rows), batch_size=500
        )
    _figures(places, rounds, households, classes)
    HamletTarget.objects.bulk_create(
        HamletTarget(hamlet=hamlet, year=YEAR, poor_reduction=2, near_poor_reduction=1) for hamlet in places
    )
    poor = [household for household, found in zip(kept, classes, strict=True) if found is POOR]
    helpers = AgencyFactory.create_batch(agencies, unit=unit)
    _help(unit, poor[::2], helpers, chance)
    by = UserFactory.create()
    Visit.objects.bulk_create(_visits(unit, poor, by, chance), batch_size=500)
    areas = AreaAssignmentFactory.create_batch(2, unit=unit, year=YEAR)
    for at, area in enumerate(areas):
        area.hamlets.set(places[at::2])
    return YearWorld(unit=unit, hamlets=places, rounds=rounds, households=kept, agencies=helpers, areas=areas)


def _next(found: Classification, chance: random.Random) -> Classification:
    return chance.choice((POOR, NEAR_POOR, OTHER)) if chance.random() < 0.1 else found


def _review(round: ReviewRound, household: Household, found: Classification, chance: random.Random) -> Review:
    mask = chance.randrange(1 << 12)
    return Review(
        round=round,
        household=household,
        hamlet=household.hamlet,
        area=household.hamlet.area,
        head_name="x",
        people=3,
        deprivations=mask,
        deprivation_score=10 * mask.bit_count(),
        causes=chance.randrange(1 << len(Cause)),
        income_score=120,
        classification=found,
        computed=found,
        entered_at=timezone.now(),
    )


def _figures(
    places: list[Hamlet], rounds: list[ReviewRound], households: int, classes: list[Classification]
) -> None:
    HamletFigures.objects.bulk_create(
        HamletFigures(
            hamlet=hamlet,
            date=round.reference_date,
            standard=round.standard,
            households=households,
            people=4 * households,
            poor=classes.count(POOR) // len(places),
            near_poor=classes.count(NEAR_POOR) // len(places),
        )
        for hamlet in places
        for round in rounds
    )


def _help(
    unit: AdministrativeUnit, helped: list[Household], agencies: list[Agency], chance: random.Random
) -> None:
    assignments = [
        Assignment(
            unit=unit,
            year=YEAR,
            household=household,
            lead_agency=agencies[at % len(agencies)],
            valid_from=dt.date(YEAR, 5, 1),
            valid_to=dt.date(YEAR, 10, 1),
            result=result,
            result_date=None if result is Result.OPEN else dt.date(YEAR, 10, 5),
        )
        for at, household in enumerate(helped)
        for result in [chance.choice([*Result])]
    ]
    Assignment.objects.bulk_create(assignments, batch_size=500)
    AssignmentSupporter.objects.bulk_create(
        AssignmentSupporter(assignment=each, agency=agencies[at % len(agencies)])
        for at, each in enumerate(assignments, 1)
        if at % 3 == 0
    )
    SupportItem.objects.bulk_create(
        (
            SupportItem(
                unit=unit,
                household=each.household,
                assignment=each,
                agency=each.lead_agency,
                content=HelpContent.LIVELIHOOD,
                what="Một con bò giống",
                value=chance.choice((None, 5_000_000, 18_000_000)),
                source=chance.choice([*SupportSource]),
                **({"date": dt.date(YEAR, 6, 10)} if at % 4 else {"due_date": dt.date(YEAR, 8, 1)}),
            )
            for at, each in enumerate(assignments)
            for _ in range(2)
        ),
        batch_size=500,
    )


def _visits(
    unit: AdministrativeUnit, poor: list[Household], by: User, chance: random.Random
) -> Iterator[Visit]:
    for household in poor:
        for month in (3, 6, chance.choice((7, 10))):
            yield Visit(
                key=uuid.uuid4(),
                unit=unit,
                household=household,
                by=by,
                date=dt.date(YEAR, month, 15),
                situation=chance.choice([*Situation]),
                written_at=timezone.now(),
            )
