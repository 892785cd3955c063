"""What has to be looked after, household by household: for the commune, an agency, a hamlet's leader."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet

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

T = TypeVar("T", "_Help", "_Promise", "_Seen")


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
    """What the commune's officer looks after in a year as of a day, the most urgent first; in eight
    queries."""
    return _lines(_of_commune(unit, year, on))


def follow_up_counts(*, unit: AdministrativeUnit, year: int, on: dt.date) -> Counter[Alert]:
    """How many lines of each kind `follow_up` has, without reading whose they are; in eight queries."""
    cares = _of_commune(unit, year, on)
    kept = dict(_kept(cares).values_list("pk", "valid_from"))
    return Counter(each.alert for each in _raised(cares, kept))


def _of_commune(unit: AdministrativeUnit, year: int, on: dt.date) -> _Cares:
    return _cares(
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
    cares = _cares(
        assignments=assignments,
        owed=SupportItem.objects.owed().filter(assignment__in=assignments),
        watched=watched,
        households=Household.objects.filter(pk__in=assignments.values("household")),
        alerts=AGENCY_ALERTS,
        on=on,
    )
    return _lines(cares)


def hamlet_follow_up(*, user: User, on: dt.date) -> list[FollowUpLine]:
    """What a hamlet's leader or surveyor looks after in the hamlets that are his on a day."""
    own = user.memberships.filter(valid_on(on), role__in=HAMLET_ROLES)
    hamlets = Hamlet.objects.filter(pk__in=own.values("hamlet"))
    units = AdministrativeUnit.objects.filter(pk__in=hamlets.values("unit"))
    cares = _cares(
        assignments=Assignment.objects.none(),
        owed=SupportItem.objects.owed().filter(household__hamlet__in=hamlets),
        watched=dict(chain.from_iterable(_watched(unit=unit, year=on.year, on=on).items() for unit in units)),
        households=Household.objects.filter(hamlet__in=hamlets),
        alerts=HAMLET_ALERTS,
        on=on,
    )
    return _lines(cares)


# --- which households are watched ---


def _watched(*, unit: AdministrativeUnit, year: int, on: dt.date) -> dict[int, Watch]:
    """Households out of poverty for less than 36 months; above them the poor ones of the year, those
    expected to leave poverty or in danger of it, and those in an agency's care.
    """
    poor = known_reviews(unit=unit, year=year).filter(classification=Classification.POOR)
    named = EscapeProspect.objects.in_year(unit, year).chosen()
    endangered = EndangeredHousehold.objects.filter(unit=unit, year=year)
    helped = Assignment.objects.in_year(unit, year).standing()
    ids, *others = (each.order_by().values_list("household") for each in (poor, named, endangered, helped))
    now = {household for (household,) in ids.union(*others)}
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
    later = "household__reviews"
    was_poor = Review.objects.filter(
        **{f"{later}__round__in": rounds, f"{later}__round__base": F("round")},
        **{f"{later}__classification__in": set(Classification) - {Classification.POOR}},
        round__in=rounds.values("base"),
        classification=Classification.POOR,
    )
    date = f"{later}__round__reference_date"
    return dict(was_poor.order_by(date, f"{later}__pk").values_list("household", date))


# --- what is raised for them ---


@dataclass(frozen=True, kw_only=True)
class _Help:
    """What an assignment says of its household."""

    pk: int
    household_id: int
    year: int
    valid_from: dt.date
    surveyed_date: dt.date | None
    scheme: str
    result: str


@dataclass(frozen=True, kw_only=True)
class _Promise:
    """What should have been given and was not."""

    household_id: int
    due_date: dt.date
    what: str
    assignment_id: int | None


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What a visit told."""

    pk: int
    household_id: int
    date: dt.date
    situation: str
    needs_attention: bool
    attended_at: dt.datetime | None
    note: str


@dataclass(frozen=True, kw_only=True)
class _Cares:
    """All that alerts may be raised for, and which of them are asked for."""

    help: list[_Help]
    late: list[_Promise]
    watched: Mapping[int, Watch]
    telling: set[int]
    households: HouseholdQuerySet
    alerts: Set[Alert]
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class _Raised:
    """A line without its household's name."""

    alert: Alert
    since: dt.date
    household: int
    detail: str = ""
    assignment: int | None = None
    visit: int | None = None


def _cares(
    *,
    assignments: QuerySet[Assignment],
    owed: QuerySet[SupportItem],
    watched: Mapping[int, Watch],
    households: HouseholdQuerySet,
    alerts: Set[Alert],
    on: dt.date,
) -> _Cares:
    telling = Visit.objects.filter(
        Q(needs_attention=True, attended_at__isnull=True) | Q(situation=Situation.WORSE, date__year=on.year),
        household__in=households,
    )
    return _Cares(
        help=_read(_Help, assignments.order_by("year", "pk")),
        late=_read(_Promise, owed.filter(due_date__lt=on).order_by()),
        watched=watched,
        telling=set(telling.values_list("household", flat=True)),
        households=households,
        alerts=alerts,
        on=on,
    )


def _read(kind: type[T], rows: QuerySet[Any]) -> list[T]:
    """The columns that a dataclass names, and nothing else."""
    return [kind(**row) for row in rows.values(*(field.name for field in fields(kind)))]


def _kept(cares: _Cares) -> HouseholdQuerySet:
    """Those of the households that are still kept on the list."""
    ids = cares.watched.keys() | cares.telling
    ids |= {each.household_id for each in cares.help} | {each.household_id for each in cares.late}
    return cares.households.kept().filter(pk__in=ids)


def _lines(cares: _Cares) -> list[FollowUpLine]:
    """In the order of urgency, then of time."""
    kept = {each.pk: each for each in _kept(cares).select_related("head", "hamlet")}
    raised = _raised(cares, {pk: each.valid_from for pk, each in kept.items()})
    lines = [
        FollowUpLine(
            alert=each.alert,
            since=each.since,
            household=kept[each.household],
            detail=each.detail,
            assignment=each.assignment,
            visit=each.visit,
        )
        for each in raised
    ]
    urgency = [*Alert]
    return sorted(
        lines,
        key=lambda line: (urgency.index(line.alert), line.since, line.household.sort_key, line.household.pk),
    )


def _raised(cares: _Cares, kept: Mapping[int, dt.date]) -> Iterator[_Raised]:
    """What is asked for, of households by id with the day since which they are kept."""
    found = chain(
        _of_visits(cares, kept),
        *(_of_promise(each, cares.on) for each in cares.late if each.household_id in kept),
        *(_of_help(each, cares.on) for each in cares.help if each.household_id in kept),
    )
    return (each for each in found if each.alert in cares.alerts)


def _of_visits(cares: _Cares, kept: Mapping[int, dt.date]) -> Iterator[_Raised]:
    helped = {each.household_id: each.pk for each in cares.help}
    visits: dict[int, list[_Seen]] = defaultdict(list)
    made = Visit.objects.filter(household__in=kept, date__lte=cares.on).order_by("-date", "-pk")
    for visit in _read(_Seen, made):
        visits[visit.household_id].append(visit)
    for household, since in kept.items():
        own, assignment = visits[household], helped.get(household)
        for visit in own:
            if visit.needs_attention and visit.attended_at is None:
                yield _Raised(
                    alert=Alert.NEEDS_ATTENTION,
                    since=visit.date,
                    household=household,
                    detail=visit.note,
                    assignment=assignment,
                    visit=visit.pk,
                )
        raised = [worse_twice([(visit.date, Situation(visit.situation)) for visit in own[:2]])]
        if watch := cares.watched.get(household):
            last = own[0].date if own else None
            start = max(watch.start, since)
            raised.append(visit_overdue(last=last, start=start, days=watch.days, on=cares.on))
        for found in filter(None, raised):
            yield _Raised(alert=found.alert, since=found.since, household=household, assignment=assignment)


def _of_promise(promise: _Promise, on: dt.date) -> Iterator[_Raised]:
    if found := support_overdue(due=promise.due_date, on=on):
        yield _Raised(
            alert=found.alert,
            since=found.since,
            household=promise.household_id,
            detail=promise.what,
            assignment=promise.assignment_id,
        )


def _of_help(help: _Help, on: dt.date) -> Iterator[_Raised]:
    for found in assignment_alerts(
        year=help.year,
        start=help.valid_from,
        surveyed=help.surveyed_date,
        scheme=Scheme(help.scheme),
        result=Result(help.result),
        on=on,
    ):
        yield _Raised(alert=found.alert, since=found.since, household=help.household_id, assignment=help.pk)
