"""The households of a round, a line each, and those found poor or near-poor with a line for each member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, Sum

from households.models import Member, Review, ReviewRound
from households.queries.register import PAGE_SIZE
from households.queries.round_tables import hamlets_on
from households.queries.standing import Standings, amount, condition, heirs_of, standing
from households.rules import (
    CLASSIFICATION_LABELS,
    FLOWS,
    RELATION_LABELS,
    SELECTABLE_MOVEMENTS,
    Classification,
    Measure,
    Movement,
    Need,
    Relation,
    Selection,
    Side,
    official_need,
    positions_of,
)


@dataclass(frozen=True, kw_only=True)
class ReviewedLine:
    """A household of a list; `people` are those that its selection counts. Blank is "not known"."""

    number: int
    household_id: int
    found_id: int | None
    head_name: str
    code: str
    hamlet: str
    people: int
    before: str
    after: str
    movement: str
    income_score: int | None
    deprivation_score: int | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which part of a list of so many households is shown."""

    number: int
    households: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        return max(1, -(-self.households // self.size))

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """Lines of a list, which part of it they are, and what all its households together count for."""

    lines: list[ReviewedLine]
    page: Page
    sums: Mapping[Measure, int]


def reviewed(
    *,
    round: ReviewRound,
    selection: Selection,
    hamlets: Collection[int] | None = None,
    page: int | None = 1,
) -> Reviewed:
    """The households of a selection by the heads' given names, in five queries: a page of 50 (the last one
    where there are fewer pages), with `page` None all. `hamlets` are the ids to look at, None is all.
    """
    rows = _selected(round, selection, hamlets)
    values = {measure: amount(selection, measure) for measure in Measure}
    sums = rows.aggregate(
        **{measure: Count("pk") if value is None else Sum(value) for measure, value in values.items()}
    )
    shown = _part(sums[Measure.HOUSEHOLDS], page)
    names = dict(hamlets_on(round=round).values_list("pk", "name"))
    now = "later__" if selection.seen_at is Side.BEFORE else ""
    ordered = rows.order_by("household__sort_key", "household_id")
    if page is not None:  # ids alone first: which way a household went is asked of those of the page
        ids = ordered.values_list("household_id", flat=True)[shown.start : shown.start + shown.size]
        ordered = ordered.filter(household__in=[*ids])
    found = ordered.annotate(counted=values[Measure.PEOPLE]).values(
        *("household_id", "found_id", "head_name", "household__code", "place", "hamlet__name", "counted"),
        *("before", "after", "movement", f"{now}income_score", f"{now}deprivation_score"),
    )
    lines = [
        ReviewedLine(
            number=number,
            household_id=row["household_id"],
            found_id=row["found_id"],
            head_name=row["head_name"],
            code=row["household__code"],
            hamlet=names.get(row["place"], row["hamlet__name"]),
            people=row["counted"],
            before=_class_label(row["before"]),
            after=_class_label(row["after"]),
            movement=SELECTABLE_MOVEMENTS[Movement(row["movement"])] if row["movement"] else "",
            income_score=row[f"{now}income_score"],
            deprivation_score=row[f"{now}deprivation_score"],
        )
        for number, row in enumerate(found, start=shown.start + 1)
    ]
    return Reviewed(lines=lines, page=shown, sums={measure: sums[measure] or 0 for measure in Measure})


def reviews_selected(
    *, round: ReviewRound, selection: Selection, hamlets: Collection[int] | None = None
) -> dict[int, int]:
    """The listed households of a selection (by id), each with the version of its review in the round."""
    households = _selected(round, selection, hamlets).values("household_id")
    reviews = Review.objects.in_round(round).filter(household__in=households)
    return dict(reviews.order_by("household").values_list("household", "version"))


def households_refused(
    *, round: ReviewRound, sentences: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Why a change was refused, by head: of the first twenty households (by id as text)."""
    reviews = (
        Review.objects.in_round(round)
        .filter(household__in=[int(key) for key in sentences][:20])
        .order_by("pk")
    )
    return [(review.head_name, " ".join(sentences[str(review.household_id)])) for review in reviews]


def _selected(round: ReviewRound, selection: Selection, hamlets: Collection[int] | None) -> Standings:
    found = standing(round=round, side=selection.seen_at, heirs=heirs_of(round=round))
    found = found.filter(condition(selection))
    return found if hamlets is None else found.filter(place__in=hamlets)


def _part(households: int, number: int | None) -> Page:
    """The page with that number, or the last one; without a number everything."""
    if number is None:
        return Page(number=1, households=households, size=max(1, households))
    return Page(number=min(max(1, number), Page(number=1, households=households).last), households=households)


def _class_label(value: str) -> str:
    """Short, as in a table whose head says what it is of."""
    return CLASSIFICATION_LABELS[Classification(value)].removeprefix("hộ ") if value else ""


# --- one line a member: tables 14 and 15 ---


class Standing(StrEnum):
    """What the detail lists tick: of the class before already, again, or new in it."""

    NEW = "new"
    AGAIN = "again"
    OLD = "old"


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    """A member of a household; what is of the household stands with its first member alone.

    `no_labour` is None where it is not known or the reader must not see it.
    """

    household_number: int
    number: int
    name: str
    sex: str
    birth_year: int | None
    ethnicity: str
    relation: str
    standing: Standing | None
    merit: bool
    local_minority: bool
    no_labour: bool | None
    needs: frozenset[Need]


@dataclass(frozen=True, kw_only=True)
class Details:
    """Lines of a detail list, and which part of its households they are."""

    of: Classification
    lines: list[MemberLine]
    page: Page


def details(
    *,
    round: ReviewRound,
    of: Classification,
    hamlets: Collection[int] | None = None,
    page: int | None = 1,
    with_health: bool = False,
) -> Details:
    """The members of the households found poor or near-poor, by hamlet and the heads' given names, in four
    queries at most: those of 50 households, with `page` None all. Members are those of the round's date.
    """
    rows = _selected(round, Selection(classification=of), hamlets)
    ordered = rows.order_by(
        *("hamlet__position", "hamlet__sort_key", "hamlet_id", "household__sort_key", "household_id")
    ).values("household_id", "before", "movement", "merit", "local_minority", "needs")
    if page is None:
        households = list(ordered)
        shown = _part(len(households), None)
    else:
        shown = _part(rows.count(), page)
        households = list(ordered[shown.start : shown.start + shown.size])
    members = _members(round, [household["household_id"] for household in households])
    lines = [
        _member_line(household, member, at, number, of=of, with_health=with_health)
        for at, household in enumerate(households, start=shown.start + 1)
        for number, member in enumerate(members[household["household_id"]], start=1)
    ]
    return Details(of=of, lines=lines, page=shown)


def _members(round: ReviewRound, households: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    present = (Q(joined_date__isnull=True) | Q(joined_date__lte=round.reference_date)) & (
        Q(left_date__isnull=True) | Q(left_date__gt=round.reference_date)
    )
    members: dict[int, list[dict[str, Any]]] = defaultdict(list)
    columns = ("household_id", "name", "sex", "birth_year", "ethnicity__name", "relation", "labour_capacity")
    found = Member.objects.filter(present, household__in=households).order_by("household", "position", "pk")
    for member in found.values(*columns):
        members[member["household_id"]].append(member)
    for each in members.values():
        each.sort(key=lambda member: member["relation"] != Relation.HEAD)
    return members


def _member_line(
    household: Mapping[str, Any],
    member: Mapping[str, Any],
    at: int,
    number: int,
    *,
    of: Classification,
    with_health: bool,
) -> MemberLine:
    first = number == 1
    needs = frozenset(
        official_need(need)
        for position, need in enumerate(Need, start=1)
        if position in positions_of(household["needs"])
    )
    return MemberLine(
        household_number=at,
        number=number,
        name=member["name"],
        sex=member["sex"],
        birth_year=member["birth_year"],
        ethnicity=member["ethnicity__name"] or "",
        relation=RELATION_LABELS[Relation(member["relation"])],
        standing=_standing(household, of) if first else None,
        merit=first and household["merit"],
        local_minority=first and household["local_minority"],
        no_labour=member["labour_capacity"] is False if with_health else None,
        needs=needs - (frozenset() if with_health else {Need.HEALTH}) if first else frozenset(),
    )


def _standing(household: Mapping[str, Any], of: Classification) -> Standing | None:
    """None without an earlier round; who keeps the class in another hamlet is not new in it."""
    if not household["movement"]:
        return None
    if household["before"] == of:
        return Standing.OLD
    return Standing.AGAIN if household["movement"] == FLOWS[of].fell_back else Standing.NEW
