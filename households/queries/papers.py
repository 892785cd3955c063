"""What the papers of a round are made of: lists of heads, meetings, and the members of a certificate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from households.models import (
    AdministrativeUnit,
    Household,
    Member,
    Membership,
    Review,
    ReviewRound,
)
from households.rules import Classification, Role
from povertyplan.common.text import given_name_order


@dataclass(frozen=True, kw_only=True)
class FoundHousehold:
    """A household as lists name it: nothing but head, hamlet, people and what was found, now and before."""

    household_id: int
    hamlet_id: int
    hamlet: str
    head_name: str
    people: int
    found: Classification | None
    before: Classification | None


def found_households(*, round: ReviewRound, hamlets: Collection[int] | None = None) -> list[FoundHousehold]:
    """The round's households, of some hamlets or all: by hamlet in the commune's order, then by name."""
    reviews = Review.objects.in_round(round).select_related("hamlet")
    if hamlets is not None:
        reviews = reviews.filter(hamlet__in=hamlets)
    base = Review.objects.filter(round=round.base_id).values_list("household", "classification")
    before = dict(base) if round.base_id else {}
    ordered = sorted(
        reviews,
        key=lambda review: (
            review.hamlet.position,
            review.hamlet.sort_key,
            given_name_order(review.head_name),
            review.pk,
        ),
    )
    return [
        FoundHousehold(
            household_id=review.household_id,
            hamlet_id=review.hamlet_id,
            hamlet=review.hamlet.full_name,
            head_name=review.head_name,
            people=review.people,
            found=Classification(review.classification) if review.classification else None,
            before=Classification(before[review.household_id]) if before.get(review.household_id) else None,
        )
        for review in ordered
    ]


def signer_of(*, unit: AdministrativeUnit) -> tuple[tuple[str, ...], str]:
    """Authority lines and name of who signs for the commune today: its leader, if there is just one."""
    held = Membership.objects.as_of(timezone.localdate()).filter(unit=unit, role=Role.LEADER)
    leaders = [membership.user for membership in held.select_related("user").order_by("pk")[:2]]
    if len(leaders) != 1:
        return ("CHỦ TỊCH",), ""
    (leader,) = leaders
    deputy = leader.position.casefold().startswith("phó")
    return (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") if deputy else ("CHỦ TỊCH",)), leader.full_name


def members_of(*, households: Collection[int]) -> dict[int, list[Member]]:
    """Who lives in each household now, the head first, then in the order kept."""
    rows = Member.objects.present().filter(household__in=households)
    found: dict[int, list[Member]] = {household: [] for household in households}
    heads = set(Household.objects.filter(pk__in=households).values_list("head", flat=True))
    for member in sorted(rows, key=lambda each: (each.pk not in heads, each.position, each.name_key)):
        found[member.household_id].append(member)
    return found


def reviews_to_print(*, round: ReviewRound, hamlet_id: int) -> list[tuple[Review, Review | None]]:
    """The reviews of a hamlet, each with what the base round found of the household, by name."""
    now = Review.objects.in_round(round).filter(hamlet=hamlet_id).select_related("household", "ethnicity")
    base = Review.objects.filter(Q(round=round.base_id), household__in=now.values("household"))
    before = {review.household_id: review for review in base} if round.base_id else {}
    ordered = sorted(now, key=lambda review: (given_name_order(review.head_name), review.pk))
    return [(review, before.get(review.household_id)) for review in ordered]
