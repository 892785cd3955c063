"""What in a commune's households and reviews cannot be so: rules across rows, in constant queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from households.models import (
    AdministrativeUnit,
    Hamlet,
    Household,
    HouseholdEvent,
    Member,
    Membership,
    Review,
    ReviewRound,
    Threshold,
)
from households.models.households import HouseholdQuerySet, personal_number_key
from households.models.reviews import ReviewQuerySet
from households.rules import (
    CLASSIFICATION_LABELS,
    SPLIT_WATCH_MONTHS,
    Classification,
    DataCode,
    DataFinding,
    EventKind,
    Relation,
    Scores,
    Stage,
    circles,
    classify,
)
from povertyplan.common.snapshot import read_snapshot
from povertyplan.common.text import fold, upper_first
from povertyplan.documents.checks import Level

_PRESENT = Member.objects.present().filter(household=OuterRef("pk"))


def data_findings(*, unit: AdministrativeUnit, on: dt.date) -> list[DataFinding]:
    """All that is wrong in the commune's data on a day, the gravest first, as of one moment."""
    with read_snapshot():
        kept = Household.objects.in_unit(unit).as_of(on).select_related("hamlet").order_by("pk")
        found = [
            *_of_members(kept),
            *_of_numbers(unit, kept),
            *_of_places(kept, on),
            *_of_keys(kept),
            *_of_splits(unit, kept, on),
            *_of_reviews(unit),
            *_of_open_rounds(unit, on),
            *_of_scores(unit),
            *_of_roles(unit, on),
        ]
    order = list(DataCode)
    levels = list(Level)
    return sorted(found, key=lambda finding: (levels.index(finding.level), order.index(finding.code)))


def _subject(household: Household) -> str:
    return f"Hộ {household.code or household.pk}, {household.hamlet.full_name}"


def _of(code: DataCode, households: Iterable[Household], message: str) -> Iterator[DataFinding]:
    for household in households:
        yield DataFinding(
            code=code, place=f"household:{household.pk}", subject=_subject(household), message=message
        )


def _of_review(code: DataCode, review: Review, message: str) -> DataFinding:
    return DataFinding(
        code=code,
        place=f"review:{review.pk}",
        subject=f"{_subject(review.household)}, {review.round}",
        message=message,
    )


def _of_members(kept: HouseholdQuerySet) -> Iterator[DataFinding]:
    inhabited = kept.filter(Exists(_PRESENT))
    other_heads = _PRESENT.filter(relation=Relation.HEAD).exclude(pk=OuterRef("head"))
    yield from _of(
        DataCode.NOBODY_PRESENT,
        kept.exclude(Exists(_PRESENT)),
        "Không còn nhân khẩu nào trong hộ; ghi hộ chuyển đi hoặc xóa khỏi danh sách.",
    )
    yield from _of(
        DataCode.HEAD_LEFT,
        inhabited.filter(head__left_date__isnull=False),
        "Chủ hộ đã ra khỏi hộ; đổi chủ hộ.",
    )
    yield from _of(
        DataCode.HEAD_RELATION,
        kept.exclude(head__relation=Relation.HEAD),
        "Quan hệ của chủ hộ không ghi là chủ hộ; sửa lại quan hệ.",
    )
    yield from _of(
        DataCode.SECOND_HEAD,
        kept.filter(Exists(other_heads), head__relation=Relation.HEAD),
        "Có người khác trong hộ cũng ghi là chủ hộ; sửa lại quan hệ.",
    )


def _of_numbers(unit: AdministrativeUnit, kept: HouseholdQuerySet) -> Iterator[DataFinding]:
    """A number held twice here; one held elsewhere too, without saying where."""
    numbered = Member.objects.present().exclude(personal_number_key="")
    here = numbered.filter(household__in=kept)
    twice = here.values("personal_number_key").annotate(times=Count("pk")).filter(times__gt=1)
    first: dict[str, Household] = {}
    people = here.filter(personal_number_key__in=twice.values("personal_number_key"))
    for member in people.select_related("household__hamlet").order_by("household", "pk"):
        before = first.setdefault(member.personal_number_key, member.household)
        if before is member.household:
            continue
        where = "trong cùng hộ" if before == member.household else f"ở hộ {before.code or before.pk}"
        yield from _of(
            DataCode.NUMBER_TWICE,
            [member.household],
            f"Một nhân khẩu có số định danh trùng với một người {where}; sửa số hoặc cho ra khỏi hộ.",
        )
    elsewhere = numbered.filter(
        personal_number_key=OuterRef("personal_number_key"), household__valid_to__isnull=True
    ).exclude(household__unit=unit)
    yield from _of(
        DataCode.NUMBER_ELSEWHERE,
        kept.filter(pk__in=here.filter(Exists(elsewhere)).values("household")),
        "Một nhân khẩu có số định danh cũng đang được ghi ở nơi khác; kiểm tra giấy tờ.",
    )


def _of_places(kept: HouseholdQuerySet, on: dt.date) -> Iterator[DataFinding]:
    ended = kept.filter(hamlet__valid_to__lte=on)
    numbers = dict(ended.order_by().values_list("hamlet").annotate(Count("pk")))
    for hamlet in Hamlet.objects.filter(pk__in=numbers).in_order():
        yield DataFinding(
            code=DataCode.HAMLET_ENDED,
            place=f"hamlet:{hamlet.pk}",
            subject=hamlet.full_name,
            message=f"Thôn không còn mà còn {numbers[hamlet.pk]} hộ; phân các hộ về thôn mới.",
        )
    yield from _of(
        DataCode.HAMLET_FOREIGN,
        kept.exclude(hamlet__unit=F("unit")),
        "Thôn của hộ thuộc xã, phường khác; chọn lại thôn.",
    )


def _of_keys(kept: HouseholdQuerySet) -> Iterator[DataFinding]:
    """Stored keys by which households and people are found, compared with what they are made from."""
    stale = {
        household
        for household, name, name_key, number, number_key in Member.objects.filter(
            household__in=kept
        ).values_list("household", "name", "name_key", "personal_number", "personal_number_key")
        if name_key != fold(name)[:80] or number_key != personal_number_key(number)
    }
    for household in kept.select_related("hamlet", "head"):
        stored = household.search_key, household.sort_key
        household.prepare_keys(head_name=household.head.name)
        if household.pk in stale or stored != (household.search_key, household.sort_key):
            yield from _of(
                DataCode.KEYS_STALE,
                [household],
                "Hộ không tìm được theo tên, số hiện nay; mở hộ ra và lưu lại.",
            )


def _of_splits(unit: AdministrativeUnit, kept: HouseholdQuerySet, on: dt.date) -> Iterator[DataFinding]:
    rounds = ReviewRound.objects.filter(unit=unit).exclude(stage=Stage.CLOSED).order_by("-start_date")
    start, reference = rounds.values_list("start_date", "reference_date").first() or (on, on)
    yield from _of(
        DataCode.SPLIT_ELDERLY,
        kept.split_off_elderly(start=start, on=reference),
        f"Hộ mới tách trong {SPLIT_WATCH_MONTHS} tháng trước đợt rà soát, chỉ gồm người cao tuổi;"
        " xem lại việc tách hộ.",
    )
    splits = HouseholdEvent.objects.filter(kind=EventKind.SPLIT, household__unit=unit)
    # A household that began on that day was split off; the one that it came from was there before.
    # Not asked for with another household: PostgreSQL would read the splits of every commune by that.
    began = splits.filter(household__valid_from=F("date")).order_by("date", "pk")
    origins = {pk: other for pk, other in began.values_list("household", "other") if other}
    rings = circles(origins)
    firsts = {min(ring): ring for ring in rings}
    for household in Household.objects.filter(pk__in=firsts).select_related("hamlet").order_by("pk"):
        yield from _of(
            DataCode.SPLIT_CIRCULAR,
            [household],
            f"{len(firsts[household.pk])} hộ ghi là tách ra từ nhau theo vòng; sửa lại sự việc tách hộ.",
        )


def _of_reviews(unit: AdministrativeUnit) -> Iterator[DataFinding]:
    reviews = _reviews(Review.objects.filter(round__unit=unit))
    foreign = Q(hamlet__unit=F("round__unit")) & Q(household__unit=F("round__unit"))
    for review in reviews.exclude(foreign):
        yield _of_review(
            DataCode.REVIEW_FOREIGN, review, "Hộ hoặc thôn của kết quả này không thuộc xã, phường của đợt."
        )
    for review in reviews.filter(
        Q(children__gt=F("people"))
        | Q(children_health__gt=F("children"))
        | Q(children_education__gt=F("children"))
    ):
        yield _of_review(
            DataCode.CHILDREN_ABOVE,
            review,
            f"Có {review.people} khẩu, {review.children} trẻ em; số trẻ em hoặc số em thiếu hụt vượt quá.",
        )


def _of_open_rounds(unit: AdministrativeUnit, on: dt.date) -> Iterator[DataFinding]:
    """What changed under a review that can still be mended."""
    open_reviews = _reviews(Review.objects.filter(round__unit=unit).exclude(round__stage=Stage.CLOSED))
    yield from _class_findings(unit, open_reviews.entered())
    for review in open_reviews.exclude(area=F("hamlet__area")):
        yield _of_review(
            DataCode.AREA_DIFFERS,
            review,
            "Khu vực ghi ở kết quả khác khu vực của thôn; xem lại phân loại rồi lưu lại.",
        )
    for review in open_reviews.people_differing():
        yield _of_review(
            DataCode.PEOPLE_DIFFER,
            review,
            f"Kết quả ghi {review.people} khẩu, khác số nhân khẩu đang ở hộ; sửa một trong hai.",
        )
    for review in open_reviews.filter(household__valid_to__lte=on):
        yield _of_review(
            DataCode.LISTED_BUT_GONE,
            review,
            "Hộ không còn trong danh sách quản lý mà vẫn ở danh sách rà soát.",
        )


def _class_findings(unit: AdministrativeUnit, entered: ReviewQuerySet) -> Iterator[DataFinding]:
    """Classes that are not what the scores give under the lines as they are now."""
    lines = Threshold.objects.filter(Q(province__isnull=True) | Q(province=unit.parent_id))
    in_turn = lines.order_by(F("province").asc(nulls_first=True), "pk")
    by_area = {(line.standard_id, line.area): line.thresholds for line in in_turn}
    for review in entered:
        thresholds = by_area.get((review.round.standard_id, review.area))
        if thresholds is None or thresholds.income_score_max is None:
            continue
        scores = Scores(income=review.income_score or 0, deprivation=review.deprivation_score or 0)
        computed = classify(
            scores=scores, thresholds=thresholds, average_standard=review.average_standard
        ).classification
        if review.computed != computed:
            was = CLASSIFICATION_LABELS[Classification(review.computed)] if review.computed else "trống"
            yield _of_review(
                DataCode.CLASS_DIFFERS,
                review,
                f"Theo điểm là {CLASSIFICATION_LABELS[computed]}, đang ghi {was}; mở kết quả ra và lưu lại.",
            )


def _of_scores(unit: AdministrativeUnit) -> Iterator[DataFinding]:
    """Rounds with reviews of which only the score is known."""
    known = Review.objects.filter(round__unit=unit, deprivations__isnull=True).entered()
    numbers = dict(known.order_by().values_list("round").annotate(Count("pk")))
    for round in ReviewRound.objects.filter(pk__in=numbers).order_by("pk"):
        yield DataFinding(
            code=DataCode.SCORE_ONLY,
            place=f"round:{round.pk}",
            subject=upper_first(str(round)),
            message=f"{numbers[round.pk]} hộ chỉ có điểm B2, không rõ thiếu hụt nào; bảng thiếu hụt bỏ qua.",
        )


def _of_roles(unit: AdministrativeUnit, on: dt.date) -> Iterator[DataFinding]:
    roles = Membership.objects.as_of(on).filter(unit=unit, hamlet__valid_to__lte=on)
    for role in roles.select_related("hamlet").order_by("pk"):
        if role.hamlet:
            yield DataFinding(
                code=DataCode.LEADER_OF_ENDED,
                place=f"hamlet:{role.hamlet_id}",
                subject=role.hamlet.full_name,
                message=f"Còn {role.role_label} ở thôn đã thôi; nhờ quản trị chuyển sang thôn mới.",
            )


def _reviews(reviews: ReviewQuerySet) -> ReviewQuerySet:
    return reviews.select_related("household__hamlet", "round").order_by("pk")
