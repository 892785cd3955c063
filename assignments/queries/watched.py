"""The households that a hamlet's own people look after, with who helps them and what came of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from assignments.models import Assignment, EndangeredHousehold, EscapeProspect, SupportItem, Visit
from assignments.queries.follow_up import escaped_reviews
from households.models import Hamlet, Household
from households.queries import CommuneRounds, commune_rounds, known_reviews
from households.rules import CLASSIFICATION_LABELS, POOR_OR_NEAR, Classification
from povertyplan.common.dates import short_date
from povertyplan.common.together import read_together

ESCAPED = "đã thoát nghèo, còn theo dõi"
ENDANGERED = "có nguy cơ nghèo"
UNKNOWN = "chưa rà soát"
_LATER = dt.date.max


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
    *, hamlets: Collection[Hamlet], year: int, on: dt.date, communes: Collection[CommuneRounds] | None = None
) -> dict[int, list[WatchedHousehold]]:
    """Of each hamlet (by id) the households that were poor or near-poor when the year began, those expected
    to leave poverty or in danger, and those out of it for less than 36 months; by class, then by name. Four
    queries, and one for each commune whose rounds are not read already (`communes`).
    """
    if not hamlets:
        return {}
    if communes is None:
        units = {hamlet.unit_id: hamlet.unit for hamlet in hamlets}
        communes = [commune_rounds(unit=unit) for unit in units.values()]
    here = Q(household__hamlet__in=hamlets)
    chosen, in_danger, *reviews = read_together(
        EscapeProspect.objects.chosen().filter(here, year=year),
        EndangeredHousehold.objects.filter(here, year=year).values_list("household"),
        *(
            known_reviews(unit=each.unit, year=year, rounds=each)
            .filter(here)
            .values_list("household", "classification")
            for each in communes
        ),
        *(escaped_reviews(rounds=each, on=on).filter(here).values_list("household") for each in communes),
    )
    classes = {pk: Classification(found) for rows in reviews[: len(communes)] for pk, found in rows}
    escaped = {
        pk
        for rows in reviews[len(communes) :]
        for (pk,) in rows
        if classes.get(pk) not in (None, *POOR_OR_NEAR)
    }
    prospects = {row.household_id: row for row in chosen}
    endangered = {pk for (pk,) in in_danger}
    listed = {pk for pk, found in classes.items() if found in POOR_OR_NEAR}
    listed |= escaped | endangered | set(prospects)
    households = Household.objects.kept().filter(pk__in=listed, hamlet__in=hamlets)
    helped = _assignments(listed, year)
    items, visits = _items_and_visits(listed)
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


def _items_and_visits(
    households: Collection[int],
) -> tuple[Mapping[int, list[SupportItem]], Mapping[int, Visit]]:
    """What each was given, then what it is to get, in the order of time; and its last visit."""
    items, visits = read_together(
        SupportItem.objects.standing().filter(household__in=households),
        Visit.objects.filter(household__in=households),
    )
    found: dict[int, list[SupportItem]] = defaultdict(list)
    for item in sorted(items, key=lambda each: (each.date or _LATER, each.due_date or _LATER, each.pk)):
        found[item.household_id].append(item)
    last = {visit.household_id: visit for visit in sorted(visits, key=lambda each: (each.date, each.pk))}
    return found, last
