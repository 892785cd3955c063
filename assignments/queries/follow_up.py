"""What has to be looked after, household by household: for the commune, an agency, a hamlet's leader."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import chain

from django.db.models import Exists, OuterRef, Q, QuerySet

from assignments.models import Assignment, EndangeredHousehold, EscapeProspect, SupportItem, Visit
from assignments.rules import (
    AGENCY_ALERTS,
    ALERT_LABELS,
    ESCAPED_VISIT_DAYS,
    HAMLET_ALERTS,
    POOR_VISIT_DAYS,
    Alert,
    Result,
    Scheme,
    Situation,
    assignment_alerts,
    support_overdue,
    visit_overdue,
    worse_twice,
)
from households.models import AdministrativeUnit, Hamlet, Household, Review, ReviewRound
from households.models.households import HouseholdQuerySet
from households.queries import known_reviews
from households.rules import ESCAPE_WATCH_MONTHS, HAMLET_ROLES, Classification
from povertyplan.accounts.models import User
from povertyplan.common.dates import months_before
from povertyplan.common.periods import valid_on


@dataclass(frozen=True, kw_only=True)
class FollowUpLine:
    """One thing to look after; `assignment` or `visit` is the id of what it is about, None for neither."""

    alert: Alert
    since: dt.date
    household: Household
    detail: str = ""
    assignment: int | None = None
    visit: int | None = None

    @property
    def label(self) -> str:
        return ALERT_LABELS[self.alert]


@dataclass(frozen=True, kw_only=True)
class Watch:
    """From when on a household is visited, and within how many days again."""

    start: dt.date
    days: int


def day_of(year: int, *, today: dt.date) -> dt.date:
    """The day on which a year's follow-up stands: today, for a past year its last."""
    return min(today, dt.date(year, 12, 31))


def follow_up(*, unit: AdministrativeUnit, year: int, on: dt.date) -> list[FollowUpLine]:
    """What the commune's officer looks after in a year as of a day, the most urgent first; in eleven
    queries."""
    return _lines(
        assignments=Assignment.objects.in_year(unit, year).standing(),
        owed=SupportItem.objects.owed().filter(unit=unit),
        watched=_watched(unit=unit, year=year, on=on),
        households=Household.objects.in_unit(unit),
        alerts=frozenset(Alert),
        on=on,
    )


def agency_follow_up(*, assignments: QuerySet[Assignment], on: dt.date) -> list[FollowUpLine]:
    """What agencies look after that lead or support these assignments; a household of an earlier year is
    visited no more, what was promised to it is still owed.
    """
    start = dt.date(on.year, 1, 1)
    watched = {
        household: Watch(start=max(start, begun), days=POOR_VISIT_DAYS)
        for household, begun in assignments.filter(year=on.year).values_list("household", "valid_from")
    }
    return _lines(
        assignments=assignments,
        owed=SupportItem.objects.owed().filter(assignment__in=assignments),
        watched=watched,
        households=Household.objects.filter(pk__in=assignments.values("household")),
        alerts=AGENCY_ALERTS,
        on=on,
    )


def hamlet_follow_up(*, user: User, on: dt.date) -> list[FollowUpLine]:
    """What a hamlet's leader or surveyor looks after in the hamlets that are his on a day."""
    own = user.memberships.filter(valid_on(on), role__in=HAMLET_ROLES)
    hamlets = Hamlet.objects.filter(pk__in=own.values("hamlet"))
    units = AdministrativeUnit.objects.filter(pk__in=hamlets.values("unit"))
    return _lines(
        assignments=Assignment.objects.none(),
        owed=SupportItem.objects.owed().filter(household__hamlet__in=hamlets),
        watched=dict(chain.from_iterable(_watched(unit=unit, year=on.year, on=on).items() for unit in units)),
        households=Household.objects.filter(hamlet__in=hamlets),
        alerts=HAMLET_ALERTS,
        on=on,
    )


# --- which households are watched ---


def _watched(*, unit: AdministrativeUnit, year: int, on: dt.date) -> dict[int, Watch]:
    """Households out of poverty for less than 36 months; above them the poor ones of the year, those
    expected to leave poverty or in danger of it, and those in an agency's care.
    """
    poor = known_reviews(unit=unit, year=year).filter(classification=Classification.POOR)
    named = EscapeProspect.objects.in_year(unit, year).chosen()
    endangered = EndangeredHousehold.objects.filter(unit=unit, year=year)
    helped = Assignment.objects.in_year(unit, year).standing()
    rows = (each.values_list("household", flat=True) for each in (poor, named, endangered, helped))
    now = set(chain.from_iterable(rows))
    escaped = {
        household: Watch(start=date, days=ESCAPED_VISIT_DAYS)
        for household, date in households_escaped(unit=unit, on=on).items()
    }
    return escaped | dict.fromkeys(now, Watch(start=dt.date(year, 1, 1), days=POOR_VISIT_DAYS))


def households_escaped(*, unit: AdministrativeUnit, on: dt.date) -> dict[int, dt.date]:
    """The households (by id) that a closed round of the last 36 months found poor no more, with its date;
    those that fell back since are among them.
    """
    rounds = ReviewRound.objects.closed().filter(
        unit=unit, reference_date__gt=months_before(on, ESCAPE_WATCH_MONTHS), reference_date__lte=on
    )
    was_poor = Review.objects.filter(
        household=OuterRef("household"), round=OuterRef("round__base"), classification=Classification.POOR
    )
    found = Review.objects.entered().filter(Exists(was_poor), round__in=rounds)
    left = found.exclude(classification=Classification.POOR).order_by("round__reference_date", "pk")
    return dict(left.values_list("household", "round__reference_date"))


# --- what is raised for them ---


def _lines(
    *,
    assignments: QuerySet[Assignment],
    owed: QuerySet[SupportItem],
    watched: Mapping[int, Watch],
    households: HouseholdQuerySet,
    alerts: Set[Alert],
    on: dt.date,
) -> list[FollowUpLine]:
    """Of those of the households that are still kept on the list, in the order of urgency, then of time."""
    looked_after, late = list(assignments.order_by("year", "pk")), list(owed.filter(due_date__lt=on))
    telling = Visit.objects.filter(
        Q(needs_attention=True, attended_at__isnull=True) | Q(situation=Situation.WORSE, date__year=on.year),
        household__in=households,
    )
    ids = watched.keys() | {each.household_id for each in looked_after} | {each.household_id for each in late}
    ids |= set(telling.values_list("household", flat=True))
    found = households.kept().filter(pk__in=ids).select_related("head", "hamlet")
    kept = {each.pk: each for each in found}
    helped = {each.household_id: each.pk for each in looked_after}
    lines = [
        *_of_visits(kept, watched, helped, on),
        *(line for each in late if each.household_id in kept for line in _of_promise(each, kept, on)),
        *(line for each in looked_after if each.household_id in kept for line in _of_help(each, kept, on)),
    ]
    urgency = [*Alert]
    return sorted(
        (line for line in lines if line.alert in alerts),
        key=lambda line: (urgency.index(line.alert), line.since, line.household.sort_key, line.household.pk),
    )


def _of_visits(
    kept: Mapping[int, Household], watched: Mapping[int, Watch], helped: Mapping[int, int], on: dt.date
) -> Iterator[FollowUpLine]:
    visits: dict[int, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(household__in=kept, date__lte=on).order_by("-date", "-pk"):
        visits[visit.household_id].append(visit)
    for pk, household in kept.items():
        own, assignment = visits[pk], helped.get(pk)
        for visit in own:
            if visit.needs_attention and visit.attended_at is None:
                yield FollowUpLine(
                    alert=Alert.NEEDS_ATTENTION,
                    since=visit.date,
                    household=household,
                    detail=visit.note,
                    assignment=assignment,
                    visit=visit.pk,
                )
        raised = [worse_twice([(visit.date, Situation(visit.situation)) for visit in own[:2]])]
        if watch := watched.get(pk):
            last = own[0].date if own else None
            start = max(watch.start, household.valid_from)
            raised.append(visit_overdue(last=last, start=start, days=watch.days, on=on))
        for found in filter(None, raised):
            yield FollowUpLine(
                alert=found.alert, since=found.since, household=household, assignment=assignment
            )


def _of_promise(item: SupportItem, kept: Mapping[int, Household], on: dt.date) -> Iterator[FollowUpLine]:
    found = support_overdue(due=item.due_date, on=on) if item.due_date else None
    if found:
        yield FollowUpLine(
            alert=found.alert,
            since=found.since,
            household=kept[item.household_id],
            detail=item.what,
            assignment=item.assignment_id,
        )


def _of_help(assignment: Assignment, kept: Mapping[int, Household], on: dt.date) -> Iterator[FollowUpLine]:
    for found in assignment_alerts(
        year=assignment.year,
        start=assignment.valid_from,
        surveyed=assignment.surveyed_date,
        scheme=Scheme(assignment.scheme),
        result=Result(assignment.result),
        on=on,
    ):
        yield FollowUpLine(
            alert=found.alert,
            since=found.since,
            household=kept[assignment.household_id],
            assignment=assignment.pk,
        )
