"""The households that a hamlet's own people look after, with who helps them and what came of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from assignments.models import Assignment, EndangeredHousehold, EscapeProspect, SupportItem, Visit
from assignments.queries.follow_up import households_escaped
from households.models import AdministrativeUnit, Hamlet, Household
from households.queries import known_reviews
from households.rules import CLASSIFICATION_LABELS, POOR_OR_NEAR, Classification
from povertyplan.common.dates import short_date

ESCAPED = "đã thoát nghèo, còn theo dõi"
ENDANGERED = "có nguy cơ nghèo"
UNKNOWN = "chưa rà soát"


@dataclass(frozen=True, kw_only=True)
class WatchedHousehold:
    """One household as a hamlet's leader sees it; `promises` are what it was told it would get."""

    household: Household
    standing: str
    is_poor: bool
    prospect: EscapeProspect | None
    endangered: bool
    helpers: tuple[str, ...]
    promises: tuple[str, ...]
    given: tuple[SupportItem, ...]  # in the year
    last_visit: Visit | None


def households_watched(
    *, hamlets: Collection[Hamlet], year: int, on: dt.date
) -> dict[int, list[WatchedHousehold]]:
    """Of each hamlet (by id) the households that were poor or near-poor when the year began, those expected
    to leave poverty or in danger, and those out of it for less than 36 months; by class, then by name. Five
    queries a commune and seven more.
    """
    units = {hamlet.unit_id: hamlet.unit for hamlet in hamlets}
    classes: dict[int, Classification] = {}
    escaped: set[int] = set()
    for unit in units.values():
        known = _classes(unit, year, hamlets)
        classes |= known
        escaped |= {
            pk for pk in households_escaped(unit=unit, on=on) if known.get(pk) not in (None, *POOR_OR_NEAR)
        }
    here = {"household__hamlet__in": hamlets, "year": year}
    prospects = {row.household_id: row for row in EscapeProspect.objects.chosen().filter(**here)}
    endangered = set(EndangeredHousehold.objects.filter(**here).values_list("household", flat=True))
    listed = {pk for pk, found in classes.items() if found in POOR_OR_NEAR}
    listed |= escaped | endangered | set(prospects)
    households = Household.objects.kept().filter(pk__in=listed, hamlet__in=hamlets)
    helped = _assignments(listed, year)
    items = _items(listed)
    visits = _last_visits(listed)
    order = list(CLASSIFICATION_LABELS)
    watched: dict[int, list[WatchedHousehold]] = defaultdict(list)
    for household in sorted(
        households.select_related("head").in_name_order(),
        key=lambda each: order.index(classes.get(each.pk, Classification.OTHER)),
    ):
        pk, found = household.pk, classes.get(household.pk)
        watched[household.hamlet_id].append(
            WatchedHousehold(
                household=household,
                standing=_standing(found, escaped=pk in escaped, endangered=pk in endangered),
                is_poor=found == Classification.POOR,
                prospect=prospects.get(pk),
                endangered=pk in endangered,
                helpers=tuple(name for assignment in helped[pk] for name in _helpers(assignment)),
                promises=(*_promises(helped[pk]), *(_owed(item) for item in items[pk] if not item.date)),
                given=tuple(item for item in items[pk] if item.date and item.date.year == year),
                last_visit=visits.get(pk),
            )
        )
    return watched


def _classes(unit: AdministrativeUnit, year: int, hamlets: Collection[Hamlet]) -> dict[int, Classification]:
    known = known_reviews(unit=unit, year=year).filter(household__hamlet__in=hamlets)
    return {pk: Classification(found) for pk, found in known.values_list("household", "classification")}


def _standing(found: Classification | None, *, escaped: bool, endangered: bool) -> str:
    if found in POOR_OR_NEAR or not (escaped or endangered):
        return CLASSIFICATION_LABELS[found] if found else UNKNOWN
    return ESCAPED if escaped else ENDANGERED


def _assignments(households: Collection[int], year: int) -> Mapping[int, list[Assignment]]:
    rows = Assignment.objects.standing().filter(household__in=households, year=year)
    found: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows.select_related("lead_agency").prefetch_related("supporters").order_by("valid_from", "pk"):
        found[row.household_id].append(row)
    return found


def _helpers(assignment: Assignment) -> Iterable[str]:
    agencies = (assignment.lead_agency, *assignment.supporters.all())
    return dict.fromkeys(agency.short_name or agency.name for agency in agencies)


def _promises(assignments: Iterable[Assignment]) -> Iterable[str]:
    """What was promised, else what kinds of help."""
    for assignment in assignments:
        if promise := assignment.promise or ", ".join(assignment.content_labels):
            yield promise


def _owed(item: SupportItem) -> str:
    return f"{item.what}, hẹn {short_date(item.due_date)}" if item.due_date else item.what


def _items(households: Collection[int]) -> Mapping[int, list[SupportItem]]:
    rows = SupportItem.objects.standing().filter(household__in=households)
    found: dict[int, list[SupportItem]] = defaultdict(list)
    for row in rows.order_by("date", "due_date", "pk"):
        found[row.household_id].append(row)
    return found


def _last_visits(households: Collection[int]) -> dict[int, Visit]:
    visits = Visit.objects.filter(household__in=households).order_by("date", "pk")
    return {visit.household_id: visit for visit in visits}
