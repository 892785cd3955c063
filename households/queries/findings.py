"""What does not fit across the rows of a round: no constraint of the database can hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.models import Household, Review, ReviewRound
from households.models.reviews import ReviewQuerySet
from households.queries.round_tables import round_tables
from households.rules import (
    ELDERLY_FROM,
    POOR_OR_NEAR,
    SPLIT_WATCH_MONTHS,
    CountColumn,
    Given,
    RoundKind,
)
from povertyplan.common.dates import short_date
from povertyplan.common.text import upper_first
from povertyplan.documents.checks import Level

_TITLES = {
    "split_elderly": "Tách hộ chỉ có người cao tuổi",
    "indicators_unknown": "Chỉ có điểm B2",
    "cause_missing": "Thiếu nguyên nhân nghèo",
    "ethnicity_missing": "Thiếu dân tộc của chủ hộ",
    "people_differ": "Số khẩu",
    "not_listed": "Hộ đợt trước chưa có trong danh sách",
    "households_unknown": "Thiếu tổng số hộ",
    "above_households": "Nhiều hơn tổng số hộ",
}


@dataclass(frozen=True, kw_only=True)
class RoundFinding:
    """Something in a round that a person has to look at: of a household, of a hamlet or of all.

    `code` and `level` are those of docs/findings.md; the message names no person. `review_id` is what the
    round found of the household, None where it did not look at it.
    """

    code: str
    level: Level
    message: str
    hamlet: str = ""
    hamlet_id: int | None = None
    household_id: int | None = None
    household_code: str = ""
    review_id: int | None = None

    @property
    def title(self) -> str:
        """The rule in a few words."""
        return _TITLES[self.code]


def round_findings(*, round: ReviewRound) -> list[RoundFinding]:
    """Every finding of a round (with its unit, base and standard), errors first, by rule and then by hamlet,
    in a number of queries that does not depend on how many households there are.
    """
    reviews = Review.objects.in_round(round)
    poor = reviews.filter(classification__in=POOR_OR_NEAR)
    split_off = Household.objects.in_unit(round.unit).split_off_elderly(
        start=round.start_date, on=round.reference_date
    )
    found = [
        *_of_households(
            poor.filter(household__in=split_off),
            code="split_elderly",
            level=Level.WARNING,
            message=f"hộ tách trong {SPLIT_WATCH_MONTHS} tháng trước đợt rà soát và chỉ có người từ"
            f" {ELDERLY_FROM} tuổi; xem lại việc tách hộ.",
        ),
        *_of_households(
            reviews.entered().filter(deprivations__isnull=True),
            code="indicators_unknown",
            level=Level.WARNING,
            message="có điểm B2 nhưng chưa ghi các chỉ số thiếu hụt; biểu 4 đến 7 không tính được hộ này.",
        ),
        *_of_households(
            poor.filter(causes=0),
            code="cause_missing",
            level=Level.WARNING,
            message="chưa ghi nguyên nhân nghèo.",
        ),
        *_of_households(
            poor.filter(ethnicity__isnull=True),
            code="ethnicity_missing",
            level=Level.WARNING,
            message="chưa ghi dân tộc của chủ hộ.",
        ),
        *([] if round.is_closed else _people_differ(reviews)),
        *_unlisted(round),
        *_of_hamlets(round),
    ]
    levels = list(Level)
    return sorted(found, key=lambda finding: levels.index(finding.level))


def _people_differ(reviews: ReviewQuerySet) -> Iterator[RoundFinding]:
    for review in _with_places(reviews.people_differing()):
        yield _household_finding(
            review,
            code="people_differ",
            level=Level.WARNING,
            message=f"phiếu ghi {review.people} khẩu, danh sách hộ có {vars(review)['present']} khẩu.",
        )


def _unlisted(round: ReviewRound) -> Iterator[RoundFinding]:
    """Poor and near-poor households of the earlier round that are kept and were not listed in this one."""
    if round.kind == RoundKind.MONTHLY or round.base_id is None:
        return
    listed = Review.objects.in_round(round).filter(household=OuterRef("household"))
    left_out = Review.objects.filter(
        ~Exists(listed),
        Q(household__valid_to__isnull=True) | Q(household__valid_to__gt=round.reference_date),
        round=round.base_id,
        classification__in=POOR_OR_NEAR,
    )
    yield from _of_households(
        left_out,
        code="not_listed",
        level=Level.ERROR,
        message="thuộc diện nghèo, cận nghèo ở đợt trước mà chưa được đưa vào danh sách rà soát.",
        listed=False,
    )


def _of_hamlets(round: ReviewRound) -> Iterator[RoundFinding]:
    """Hamlets without a total of households, or with fewer than were found poor or near-poor."""
    tables = round_tables(round=round, numbers=(1,))
    poor, near_poor = (
        column
        for column in tables.shape(1).columns
        if isinstance(column, CountColumn) and column.key in {"poor_households", "near_poor_households"}
    )
    for row in tables.rows:
        known, found = (
            row.given.get(Given.HOUSEHOLDS),
            int(row.value(poor) or 0) + int(row.value(near_poor) or 0),
        )
        if known is None:
            yield RoundFinding(
                code="households_unknown",
                level=Level.WARNING,
                message=f"{row.name}: chưa có tổng số hộ tại {short_date(round.reference_date)},"
                " chưa tính được tỷ lệ.",
                hamlet=row.name,
                hamlet_id=row.hamlet_id,
            )
        elif found > known:
            yield RoundFinding(
                code="above_households",
                level=Level.ERROR,
                message=f"{row.name}: {found} hộ nghèo, cận nghèo nhưng tổng số chỉ có {known} hộ.",
                hamlet=row.name,
                hamlet_id=row.hamlet_id,
            )


def _of_households(
    reviews: QuerySet[Review], *, code: str, level: Level, message: str, listed: bool = True
) -> Iterator[RoundFinding]:
    """One of each of these reviews: `listed` in the round, or of the round before."""
    for review in _with_places(reviews):
        yield _household_finding(review, code=code, level=level, message=message, listed=listed)


def _with_places(reviews: QuerySet[Review]) -> QuerySet[Review]:
    ordered = reviews.order_by("hamlet__position", "hamlet__sort_key", "household__sort_key", "household_id")
    return ordered.select_related("household", "hamlet")


def _household_finding(
    review: Review, *, code: str, level: Level, message: str, listed: bool = True
) -> RoundFinding:
    household, hamlet = review.household, review.hamlet.name
    return RoundFinding(
        code=code,
        level=level,
        message=f"{upper_first(str(household))}, {hamlet}: {message}",
        hamlet=hamlet,
        hamlet_id=household.hamlet_id,
        household_id=household.pk,
        household_code=household.code,
        review_id=review.pk if listed else None,
    )
