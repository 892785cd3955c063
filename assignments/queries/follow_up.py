"""What has to be looked after, household by household: for the commune, an agency, a hamlet's leader."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, starmap
from typing import Any, NamedTuple

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
from households.models import AdministrativeUnit, Review
from households.models.roles import hamlets_held
from households.queries import (
    CommuneRounds,
    NamedHousehold,
    commune_rounds,
    known_reviews,
    named_households,
)
from households.rules import ESCAPE_WATCH_MONTHS, HAMLET_ROLES, Classification
from povertyplan.accounts.models import User
from povertyplan.common.dates import months_before
from povertyplan.common.together import Asked, answer

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class FollowUpLine:
    """One thing to look after; `assignment` or `visit` is the id of what it is about, None for neither."""

    alert: Alert
    since: dt.date
    household: NamedHousehold
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
    """What the commune's officer looks after in a year as of a day, the most urgent first; in four
    queries."""
    return _lines(answer(_of_commune(unit, year, on)))


def follow_up_counts(
    *, unit: AdministrativeUnit, year: int, on: dt.date, rounds: CommuneRounds | None = None
) -> Asked[Counter[Alert]]:
    """How many lines of each kind `follow_up` has, without reading whose they are. `rounds` are the
    commune's, where they are read already.
    """
    cares = _of_commune(unit, year, on, rounds)
    return cares.then(lambda found: Counter(each.alert for each in _raised(found)))


def _of_commune(
    unit: AdministrativeUnit, year: int, on: dt.date, rounds: CommuneRounds | None = None
) -> Asked[_Cares]:
    return _cares(
        assignments=Assignment.objects.in_year(unit, year).standing(),
        owed=SupportItem.objects.owed().filter(unit=unit),
        watched=[_watched(unit, year, on, rounds)],
        within=Q(household__unit=unit),
        alerts=frozenset(Alert),
        on=on,
    )


def agency_follow_up(*, assignments: QuerySet[Assignment], on: dt.date) -> list[FollowUpLine]:
    """What agencies look after that lead or support these assignments; a household of an earlier year is
    visited no more, what was promised to it is still owed.
    """
    start = dt.date(on.year, 1, 1)
    watched = _Watched(
        assignments.filter(year=on.year), "valid_from", lambda begun: max(start, begun), POOR_VISIT_DAYS
    )
    cares = _cares(
        assignments=assignments,
        owed=SupportItem.objects.owed().filter(assignment__in=assignments),
        watched=[[watched]],
        within=Q(household__in=assignments.values("household")),
        alerts=AGENCY_ALERTS,
        on=on,
    )
    return _lines(answer(cares))


def hamlet_follow_up(
    *, user: User, on: dt.date, communes: Collection[CommuneRounds] | None = None
) -> list[FollowUpLine]:
    """What a hamlet's leader or surveyor looks after on a day in the hamlets that are his. `communes` are the
    rounds of theirs, where they are read already.
    """
    hamlets = hamlets_held(user, HAMLET_ROLES)
    if communes is None:
        units = AdministrativeUnit.objects.filter(hamlets__in=hamlets).distinct()
        communes = [commune_rounds(unit=unit) for unit in units]
    cares = _cares(
        assignments=Assignment.objects.none(),
        owed=SupportItem.objects.owed().filter(household__hamlet__in=hamlets),
        watched=[_watched(each.unit, on.year, on, each) for each in communes],
        within=Q(household__hamlet__in=hamlets),
        alerts=HAMLET_ALERTS,
        on=on,
    )
    return _lines(answer(cares))


# --- which households are watched ---


class _Watched(NamedTuple):
    """Rows that each name a `household` to be visited every so many days, `since` the day in a column."""

    rows: QuerySet[Any]
    column: str
    since: Callable[[dt.date], dt.date]
    days: int


def _watched(
    unit: AdministrativeUnit, year: int, on: dt.date, rounds: CommuneRounds | None = None
) -> list[_Watched]:
    """Households out of poverty for less than 36 months; above them the poor ones of the year, those
    expected to leave poverty or in danger of it, and those in an agency's care.
    """
    rounds = rounds or commune_rounds(unit=unit)
    known = known_reviews(unit=unit, year=year, rounds=rounds)
    now = (
        known.filter(classification=Classification.POOR),
        EscapeProspect.objects.in_year(unit, year).chosen(),
        EndangeredHousehold.objects.filter(unit=unit, year=year),
        Assignment.objects.in_year(unit, year).standing(),
    )
    start = dt.date(year, 1, 1)
    return [
        _Watched(escaped_reviews(rounds=rounds, on=on), _ESCAPED_ON, lambda date: date, ESCAPED_VISIT_DAYS),
        *(_Watched(rows, "household__valid_from", lambda _: start, POOR_VISIT_DAYS) for rows in now),
    ]


_ESCAPED_ON = "household__reviews__round__reference_date"


def escaped_reviews(*, rounds: CommuneRounds, on: dt.date) -> QuerySet[Review]:
    """The reviews that found households poor which the next of the last 36 months found poor no more."""
    since = months_before(on, ESCAPE_WATCH_MONTHS)
    closed = [each for each in rounds.rounds if each.is_closed and since < each.reference_date <= on]
    later = "household__reviews"
    return Review.objects.filter(
        **{f"{later}__round__in": closed, f"{later}__round__base": F("round")},
        **{f"{later}__classification__in": set(Classification) - {Classification.POOR}},
        round__in={each.base_id for each in closed if each.base_id},
        classification=Classification.POOR,
    )


# --- what is raised for them ---


class _Help(NamedTuple):
    """What an assignment says of its household."""

    household: int
    kept_from: dt.date
    pk: int
    year: int
    valid_from: dt.date
    surveyed_date: dt.date | None
    scheme: str
    result: str


class _Promise(NamedTuple):
    """What should have been given and was not."""

    household: int
    kept_from: dt.date
    due_date: dt.date
    what: str
    assignment: int | None


class _Seen(NamedTuple):
    """What a visit told."""

    household: int
    kept_from: dt.date
    pk: int
    date: dt.date
    situation: str
    needs_attention: bool
    attended_at: dt.datetime | None
    note: str

    @property
    def is_open(self) -> bool:
        return self.needs_attention and self.attended_at is None


@dataclass(frozen=True, kw_only=True)
class _Cares:
    """All that alerts may be raised for, and which of them are asked for; of households (ids) that are still
    kept on the list, with the day since when (`kept`). Visits are the newest first.
    """

    help: list[_Help]
    late: list[_Promise]
    visits: Mapping[int, list[_Seen]]
    watched: Mapping[int, Watch]
    kept: Mapping[int, dt.date]
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
    watched: Sequence[Sequence[_Watched]],
    within: Q,
    alerts: Set[Alert],
    on: dt.date,
) -> Asked[_Cares]:
    """`within` says of which households, as a row sees it that has one in `household`."""
    watching = [*chain.from_iterable(watched)]

    def kept(rows: QuerySet[Any], *columns: str) -> QuerySet[Any]:
        own = rows.filter(within, household__valid_to__isnull=True)
        return own.values_list("household", "household__valid_from", *columns)

    def told(help: Rows, late: Rows, visits: Rows, *named: Rows) -> _Cares:
        watches: dict[int, Watch] = {}
        for which, rows in zip(watching, named, strict=True):
            days = {date: Watch(start=which.since(date), days=which.days) for _, _, date in rows}
            watches |= {household: days[date] for household, _, date in sorted(rows, key=lambda row: row[2])}
        seen = sorted(starmap(_Seen, visits), key=lambda each: (each.date, each.pk), reverse=True)
        telling = [
            each
            for each in seen
            if each.is_open or (each.situation == Situation.WORSE and each.date.year == on.year)
        ]
        by_household = defaultdict(list)
        for each in seen:
            if each.date <= on:
                by_household[each.household].append(each)
        return _Cares(
            help=sorted(starmap(_Help, help), key=lambda each: (each.year, each.pk)),
            late=[*starmap(_Promise, late)],
            visits=by_household,
            watched=watches,
            kept={row[0]: row[1] for row in chain(help, late, telling, *named)},
            alerts=alerts,
            on=on,
        )

    return Asked(
        (
            kept(assignments, "pk", "year", "valid_from", "surveyed_date", "scheme", "result"),
            kept(owed.filter(due_date__lt=on), "due_date", "what", "assignment"),
            kept(Visit.objects.all(), "pk", "date", "situation", "needs_attention", "attended_at", "note"),
            *(kept(each.rows, each.column) for each in watching),
        ),
        told,
    )


def _lines(cares: _Cares) -> list[FollowUpLine]:
    """In the order of urgency, then of time."""
    raised = [*_raised(cares)]
    named = named_households({each.household for each in raised})
    lines = [
        FollowUpLine(
            alert=each.alert,
            since=each.since,
            household=named[each.household],
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


def _raised(cares: _Cares) -> Iterator[_Raised]:
    """What is asked for."""
    found = chain(
        _of_visits(cares),
        *(_of_promise(each, cares.on) for each in cares.late),
        *(_of_help(each, cares.on) for each in cares.help),
    )
    return (each for each in found if each.alert in cares.alerts)


def _of_visits(cares: _Cares) -> Iterator[_Raised]:
    helped = {each.household: each.pk for each in cares.help}
    for household, since in cares.kept.items():
        own, assignment = cares.visits.get(household, ()), helped.get(household)
        for visit in own:
            if visit.is_open:
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
            household=promise.household,
            detail=promise.what,
            assignment=promise.assignment,
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
        yield _Raised(alert=found.alert, since=found.since, household=help.household, assignment=help.pk)
