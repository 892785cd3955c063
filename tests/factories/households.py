"""Households, members, reviews and what they are judged by."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.db import transaction
from django.utils import timezone
from factory import declarations
from factory.django import DjangoModelFactory

from households.models import (
    Household,
    Indicator,
    Member,
    Review,
    ReviewRound,
    Standard,
    Threshold,
    VillageMeeting,
)
from households.rules import (
    Area,
    Classification,
    Dimension,
    Relation,
    RoundKind,
    Sex,
    Stage,
    stages_on,
)
from tests.factories.places import REFERENCE, SINCE, YEAR, CommuneFactory, HamletFactory, spelled

_numbers = itertools.count(1)


class StandardFactory(DjangoModelFactory[Standard]):
    class Meta:
        model = Standard
        django_get_or_create = ("code",)

    code = "2022-2025"
    name = "chuẩn nghèo giai đoạn 2022 - 2025"
    source = "Nghị định 07/2021/NĐ-CP"
    valid_from = dt.date(2022, 1, 1)
    valid_to = dt.date(2027, 1, 1)


class ThresholdFactory(DjangoModelFactory[Threshold]):
    class Meta:
        model = Threshold
        django_get_or_create = ("standard", "area")

    class Params:
        urban = declarations.Trait(
            area=Area.URBAN, income_limit=2_000_000, average_income_limit=3_000_000, income_score_max=175
        )

    standard = declarations.SubFactory(StandardFactory)
    area = Area.RURAL
    income_limit = 1_500_000
    average_income_limit = 2_250_000
    income_score_max = 140
    deprivation_score_min = 30


class HouseholdFactory(DjangoModelFactory[Household]):
    """A household of one: its head, whose name may be given as `head_name`."""

    class Meta:
        model = Household

    hamlet = declarations.SubFactory(HamletFactory)
    unit = declarations.SelfAttribute("hamlet.unit")
    valid_from = SINCE

    @classmethod
    def _create(cls, model_class: type[Household], *args: Any, **kwargs: Any) -> Household:
        name = kwargs.pop("head_name", f"Lò Văn Mẫu {spelled(next(_numbers))}")
        head = Member(name=name, relation=Relation.HEAD, sex=Sex.MALE, birth_year=1980)
        household = Household(head=head, **kwargs)
        household.prepare_keys(head_name=name)
        with transaction.atomic():  # each names the other
            household.save()
            head.household = household
            head.save(force_insert=True)
        return household


class MemberFactory(DjangoModelFactory[Member]):
    """Another member of a household."""

    class Meta:
        model = Member

    household = declarations.SubFactory(HouseholdFactory)
    name = declarations.Sequence(lambda number: f"Lò Thị Mẫu {spelled(number)}")
    relation = Relation.CHILD
    sex = Sex.FEMALE
    birth_year = 2010


class ReviewRoundFactory(DjangoModelFactory[ReviewRound]):
    """A periodic round open for entry; trait `closed` for one of the past."""

    class Meta:
        model = ReviewRound

    class Params:
        closed = declarations.Trait(
            year=YEAR - 1,
            start_date=dt.date(YEAR - 1, 9, 1),
            reference_date=REFERENCE,
            stage=Stage.CLOSED,
            closed_at=declarations.LazyFunction(timezone.now),
            decision_number="01/QĐ-UBND",
            decision_date=dt.date(YEAR - 1, 12, 14),
        )

    unit = declarations.SubFactory(CommuneFactory)
    kind = RoundKind.PERIODIC
    year = YEAR
    standard = declarations.SubFactory(StandardFactory)
    start_date = dt.date(YEAR, 9, 1)
    reference_date = dt.date(YEAR, 12, 31)
    stages = declarations.LazyAttribute(lambda round: list(stages_on(round.start_date)))
    stage = Stage.ENTRY


class ReviewFactory(DjangoModelFactory[Review]):
    """A listed household; traits `poor`, `near_poor` and `other` for what was found."""

    class Meta:
        model = Review

    class Params:
        entered = declarations.Trait(entered_at=declarations.LazyFunction(timezone.now))
        poor = declarations.Trait(
            entered=True,
            income_score=120,
            deprivations=0b111,
            deprivation_score=30,
            computed=Classification.POOR,
            classification=Classification.POOR,
        )
        near_poor = declarations.Trait(
            entered=True,
            income_score=130,
            deprivations=0b1,
            deprivation_score=10,
            computed=Classification.NEAR_POOR,
            classification=Classification.NEAR_POOR,
        )
        other = declarations.Trait(
            entered=True,
            income_score=160,
            deprivations=0,
            deprivation_score=0,
            computed=Classification.OTHER,
            classification=Classification.OTHER,
        )

    household = declarations.SubFactory(HouseholdFactory)
    round = declarations.SubFactory(ReviewRoundFactory, unit=declarations.SelfAttribute("..household.unit"))
    hamlet = declarations.SelfAttribute("household.hamlet")
    area = declarations.SelfAttribute("hamlet.area")
    head_name = declarations.SelfAttribute("household.head.name")
    head_sex = declarations.SelfAttribute("household.head.sex")


class IndicatorFactory(DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    standard = declarations.SubFactory(StandardFactory)
    position = declarations.Sequence(lambda number: number % 12 + 1)
    dimension = Dimension.HEALTH
    name = declarations.LazyAttribute(lambda indicator: f"Chỉ số {indicator.position}")
    question = "Có điều thiếu hụt"


class VillageMeetingFactory(DjangoModelFactory[VillageMeeting]):
    class Meta:
        model = VillageMeeting

    round = declarations.SubFactory(ReviewRoundFactory)
    hamlet = declarations.SubFactory(HamletFactory, unit=declarations.SelfAttribute("..round.unit"))
    held_at = dt.datetime(YEAR, 11, 5, 19, 30, tzinfo=dt.UTC)
    place = "nhà văn hóa"
    chair = "Trưởng Bản Mẫu"
    secretary = "Thư Ký Mẫu"
    households_invited = 50
    households_present = 36
    attendees = 40
    votes_for = 40
