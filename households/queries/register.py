"""Reads of the register: the list a page at a time, one household with all its years, where a number is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from households.models import (
    AdministrativeUnit,
    Ethnicity,
    Hamlet,
    Household,
    HouseholdEvent,
    Member,
    Review,
    personal_number_key,
)
from households.models.households import HouseholdQuerySet
from households.models.places import hamlet_name
from households.queries.path import PathStep, path_of
from households.rules import CLASSIFICATION_LABELS, EVENT_LABELS, Classification, EventKind
from povertyplan.accounts.models import User
from povertyplan.common.together import read_together

PAGE_SIZE = 50
MERGE_LIMIT = 20


@dataclass(frozen=True, kw_only=True)
class HouseholdFilter:
    """Which households of a commune to show."""

    text: str = ""
    hamlet: Hamlet | None = None
    with_ended: bool = False


@dataclass(frozen=True, kw_only=True)
class HouseholdRow:
    """A household in a list, with the class that the last review found; blank where there was none."""

    pk: int
    code: str
    head_name: str
    hamlet: str
    is_kept: bool
    people: int
    classification: str
    year: int | None

    @property
    def class_label(self) -> str:
        return CLASSIFICATION_LABELS[Classification(self.classification)] if self.classification else ""


@dataclass(frozen=True, kw_only=True)
class HouseholdPage:
    """Up to 50 households in Vietnamese name order; pages count from 1."""

    rows: list[HouseholdRow]
    count: int  # on all pages
    number: int

    @property
    def last(self) -> int:
        return max(1, -(-self.count // PAGE_SIZE))

    @property
    def first_position(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1


def households_found(*, user: User, unit: AdministrativeUnit, filter: HouseholdFilter) -> HouseholdQuerySet:
    """The households of the commune that the user may see and that fit."""
    found = Household.objects.visible_to(user).in_unit(unit).matching(filter.text)
    if not filter.with_ended:
        found = found.kept()
    return found.filter(hamlet=filter.hamlet) if filter.hamlet else found


def household_page(
    *, user: User, unit: AdministrativeUnit, filter: HouseholdFilter, number: int
) -> HouseholdPage:
    """One page of the list, the last where there are fewer; in three queries."""
    found = households_found(user=user, unit=unit, filter=filter)
    count = found.count()
    number = min(max(1, number), max(1, -(-count // PAGE_SIZE)))
    start = (number - 1) * PAGE_SIZE
    # Ids alone first: a page far back would join all that stand before it.
    ids = list(found.in_name_order().values_list("pk", flat=True)[start : start + PAGE_SIZE])
    return HouseholdPage(rows=_rows(ids), count=count, number=number)


def _rows(ids: Sequence[int]) -> list[HouseholdRow]:
    """These households in their order, with their people counted and their last class, in one query."""
    members = Member.objects.present().filter(household__in=ids).order_by().values("household")
    reviews = Review.objects.entered().filter(household__in=ids)
    households, counts, found = read_together(
        Household.objects.filter(pk__in=ids).values_list(
            "pk", "code", "head__name", "hamlet__label", "hamlet__name", "valid_to"
        ),
        members.annotate(people=Count("pk")).values_list("household", "people"),
        reviews.values_list("round__reference_date", "pk", "household", "classification", "round__year"),
    )
    people = dict(counts)
    last = {household: told for _, _, household, *told in sorted(found)}
    rows = {
        pk: HouseholdRow(
            pk=pk,
            code=code,
            head_name=name,
            hamlet=hamlet_name(label, hamlet),
            is_kept=valid_to is None,
            people=people.get(pk, 0),
            classification=last[pk][0] if pk in last else "",
            year=last[pk][1] if pk in last else None,
        )
        for pk, code, name, label, hamlet, valid_to in households
    }
    return [rows[pk] for pk in ids]


@dataclass(frozen=True, kw_only=True)
class HouseholdTold:
    """Something that happened, as the household's page says it; `other` only where the reader may see it."""

    event: HouseholdEvent
    label: str
    other: Household | None


@dataclass(frozen=True, kw_only=True)
class HouseholdRecord:
    """A household with everything that its page shows; newest first, members in their order."""

    household: Household
    members: list[Member]
    gone: list[Member]
    events: list[HouseholdTold]
    reviews: list[Review]
    path: list[PathStep]  # oldest first


SEEN_FROM_OTHER = {EventKind.SPLIT: "có hộ tách ra", EventKind.MERGED: "có hộ nhập vào"}


def household_record(*, household: Household, user: User) -> HouseholdRecord:
    """What is known of a household, in five queries."""
    everybody = list(household.members.select_related("ethnicity").order_by("position", "pk"))
    events = list(
        HouseholdEvent.objects.filter(Q(household=household) | Q(other=household))
        .select_related("member", "hamlet_before", "recorded_by")
        .order_by("-date", "-pk")
    )
    others = {
        event.other_id if event.household_id == household.pk else event.household_id for event in events
    }
    visible = Household.objects.visible_to(user).select_related("head").in_bulk(others)
    told = []
    for event in events:
        is_own, kind = event.household_id == household.pk, EventKind(event.kind)
        told.append(
            HouseholdTold(
                event=event,
                label=EVENT_LABELS[kind] if is_own else SEEN_FROM_OTHER.get(kind, EVENT_LABELS[kind]),
                other=visible.get((event.other_id if is_own else event.household_id) or 0),
            )
        )
    reviews = list(household.reviews.select_related("round").order_by("-round__reference_date", "-pk"))
    return HouseholdRecord(
        household=household,
        members=[member for member in everybody if not member.left_date],
        gone=[member for member in everybody if member.left_date],
        events=told,
        reviews=reviews,
        path=path_of(household=household, reviews=reviews, events=events),
    )


def household_by_number(*, user: User, unit: AdministrativeUnit, number: str) -> Household | None:
    """The household of the commune, among those the user may see, where the person of a number lives; else
    where the person last lived.
    """
    people = Member.objects.visible_to(user).filter(
        household__unit=unit, personal_number_key=personal_number_key(number)
    )
    found = sorted(
        people.select_related("household"),
        key=lambda member: (bool(member.household.valid_to), bool(member.left_date), member.pk),
    )
    return found[0].household if found else None


def numbers_kept(
    *, unit: AdministrativeUnit, numbers: Iterable[str], without: Household | None = None
) -> dict[str, str]:
    """Where in the commune these personal numbers are in use, as "hộ Lò Văn A, Thôn B", by number; in one
    query. Numbers of other communes are not looked at.
    """
    keys = {personal_number_key(number): number for number in numbers}
    people = Member.objects.kept().filter(household__unit=unit, personal_number_key__in=keys)
    if without:
        people = people.exclude(household=without)
    return {
        keys[member.personal_number_key]: (
            f"hộ {member.household.head.name}, {member.household.hamlet.full_name}"
        )
        for member in people.select_related("household__head", "household__hamlet").order_by("-pk")
    }


def ethnicities() -> list[tuple[str, str]]:
    """Code and name of the ethnic groups, in the official order."""
    return list(Ethnicity.objects.order_by("pk").values_list("pk", "name"))
