"""Reads of what was promised and given: the only place that sums support."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from assignments.models import Agency, Assignment, SupportItem, SupportProof, Visit
from assignments.models.support import SupportItemQuerySet
from assignments.rules import (
    SOURCE_LABELS,
    Help,
    HelpContent,
    Span,
    SupportSource,
    disclosed,
    doubles,
    year_span,
)
from households.access import can_edit
from households.models import AdministrativeUnit, Hamlet, Household, Member
from households.models.households import households_seen
from households.queries import Page
from povertyplan.accounts.models import User
from povertyplan.common.text import given_name_order
from povertyplan.common.together import Asked

# --- who reads and who writes ---


def helped_households(*, user: User) -> QuerySet[Household]:
    """Households of which the user reads what help they get: those he sees, and those an agency of his
    helps this year or did last year.
    """
    helped = Assignment.objects.of_own_agencies(user).values("household")
    return Household.objects.filter(households_seen(user) | Q(pk__in=helped))


@dataclass(frozen=True, kw_only=True)
class SupportAuthor:
    """For whom somebody may record support of a household: officers for any agency or none, members for
    those of their agencies that help it.
    """

    is_officer: bool
    agencies: Sequence[Agency]

    @property
    def may_write(self) -> bool:
        return self.is_officer or bool(self.agencies)

    def may_change(self, item: SupportItem) -> bool:
        """Officers any item, a member those of his agencies."""
        return self.is_officer or item.agency_id in {agency.pk for agency in self.agencies}


READER = SupportAuthor(is_officer=False, agencies=())  # records nothing


def support_author(*, user: User, household: Household, on: dt.date) -> SupportAuthor:
    """What the user may record of the household on a day."""
    if can_edit(user, household.unit):
        agencies = Agency.objects.in_unit(household.unit).as_of(on).in_order()
        return SupportAuthor(is_officer=True, agencies=list(agencies))
    helping = [
        agency
        for agency in Agency.objects.joined_by(user).in_unit(household.unit).in_order()
        if assignment_for(household=household, agency=agency, year=on.year)
    ]
    return SupportAuthor(is_officer=False, agencies=helping)


def assignment_for(*, household: Household, agency: Agency, year: int) -> Assignment | None:
    """The assignment by which an agency helps a household in a year: the year's, else that of the year
    before, whose help may come late.
    """
    standing = Assignment.objects.of_agencies(Agency.objects.filter(pk=agency.pk)).standing()
    return standing.filter(household=household, year__in=(year - 1, year)).order_by("-year", "-pk").first()


# --- sums ---


@dataclass(frozen=True, kw_only=True)
class SupportSum:
    """What some items come to: how many were given, their value in đồng, how many have none put on them;
    how many are owed and the value promised.
    """

    key: object = None
    label: str = ""
    given: int = 0
    value: Decimal = Decimal(0)
    unvalued: int = 0
    owed: int = 0
    owed_value: Decimal = Decimal(0)


class SupportAxis(StrEnum):
    """By what support is summed; the value is the column."""

    SOURCE = "source"
    AGENCY = "agency"
    HOUSEHOLD = "household"
    HAMLET = "household__hamlet"
    YEAR = "date__year"


_GIVEN = Q(date__isnull=False)
_SUMS = {
    "sum_given": Count("pk", filter=_GIVEN),
    "sum_value": Sum("value", filter=_GIVEN, default=Decimal(0)),
    "sum_unvalued": Count("pk", filter=_GIVEN & Q(value__isnull=True)),
    "sum_owed": Count("pk", filter=~_GIVEN),
    "sum_owed_value": Sum("value", filter=~_GIVEN, default=Decimal(0)),
}  # named apart from the columns they read


def _sum(row: Mapping[str, Any], **more: Any) -> SupportSum:
    return SupportSum(**{name.removeprefix("sum_"): row[name] for name in _SUMS}, **more)


def support_total(items: SupportItemQuerySet) -> SupportSum:
    """What the standing ones of the items come to."""
    return _sum(items.standing().order_by().aggregate(**_SUMS))


def support_totals(items: SupportItemQuerySet, *, by: SupportAxis) -> list[SupportSum]:
    """What the standing ones come to by source, agency (None where no agency gave), household, hamlet or year
    given (None where owed): the largest value first. Households and years carry no label.
    """
    rows = list(_by(items, by))
    return _in_order(rows, _labels(by, [key for key, *_ in rows]))


def source_totals(items: SupportItemQuerySet) -> Asked[list[SupportSum]]:
    """`support_totals` by source, to be read together with others."""
    return Asked(
        (_by(items, SupportAxis.SOURCE),), partial(_in_order, labels=_labels(SupportAxis.SOURCE, ()))
    )


def agency_sums(items: SupportItemQuerySet) -> Asked[dict[object, SupportSum]]:
    """What the standing ones come to by agency (id), without labels, to be read together with others."""
    return Asked(
        (_by(items, SupportAxis.AGENCY),), lambda rows: {each.key: each for each in _in_order(rows, {})}
    )


def _by(items: SupportItemQuerySet, axis: SupportAxis) -> QuerySet[SupportItem, tuple[Any, ...]]:
    return items.standing().order_by().values_list(axis.value).annotate(**_SUMS)


def _in_order(rows: Iterable[tuple[Any, ...]], labels: Mapping[object, str]) -> list[SupportSum]:
    sums = [
        _sum(dict(zip(_SUMS, numbers, strict=True)), key=key, label=labels.get(key, ""))
        for key, *numbers in rows
    ]
    return sorted(sums, key=lambda each: (-each.value, -each.given, each.label, str(each.key)))


def _labels(by: SupportAxis, keys: Collection[Any]) -> dict[object, str]:
    match by:
        case SupportAxis.SOURCE:
            return {source.value: label for source, label in SOURCE_LABELS.items()}
        case SupportAxis.AGENCY:
            names = Agency.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name")
            return dict(names) | {None: "không qua cơ quan, đơn vị"}
        case SupportAxis.HAMLET:
            return {hamlet.pk: hamlet.full_name for hamlet in Hamlet.objects.filter(pk__in=keys)}
    return {}


# --- one household ---


@dataclass(frozen=True, kw_only=True)
class HelpItem:
    """An item as pages show it, with its photos (ids); `double` is one of the same kind by another giver."""

    item: SupportItem
    photos: Sequence[int]
    double: SupportItem | None
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class HelpYear:
    """What was given in a year."""

    year: int
    items: Sequence[HelpItem]
    sum: SupportSum


@dataclass(frozen=True, kw_only=True)
class HouseholdHelp:
    """All help to one household: who is to help it, what is owed, what each year gave, who was there."""

    people: int
    assignments: Sequence[Assignment]
    owed: Sequence[HelpItem]
    years: Sequence[HelpYear]
    total: SupportSum
    by_source: Sequence[SupportSum]
    visits: Sequence[Visit]
    withdrawn: Sequence[SupportItem]


VISITS_SHOWN = 20


def household_help(*, household: Household, user: User, author: SupportAuthor) -> HouseholdHelp:
    """All help to the household that the user may read; doubles are found among all there is."""
    items = SupportItem.objects.visible_to(user).filter(household=household)
    told = help_items(items.standing().select_related("agency").order_by("-date", "-pk"), author=author)
    by_year = {each.key: each for each in support_totals(items, by=SupportAxis.YEAR)}
    given = groupby((each for each in told if each.item.date), key=lambda each: each.item.day.year)
    assignments = Assignment.objects.visible_to(user).standing().filter(household=household)
    visits = Visit.objects.visible_to(user).filter(household=household).select_related("by")
    return HouseholdHelp(
        people=Member.objects.present().filter(household=household).count(),
        assignments=list(
            assignments.select_related("lead_agency").prefetch_related("supporters").order_by("-year", "-pk")
        ),
        owed=sorted((each for each in told if each.item.is_owed), key=lambda each: each.item.day),
        years=[HelpYear(year=year, items=list(group), sum=by_year[year]) for year, group in given],
        total=support_total(items),
        by_source=support_totals(items, by=SupportAxis.SOURCE),
        visits=list(visits.order_by("-date", "-pk")[:VISITS_SHOWN]),
        withdrawn=list(items.exclude(withdrawn_reason="").order_by("-pk")),
    )


def help_items(items: Iterable[SupportItem], *, author: SupportAuthor) -> list[HelpItem]:
    """The items as pages show them to somebody who may write so much, in their order."""
    shown = list(items)
    doubled = doubled_items(households={item.household_id for item in shown})
    photos: dict[int, list[int]] = {item.pk: [] for item in shown}
    proofs = SupportProof.objects.filter(item__in=photos).order_by("pk")
    for item_id, proof_id in proofs.values_list("item", "pk"):
        photos[item_id].append(proof_id)
    return [
        HelpItem(
            item=item,
            photos=photos[item.pk],
            double=doubled.get(item.pk),
            may_change=author.may_change(item),
        )
        for item in shown
    ]


def doubled_items(*, households: Collection[int]) -> dict[int, SupportItem]:
    """By id the items of the households that double another one, with that other. What a family gives its
    own doubles nothing.
    """
    items = SupportItem.objects.standing().filter(household__in=households).select_related("agency")
    standing = items.exclude(source=SupportSource.FAMILY, agency__isnull=True).order_by("household", "pk")
    by_id = {item.pk: item for item in standing}
    found: dict[int, SupportItem] = {}
    for _, group in groupby(standing, key=lambda item: item.household_id):
        pairs = doubles(
            Help(key=item.pk, content=HelpContent(item.content), giver=item.giver, day=item.day)
            for item in group
        )
        found |= {key: by_id[other] for key, other in pairs.items()}
    return found


# --- lists ---


@dataclass(frozen=True, kw_only=True)
class SupportFilter:
    """Which support of a commune a list holds; `hamlets` (ids) None is all."""

    hamlets: Collection[int] | None = None
    source: str = ""
    agency: int | None = None
    owed_only: bool = False


def support_of_year(*, unit: AdministrativeUnit, year: int, filter: SupportFilter) -> SupportItemQuerySet:
    """What was given in the year, and what is still owed of what was due by its end."""
    span = year_span(year)
    items = SupportItem.objects.standing().filter(unit=unit)
    given = Q(date__gte=span.first, date__lte=span.last)
    owed = Q(date__isnull=True, due_date__lte=span.last)
    items = items.filter(owed if filter.owed_only else given | owed)
    if filter.hamlets is not None:
        items = items.filter(household__hamlet__in=filter.hamlets)
    if filter.source:
        items = items.filter(source=filter.source)
    return items.filter(agency=filter.agency) if filter.agency else items


PAGE_SIZE = 50
SHOWN_BY = {
    "nguồn": SupportAxis.SOURCE,
    "cơ quan, đơn vị": SupportAxis.AGENCY,
    "thôn, tổ": SupportAxis.HAMLET,
}


@dataclass(frozen=True, kw_only=True)
class SupportList:
    """Some of a year's support, a page of it or all, and what all of it comes to."""

    items: Sequence[HelpItem]
    page: Page
    total: SupportSum
    by: Sequence[tuple[str, Sequence[SupportSum]]]


def support_list(
    items: SupportItemQuerySet, *, page: int | None, author: SupportAuthor = READER
) -> SupportList:
    """What is owed first, then what was given last; 50 a page, or all (`page` None); constant queries."""
    total = support_total(items)
    count = total.given + total.owed
    size = PAGE_SIZE if page else max(1, count)
    last = Page(number=1, households=count, size=size).last
    place = Page(number=min(max(1, page or 1), last), households=count, size=size)
    ordered = items.select_related("agency", "household__head", "household__hamlet").order_by(
        F("date").desc(nulls_first=True), "due_date", "pk"
    )
    return SupportList(
        items=help_items(ordered[place.start : place.start + size], author=author),
        page=place,
        total=total,
        by=[(words, support_totals(items, by=axis)) for words, axis in SHOWN_BY.items()],
    )


# --- in public ---


@dataclass(frozen=True, kw_only=True)
class DisclosedLine:
    """One item as it hangs in public: nothing but head, hamlet, what, how much, when."""

    key: int
    head_name: str
    hamlet: str
    what: str
    value: int | None
    date: dt.date
    veiled: bool  # the words written about it were not for the public


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """The lines of a list for the public and what they come to."""

    lines: Sequence[DisclosedLine]
    total: SupportSum

    @property
    def veiled(self) -> int:
        """How many lines say but the kind of help."""
        return sum(line.veiled for line in self.lines)


def disclosed_support(
    *, unit: AdministrativeUnit, span: Span, hamlets: Collection[int] | None = None
) -> Disclosure:
    """What was given within the span: by hamlet in the commune's order, head, day."""
    items = SupportItem.objects.given().filter(unit=unit, date__gte=span.first, date__lte=span.last)
    if hamlets is not None:
        items = items.filter(household__hamlet__in=hamlets)
    ordered = sorted(
        items.select_related("household__head", "household__hamlet"),
        key=lambda item: (
            item.household.hamlet.position,
            item.household.hamlet.sort_key,
            given_name_order(item.household.head.name),
            item.household_id,
            item.day,
            item.pk,
        ),
    )
    return Disclosure(lines=[_disclosed(item) for item in ordered], total=support_total(items))


def _disclosed(item: SupportItem) -> DisclosedLine:
    what = disclosed(content=HelpContent(item.content), what=item.what)
    return DisclosedLine(
        key=item.pk,
        head_name=item.household.head.name,
        hamlet=item.household.hamlet.full_name,
        what=what,
        value=None if item.value is None else int(item.value),
        date=item.day,
        veiled=what != item.what,
    )
