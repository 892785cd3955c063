"""Reads of review rounds: how far they are, by hamlet, and what keeps them from going on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone

from households.models import (
    AdministrativeUnit,
    Complaint,
    Hamlet,
    Posting,
    Review,
    ReviewRequest,
    ReviewRound,
    VillageMeeting,
)
from households.models.reviews import ReviewQuerySet
from households.rules import Classification, RoundFacts, Stage
from povertyplan.accounts.models import User

ENTERED = ~Q(classification="")
PENDING = Q(classification="", household__valid_to__isnull=True)


@dataclass(frozen=True, kw_only=True)
class RoundRow:
    """A round in the commune's list, with how many households are on its list and how many are done."""

    round: ReviewRound
    listed: int
    entered: int


@dataclass(frozen=True, kw_only=True)
class HamletProgress:
    """How far a hamlet is: listed, entered, still to be entered, and what was found so far.

    `meeting` is its last one.
    """

    hamlet: Hamlet
    listed: int = 0
    entered: int = 0
    pending: int = 0
    poor: int = 0
    near_poor: int = 0
    meeting: VillageMeeting | None = None


@dataclass(frozen=True, kw_only=True)
class OwnHamlet:
    """A hamlet that somebody surveys, in a round that is not closed."""

    round: ReviewRound
    progress: HamletProgress


def rounds_of(*, unit: AdministrativeUnit) -> list[RoundRow]:
    """The commune's rounds, newest first, in one query."""
    rounds = ReviewRound.objects.filter(unit=unit).select_related("standard")
    counted = rounds.annotate(
        listed=Count("reviews"), entered=Count("reviews", filter=~Q(reviews__classification=""))
    )
    return [
        RoundRow(round=round, listed=vars(round)["listed"], entered=vars(round)["entered"])
        for round in counted.order_by("-reference_date", "-start_date", "-pk")
    ]


def _counts(reviews: ReviewQuerySet) -> dict[tuple[int, int], dict[str, Any]]:
    """What is counted in `HamletProgress`, by round and hamlet."""
    rows = reviews.values("round", "hamlet").annotate(
        listed=Count("pk"),
        entered=Count("pk", filter=ENTERED),
        pending=Count("pk", filter=PENDING),
        poor=Count("pk", filter=Q(classification=Classification.POOR)),
        near_poor=Count("pk", filter=Q(classification=Classification.NEAR_POOR)),
    )
    counted: list[dict[str, Any]] = [dict(row) for row in rows.order_by()]
    return {(row.pop("round"), row.pop("hamlet")): row for row in counted}


def hamlet_progress(*, round: ReviewRound) -> list[HamletProgress]:
    """The hamlets with households on the round's list, in the commune's order, with their last meeting."""
    counts = _counts(Review.objects.in_round(round))
    meetings = VillageMeeting.objects.filter(round=round).order_by("held_at", "pk")
    last = {meeting.hamlet_id: meeting for meeting in meetings}
    return [
        HamletProgress(hamlet=hamlet, meeting=last.get(hamlet.pk), **counts[round.pk, hamlet.pk])
        for hamlet in Hamlet.objects.filter(pk__in=[hamlet for _, hamlet in counts]).in_order()
    ]


def progress_of(*, round: ReviewRound, hamlet: Hamlet) -> HamletProgress:
    """How far one hamlet is, without its meetings."""
    counts = _counts(Review.objects.in_round(round).filter(hamlet=hamlet))
    return HamletProgress(hamlet=hamlet, **counts.get((round.pk, hamlet.pk), {}))


def own_hamlets(*, user: User) -> list[OwnHamlet]:
    """The hamlets that a surveyor or hamlet leader works in, in the rounds that run; newest round first."""
    hamlets = list(Hamlet.objects.surveyed_by(user).select_related("unit").in_order())
    rounds = ReviewRound.objects.exclude(stage=Stage.CLOSED).filter(
        unit__in={hamlet.unit_id for hamlet in hamlets}
    )
    counts = _counts(Review.objects.filter(hamlet__in=hamlets, round__in=rounds))
    return [
        OwnHamlet(
            round=round, progress=HamletProgress(hamlet=hamlet, **counts.get((round.pk, hamlet.pk), {}))
        )
        for round in rounds.select_related("standard", "unit").order_by("-reference_date", "-pk")
        for hamlet in hamlets
        if hamlet.unit_id == round.unit_id
    ]


def round_facts(*, round: ReviewRound, progress: list[HamletProgress] | None = None) -> RoundFacts:
    """What decides whether the round may go on; `progress` where it was read already."""
    hamlets = hamlet_progress(round=round) if progress is None else progress
    posting, complaints = latest_posting(round=round), Complaint.objects.filter(round=round)
    listed = Review.objects.in_round(round).values("household")
    requests = ReviewRequest.objects.filter(round=round, answered_date__isnull=True)
    return RoundFacts(
        listed=sum(hamlet.listed for hamlet in hamlets),
        pending=sum(hamlet.pending for hamlet in hamlets),
        requests_unlisted=requests.filter(Q(household__isnull=True) | ~Q(household__in=listed)).count(),
        unheard=tuple(row.hamlet.full_name for row in hamlets if not row.meeting),
        disagreed=tuple(row.hamlet.full_name for row in hamlets if row.meeting and not row.meeting.agreed),
        posting_end=posting.end_date if posting else None,
        complaints_open=complaints.filter(answered_date__isnull=True).count(),
        changed_since_posting=_changed_since(round, posting) if posting else 0,
        decision_date=round.decision_date,
    )


def _changed_since(round: ReviewRound, posting: Posting) -> int:
    """Households whose result was recorded, or whose complaint was answered, on a day after the posting."""
    recorded = Review.objects.in_round(round).filter(entered_at__date__gt=posting.posted_date)
    answered = Complaint.objects.filter(round=round, answered_date__gt=posting.posted_date)
    return (
        Review.objects.in_round(round)
        .filter(Q(pk__in=recorded.values("pk")) | Q(household__in=answered.values("household")))
        .count()
    )


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """A request in the register; `days_left` is negative when it is overdue, None when it was answered."""

    request: ReviewRequest
    days_left: int | None
    is_listed: bool

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0


def requests_of(*, unit: AdministrativeUnit) -> QuerySet[ReviewRequest]:
    """The register of requests: open ones by their due date, then the answered, newest first."""
    due_first = Case(When(answered_date__isnull=True, then="received_date"))  # each as long after it came
    rows = ReviewRequest.objects.filter(unit=unit).select_related("hamlet", "household__head", "round")
    return rows.order_by(due_first.asc(nulls_last=True), "-received_date", "-pk")


def request_rows(requests: Collection[ReviewRequest]) -> list[RequestRow]:
    """These requests as the register shows them, in one query."""
    today = timezone.localdate()
    reviews = Review.objects.filter(
        round__in={each.round_id for each in requests},
        household__in={each.household_id for each in requests},
    )
    listed = set(reviews.values_list("round", "household"))
    return [
        RequestRow(
            request=request,
            days_left=None if request.answered_date else (request.due_date - today).days,
            is_listed=(request.round_id, request.household_id) in listed,
        )
        for request in requests
    ]


def latest_posting(*, round: ReviewRound) -> Posting | None:
    """The round's last posting, whose end the decision waits for."""
    return Posting.objects.filter(round=round).order_by("-posted_date", "-pk").first()


def closing_counts(*, round: ReviewRound) -> dict[Classification, int]:
    """How many households the round found to be of each class."""
    rows = Review.objects.in_round(round).entered().values_list("classification").annotate(Count("pk"))
    counts = dict(rows.order_by())
    return {each: counts.get(each, 0) for each in Classification}
