"""The year's poor households beside the prospects, with doubts; what waits; households in danger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assignments.models import EndangeredHousehold, EscapeProspect
from assignments.models.prospects import EscapeProspectQuerySet
from assignments.queries.prospects import ProspectCounts, prospect_counts
from assignments.rules import DOUBT_LABELS, OPEN_NEEDS, Doubt, EscapePath, ProspectStatus, doubts
from households.models import AdministrativeUnit, Household, Review
from households.models.reviews import ReviewQuerySet
from households.queries import NamedHousehold, Page, known_reviews, named_households
from households.rules import CLASSIFICATION_LABELS, NEED_LABELS, Classification, Need, positions_of

POOR_PAGE = 200
_DOUBTED = ("no_labour", "deprivations")
BY_HAMLET = (
    "household__hamlet__position",
    "household__hamlet__sort_key",
    "household__sort_key",
    "household_id",
)


@dataclass(frozen=True, kw_only=True)
class ProspectFilter:
    """Which of the year's households to show; a hamlet (id) is for prospects the one they are counted under,
    0 for none.
    """

    hamlet: int | None = None
    no_labour: bool | None = None
    path: EscapePath | None = None


@dataclass(frozen=True, kw_only=True)
class PoorLine:
    """A poor household that is no prospect."""

    household: NamedHousehold
    people: int
    doubts: tuple[Doubt, ...]

    @property
    def doubt_labels(self) -> list[str]:
        return [DOUBT_LABELS[doubt] for doubt in self.doubts]


@dataclass(frozen=True, kw_only=True)
class ProspectLine:
    """A prospect, whatever its status, with what is known of its household at the year's start."""

    prospect: EscapeProspect
    review: Review | None

    @property
    def household(self) -> Household:
        return self.prospect.household

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        return _doubts(self.review) if self.review else ()

    @property
    def doubt_labels(self) -> list[str]:
        return [DOUBT_LABELS[doubt] for doubt in self.doubts]

    @property
    def is_poor(self) -> bool:
        return self.review is not None and self.review.classification == Classification.POOR

    @property
    def need_labels(self) -> list[str]:
        """What it needs, without what only those see who may see health."""
        return [NEED_LABELS[need] for need in open_needs(self.prospect.needs)]


def open_needs(mask: int) -> list[Need]:
    """The needs of a mask that everybody may see who sees the household."""
    held = positions_of(mask)
    return [need for at, need in enumerate(Need, start=1) if at in held and need in OPEN_NEEDS]


def _doubts(review: Review) -> tuple[Doubt, ...]:
    known = review.deprivations is not None
    return doubts(no_labour=review.no_labour, deprivations=len(review.deprived) if known else None)


@dataclass(frozen=True, kw_only=True)
class ProspectLists:
    """A year's poor households that are no prospects, a page of 200 of them, and the chosen prospects."""

    poor: list[PoorLine]
    page: Page
    chosen: list[ProspectLine]
    waiting: int
    counts: ProspectCounts


def prospect_lists(
    *,
    unit: AdministrativeUnit,
    year: int,
    chosen: Collection[ProspectLine],
    filter: ProspectFilter,
    page: int = 1,
) -> ProspectLists:
    """Both lists of the year, of whose prospects those are `chosen`, by hamlet and the heads' given names; in
    seven queries. What waits is in neither.
    """
    prospects = EscapeProspect.objects.in_year(unit, year)
    listed = prospects.exclude(status=ProspectStatus.DROPPED)
    poor = known_reviews(unit=unit, year=year).filter(classification=Classification.POOR)
    poor = poor.exclude(household__in=listed.values("household"))
    if filter.no_labour is not None:
        poor = poor.filter(no_labour=filter.no_labour)
    if filter.hamlet is not None:
        poor = poor.filter(household__hamlet=filter.hamlet)
    shown = Page(number=1, households=poor.count(), size=POOR_PAGE)
    shown = Page(number=min(max(1, page), shown.last), households=shown.households, size=POOR_PAGE)
    rows = poor.order_by(*BY_HAMLET)[shown.start : shown.start + shown.size]
    reviews = list(rows.only("household", "people", *_DOUBTED))
    named = named_households({review.household_id for review in reviews})
    return ProspectLists(
        poor=[
            PoorLine(household=named[review.household_id], people=review.people, doubts=_doubts(review))
            for review in reviews
        ],
        page=shown,
        chosen=[line for line in chosen if _is_meant(line, filter)],
        waiting=prospects.filter(status=ProspectStatus.PROPOSED).count(),
        counts=prospect_counts(unit=unit, year=year),
    )


def _is_meant(line: ProspectLine, filter: ProspectFilter) -> bool:
    """Whether a chosen prospect is to be shown; one that was not reviewed is neither able nor unable."""
    labour = line.review.no_labour if line.review else None
    return (
        (filter.no_labour is None or labour is filter.no_labour)
        and (filter.hamlet is None or (line.prospect.hamlet_id or 0) == filter.hamlet)
        and (not filter.path or line.prospect.path == filter.path)
    )


def _lines(prospects: EscapeProspectQuerySet, known: ReviewQuerySet) -> list[ProspectLine]:
    found = known.filter(household__in=prospects.values("household"))
    reviews = {review.household_id: review for review in found.only("household", "classification", *_DOUBTED)}
    rows = prospects.select_related("household__hamlet", "household__head", "hamlet", "named_by")
    return [
        ProspectLine(prospect=prospect, review=reviews.get(prospect.household_id))
        for prospect in rows.order_by(*BY_HAMLET)
    ]


def prospect_line(prospect: EscapeProspect) -> ProspectLine:
    """One prospect with what is known of its household, in three queries."""
    [line] = _lines(
        EscapeProspect.objects.filter(pk=prospect.pk),
        known_reviews(unit=prospect.unit, year=prospect.year),
    )
    return line


def prospects_waiting(*, unit: AdministrativeUnit, year: int) -> list[ProspectLine]:
    """What hamlets proposed and households registered, for the officer to decide; in three queries."""
    waiting = EscapeProspect.objects.in_year(unit, year).filter(status=ProspectStatus.PROPOSED)
    return _lines(waiting, known_reviews(unit=unit, year=year))


def registrations(*, unit: AdministrativeUnit, year: int) -> list[ProspectLine]:
    """The households that registered to leave poverty in a year, whatever became of it; in three queries."""
    registered = EscapeProspect.objects.in_year(unit, year).filter(registered_date__isnull=False)
    return _lines(registered, known_reviews(unit=unit, year=year))


def chosen_prospects(*, unit: AdministrativeUnit, year: int) -> list[ProspectLine]:
    """All chosen prospects of a year, in three queries."""
    return _lines(EscapeProspect.objects.in_year(unit, year).chosen(), known_reviews(unit=unit, year=year))


@dataclass(frozen=True, kw_only=True)
class EndangeredLine:
    """A household in danger, with its class at the year's start; blank where it was never reviewed."""

    endangered: EndangeredHousehold
    classification: str

    @property
    def class_label(self) -> str:
        return CLASSIFICATION_LABELS[Classification(self.classification)] if self.classification else ""


def endangered_households(*, unit: AdministrativeUnit, year: int) -> list[EndangeredLine]:
    """The households in danger of a year by hamlet and the heads' given names, in three queries."""
    named = EndangeredHousehold.objects.in_year(unit, year)
    known = known_reviews(unit=unit, year=year).filter(household__in=named.values("household"))
    classes = dict(known.values_list("household", "classification"))
    rows = named.select_related("household__hamlet", "household__head", "named_by").order_by(*BY_HAMLET)
    return [EndangeredLine(endangered=row, classification=classes.get(row.household_id, "")) for row in rows]
