"""Reads for entering what a review found: the household's year before, its neighbours, the questions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, OuterRef, Q, Subquery

from households.models import Hamlet, Household, Indicator, Question, Review, ReviewRound, Standard
from households.models.households import HouseholdQuerySet
from households.models.reviews import ReviewQuerySet
from households.rules import Area

URBAN_REGION = "thành thị"
HOUSEHOLD_LIMIT = 30


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer that may be chosen, by its id, and what it is worth."""

    pk: int
    text: str
    points: int


@dataclass(frozen=True, kw_only=True)
class QuestionChoice:
    """A question of the income score with its answers, one of which holds."""

    number: int
    text: str
    answers: tuple[Answer, ...]


def previous_review(*, review: Review) -> Review | None:
    """What the base round found of the household; None where there is no base or it was not entered."""
    if review.round.base_id is None:
        return None
    found = Review.objects.entered().filter(round=review.round.base_id, household=review.household_id)
    return found.select_related("round").first()


def next_review(*, review: Review) -> Review | None:
    """The household of the same hamlet and round that is entered next: by the order of names from this one
    on, then from the first; None when the hamlet is done.
    """
    here = review.household
    after = Q(household__sort_key__gt=here.sort_key) | Q(
        household__sort_key=here.sort_key, household__gt=here.pk
    )
    hamlet = Review.objects.filter(round=review.round_id, hamlet=review.hamlet_id)
    in_turn = hamlet.pending().exclude(pk=review.pk).annotate(is_after=after)
    return in_turn.order_by("-is_after", "household__sort_key", "household").first()


def hamlet_reviews(*, round: ReviewRound, hamlet: Hamlet) -> ReviewQuerySet:
    """The round's households of a hamlet in the order of names, with their class of the base round as
    `before`.
    """
    before = Review.objects.filter(round=round.base_id, household=OuterRef("household"))
    listed = Review.objects.in_round(round).filter(hamlet=hamlet).select_related("household", "entered_by")
    return listed.annotate(before=Subquery(before.values("classification")[:1])).order_by(
        "household__sort_key", "household"
    )


def indicators_of(*, standard: Standard) -> list[Indicator]:
    """What a household may be deprived of, in the order of the form."""
    return list(Indicator.objects.filter(standard=standard).order_by("position"))


def regions_of(*, standard: Standard, area: Area) -> list[str]:
    """The regions whose tables of the income score are loaded and may hold in an area: towns have one."""
    regions = Question.objects.filter(standard=standard).values_list("region", flat=True)
    is_urban = area == Area.URBAN
    return [
        region for region in regions.distinct().order_by("region") if (region == URBAN_REGION) == is_urban
    ]


def questions_of(*, standard: Standard, region: str) -> list[QuestionChoice]:
    """The questions of the income score in a region; none where the table is not loaded."""
    rows = Question.objects.filter(standard=standard, region=region).order_by("number", "answer_number")
    return [
        QuestionChoice(
            number=number,
            text=answers[0].text,
            answers=tuple(Answer(pk=row.pk, text=row.answer, points=row.points) for row in answers),
        )
        for number, group in groupby(rows, key=lambda row: row.number)
        if (answers := list(group))
    ]


def households_to_pick(*, households: HouseholdQuerySet, text: str) -> list[Household]:
    """At most 30 kept households whose head's name, code or address matches, in the order of names."""
    kept = households.filter(valid_to__isnull=True).matching(text).select_related("hamlet")
    return list(kept.annotate(head_name=F("head__name")).in_name_order()[:HOUSEHOLD_LIMIT])


def confirming_refusal(*, review: Review, previous: Review | None) -> str:
    """Why last year's answers cannot be confirmed as they stand, as a Vietnamese sentence; '' when they
    can.
    """
    if previous is None:
        return "Đợt trước chưa có kết quả của hộ này; nhập đầy đủ."
    if previous.round.standard_id != review.round.standard_id:
        return "Đợt trước theo chuẩn nghèo khác; nhập đầy đủ."
    if previous.deprivations is None:
        return "Đợt trước chỉ có điểm B2, chưa rõ từng chỉ số; nhập đầy đủ."
    return ""
