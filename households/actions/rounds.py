"""Every write to review rounds: starting, listing, recording what was found, closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from households.models import AdministrativeUnit, Household, Review, ReviewRound
from households.models.households import HouseholdQuerySet
from households.queries import standard_on, thresholds_of
from households.rules import (
    ENTRY_STAGES,
    LISTING_STAGES,
    STAGE_LABELS,
    Area,
    Cause,
    Classification,
    Finding,
    Need,
    ReviewContent,
    RoundKind,
    Scores,
    Stage,
    Thresholds,
    classify,
    deprivation_score,
    mask_of,
    stages_on,
)
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError

HOUSEHOLD_FLAGS = ("local_minority", "merit", "social_protection", "farming")
FOUND_AS_GIVEN = (
    *HOUSEHOLD_FLAGS,
    "people",
    "no_labour",
    "average_standard",
    "children",
    "children_health",
    "children_education",
    "override_reason",
)
WRITTEN = (
    *FOUND_AS_GIVEN,
    "income_score",
    "deprivations",
    "deprivation_score",
    "causes",
    "needs",
    "answers",
    "computed",
    "classification",
    "confirmed_unchanged",
    "reviewed_date",
    "entered_by",
    "entered_at",
    "version",
)


@transaction.atomic
def round_start(
    *,
    unit: AdministrativeUnit,
    kind: RoundKind,
    year: int,
    start_date: dt.date,
    reference_date: dt.date,
    by: User | None,
    month: int | None = None,
) -> ReviewRound:
    """Open a round; movements are computed against the last closed periodic round before its reference
    date. The standard is that of the reference date.
    """
    before = ReviewRound.objects.closed().filter(
        unit=unit, kind=RoundKind.PERIODIC, reference_date__lt=reference_date
    )
    round = ReviewRound(
        unit=unit,
        kind=kind,
        year=year,
        month=month,
        standard=standard_on(reference_date),
        start_date=start_date,
        reference_date=reference_date,
        base=before.order_by("-reference_date", "-pk").first(),
        stages=list(stages_on(start_date)),
    )
    lines = thresholds_of(round=round).values()
    if not lines or any(line.income_score_max is None for line in lines):
        raise DomainError(f"{round.standard.name} chưa có bảng điểm phân loại; chưa mở được đợt rà soát.")
    round.full_clean()
    try:
        with transaction.atomic():
            round.save()
    except IntegrityError as error:
        raise DomainError("Đợt rà soát này vừa được người khác mở; tải lại trang.") from error
    record_event("round_started", target=round, by=by, unit_code=unit.code)
    return round


def locked(round: ReviewRound) -> ReviewRound:
    """The round as it is now, held until the transaction ends; DomainError when it is closed."""
    held = ReviewRound.objects.held(round)
    if held.is_closed:
        raise DomainError("Đợt rà soát đã khóa sổ; muốn sửa phải mở lại và ghi lý do.")
    return held


@transaction.atomic
def round_list(*, round: ReviewRound, by: User | None) -> int:
    """List who is to be reviewed and is not listed yet: those that asked and, in a periodic round, those
    that the base round found poor or near-poor. Returns how many were added.
    """
    round = locked(round)
    asked = Q(requests__round=round)
    found = Q(
        reviews__round=round.base_id,
        reviews__classification__in=[Classification.POOR, Classification.NEAR_POOR],
    )
    wanted = asked | found if round.kind == RoundKind.PERIODIC and round.base_id else asked
    households = Household.objects.in_unit(round.unit).filter(wanted).distinct()
    return len(households_list(round=round, households=households, by=by))


@transaction.atomic
def round_add(*, round: ReviewRound, households: Collection[int], by: User | None) -> int:
    """Add households of the commune, by their ids, to the round's list; returns how many were not on it."""
    round = locked(round)
    return len(list_more(round=round, households=households, by=by))


def list_more(*, round: ReviewRound, households: Collection[int], by: User | None) -> list[Review]:
    """Add named households to the list of a held round; DomainError when one is not the commune's or the
    list is made already.
    """
    if round.stage not in LISTING_STAGES:
        raise DomainError(
            f"Đợt đang ở bước {STAGE_LABELS[Stage(round.stage)]}; quay lại bước rà soát rồi mới thêm hộ."
        )
    chosen = Household.objects.in_unit(round.unit).filter(pk__in=households)
    if chosen.count() != len(set(households)):
        raise DomainError("Có hộ không thuộc xã này; tải lại trang.")
    return households_list(round=round, households=chosen, by=by)


def households_list(*, round: ReviewRound, households: HouseholdQuerySet, by: User | None) -> list[Review]:
    """Add households to the round's list, with what is known of each today; those listed stay as they are,
    those that had left when it started stay off.

    Runs inside the transaction of an action that holds the round.
    """
    reviews = new_reviews(round=round, households=households)
    if reviews:
        Review.objects.bulk_create(reviews)
        listed = [review.household_id for review in reviews]
        record_event(
            "households_listed",
            target=round,
            by=by,
            unit_code=round.unit.code,
            details={"households": listed},
        )
    return reviews


def new_reviews(*, round: ReviewRound, households: HouseholdQuerySet) -> list[Review]:
    """Reviews, not stored yet, of those of the households that are not on the round's list and may come on
    it, with what is known of each today.
    """
    kept = households.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=round.start_date))
    fresh = kept.exclude(pk__in=Review.objects.in_round(round).values("household"))
    ids = set(fresh.values_list("pk", flat=True))  # asked apart: joined, a plan of empty tables loops thrice
    known = Household.objects.filter(pk__in=ids).with_composition(on=round.reference_date).order_by("pk")
    columns = {
        "household_id": F("pk"),
        "area": F("hamlet__area"),
        "head_name": F("head__name"),
        "head_sex": F("head__sex"),
        "ethnicity_id": F("head__ethnicity"),
    }
    rows = known.values("hamlet_id", "people", "children", "no_labour", *HOUSEHOLD_FLAGS, **columns)
    return [Review(round=round, **row) for row in rows]


@transaction.atomic
def reviews_record(
    *,
    round: ReviewRound,
    found: Mapping[int, ReviewContent],
    by: User | None,
    unchanged: Collection[int] = (),
    versions: Mapping[int, int] | None = None,
) -> list[Review]:
    """Record what was found of listed households, by their id; those in `unchanged` as confirmed to be as
    before. `versions` are those that were shown.

    All or none: ValidationError by household id for what cannot be, StaleError where somebody else was
    quicker.
    """
    round = locked(round)
    reviews = held_reviews(round=round, households=found)
    if any(reviews[household].version != version for household, version in (versions or {}).items()):
        raise StaleError("Người khác vừa ghi kết quả của hộ này; so với bản đang lưu rồi lưu lại.")
    changed = write_found(round=round, reviews=reviews, found=found, by=by, unchanged=unchanged)
    if changed:
        record_event(
            "reviews_recorded",
            target=round,
            by=by,
            unit_code=round.unit.code,
            details={"households": changed, "unchanged": len(unchanged)},
        )
    return [reviews[household] for household in found]


def write_found(
    *,
    round: ReviewRound,
    reviews: Mapping[int, Review],
    found: Mapping[int, ReviewContent],
    by: User | None,
    unchanged: Collection[int],
) -> dict[str, list[str]]:
    """Write what was found on held reviews, by household id; returns each one's class before and after.

    ValidationError by household id, before anything is written.
    """
    changed = set_found(round=round, reviews=reviews, found=found, by=by, unchanged=unchanged)
    if len(reviews) == 1:  # entered by hand, where it is four times as fast
        (review,) = reviews.values()
        review.save(update_fields=WRITTEN)
    else:
        Review.objects.bulk_create(  # many times faster than bulk_update
            reviews.values(), update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
        )
    return changed


def set_found(
    *,
    round: ReviewRound,
    reviews: Mapping[int, Review],
    found: Mapping[int, ReviewContent],
    by: User | None,
    unchanged: Collection[int] = (),
) -> dict[str, list[str]]:
    """What `write_found` does, without storing it."""
    lines = thresholds_of(round=round)
    wrong = {
        str(household): [*violations.values()]
        for household, content in found.items()
        if (violations := content.violations(lines[Area(reviews[household].area)]))
    }
    if wrong:
        raise ValidationError(wrong)
    changed = {}
    now = timezone.now()
    for household, content in found.items():
        review = reviews[household]
        before = review.classification
        fill(review, content, lines[Area(review.area)])
        review.confirmed_unchanged = household in unchanged
        review.entered_by, review.entered_at = by, now
        review.version += 1
        changed[str(household)] = [before, review.classification]
    return changed


def held_reviews(*, round: ReviewRound, households: Collection[int]) -> dict[int, Review]:
    """The reviews of listed households by household id, held until the transaction ends; DomainError when
    the held round takes no results now or a household is not listed.
    """
    if round.stage not in ENTRY_STAGES:
        raise DomainError(
            f"Đợt rà soát đang ở bước {STAGE_LABELS[Stage(round.stage)]}; chưa ghi được kết quả."
        )
    listed = Review.objects.in_round(round).filter(household__in=households).order_by("pk")
    reviews = {review.household_id: review for review in listed.select_for_update()}
    if missing := set(households) - set(reviews):
        raise DomainError(f"Có {len(missing)} hộ không có trong danh sách rà soát của đợt này.")
    return reviews


def fill(review: Review, content: ReviewContent, thresholds: Thresholds) -> Finding:
    """Set on the review what was found, and the class that its scores give in its area."""
    review.income_score = content.income_score
    review.deprivations = None if content.deprivations is None else mask_of(content.deprivations)
    review.deprivation_score = (
        content.deprivation_score if content.deprivations is None else deprivation_score(content.deprivations)
    )
    review.causes = mask_of(frozenset(n for n, cause in enumerate(Cause, start=1) if cause in content.causes))
    review.needs = mask_of(frozenset(n for n, need in enumerate(Need, start=1) if need in content.needs))
    review.answers = [*content.answers]
    review.reviewed_date = content.reviewed_date
    for name in FOUND_AS_GIVEN:
        setattr(review, name, getattr(content, name))
    scores = Scores(income=review.income_score, deprivation=review.deprivation_score or 0)
    finding = classify(scores=scores, thresholds=thresholds, average_standard=review.average_standard)
    review.computed = finding.classification
    review.classification = content.classification or finding.classification
    if review.classification == review.computed:
        review.override_reason = ""
    return finding


@transaction.atomic
def round_close(*, round: ReviewRound, number: str, date: dt.date, by: User | None) -> ReviewRound:
    """Close the round with its decision: results are official from now on and movements count against it."""
    round = locked(round)
    if waiting := Household.objects.in_unit(round.unit).to_allot().count():
        raise DomainError(
            f"Còn {waiting} hộ của thôn đã chia tách chưa được phân về thôn mới; phân hết mới khóa sổ được."
        )
    if pending := Review.objects.in_round(round).pending().count():
        raise DomainError(f"Còn {pending} hộ chưa có kết quả rà soát; nhập xong mới khóa sổ được.")
    round.stage, round.closed_at = Stage.CLOSED, timezone.now()
    round.decision_number, round.decision_date = number, date
    round.version += 1
    round.full_clean()
    round.save()
    record_event(
        "round_closed",
        target=round,
        by=by,
        unit_code=round.unit.code,
        details={"number": number, "date": date.isoformat()},
    )
    return round
