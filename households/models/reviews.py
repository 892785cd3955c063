"""What a round found of each household, kept as it was: later changes of the household do not reach it."""

from __future__ import annotations

import functools
import operator

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.expressions import CombinedExpression

from households.models.households import Household
from households.models.places import Hamlet
from households.models.rounds import ReviewRound
from households.models.standards import Ethnicity
from households.rules import (
    AREA_LABELS,
    CAUSE_LABELS,
    CLASSIFICATION_LABELS,
    INDICATOR_COUNT,
    NEED_LABELS,
    POINTS_PER_DEPRIVATION,
    SEX_LABELS,
    Area,
    Cause,
    Classification,
    Finding,
    Need,
    ReviewContent,
    Scores,
    Sex,
    Thresholds,
    classify,
    positions_of,
)
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled


def has_bit(name: str, position: int) -> Q:
    """Rows whose mask of that name holds a position (from 1)."""
    return Q(models.lookups.GreaterThan(F(name).bitand(1 << position - 1), 0))


def _deprived(position: int) -> CombinedExpression:
    return F("deprivations") / (1 << position - 1) % 2


class ReviewQuerySet(models.QuerySet["Review"]):
    def in_round(self, round: ReviewRound) -> ReviewQuerySet:
        return self.filter(round=round)

    def entered(self) -> ReviewQuerySet:
        return self.exclude(classification="")

    def pending(self) -> ReviewQuerySet:
        """Those still to be entered; a household that has left the list meanwhile is waited for no more."""
        return self.filter(classification="", household__valid_to__isnull=True)

    def people_differing(self) -> ReviewQuerySet:
        """Those entered whose number of people is not the number `present` in the household's list now."""
        living = Q(household__members__left_date__isnull=True)
        counted = self.entered().annotate(present=Count("household__members", filter=living))
        return counted.exclude(people=F("present"))

    def visible_to(self, user: User) -> ReviewQuerySet:
        return self.filter(household__in=Household.objects.visible_to(user))


ReviewManager = models.Manager.from_queryset(ReviewQuerySet)


class Review(models.Model):
    """One household in one round: listed first (no class yet), then entered.

    Hamlet, area, head, people and flags are those at the time of the review. `deprivations`, `causes` and
    `needs` are masks with a bit for each position (from 1) of the standard's indicators, of `Cause` and of
    `Need`; a blank mask of deprivations says that only the score is known. `computed` is the class that the
    scores give; `classification` differs from it only with a reason.
    """

    round = models.ForeignKey(
        ReviewRound, on_delete=models.PROTECT, related_name="reviews", verbose_name="đợt rà soát"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="reviews", verbose_name="hộ"
    )
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="+", verbose_name="thôn, tổ")
    area = models.CharField("khu vực", max_length=10, choices=labelled(Area, AREA_LABELS))
    head_name = models.CharField("chủ hộ", max_length=80)
    head_sex = models.CharField(
        "giới tính chủ hộ", max_length=6, choices=labelled(Sex, SEX_LABELS), blank=True
    )
    ethnicity = models.ForeignKey(
        Ethnicity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dân tộc chủ hộ",
    )
    people = models.PositiveSmallIntegerField("số khẩu", default=1)
    local_minority = models.BooleanField("dân tộc thiểu số tại chỗ", default=False)
    merit = models.BooleanField("có người có công", default=False)
    social_protection = models.BooleanField("hưởng trợ cấp xã hội hằng tháng", default=False)
    no_labour = models.BooleanField("không có khả năng lao động", default=False)
    farming = models.BooleanField("làm nông, lâm, ngư nghiệp", default=False)
    average_standard = models.BooleanField("được xác định có mức sống trung bình", default=False)
    children = models.PositiveSmallIntegerField("số trẻ em", default=0)
    children_health = models.PositiveSmallIntegerField("trẻ em thiếu hụt y tế", default=0)
    children_education = models.PositiveSmallIntegerField("trẻ em thiếu hụt giáo dục", default=0)
    answers = models.JSONField("câu trả lời tính điểm B1", default=list, blank=True)
    income_score = models.PositiveSmallIntegerField("điểm B1 (thu nhập)", null=True, blank=True)
    deprivations = models.PositiveSmallIntegerField("thiếu hụt", null=True, blank=True)
    deprivation_score = models.PositiveSmallIntegerField("điểm B2 (thiếu hụt)", null=True, blank=True)
    causes = models.PositiveSmallIntegerField("nguyên nhân", default=0)
    needs = models.PositiveSmallIntegerField("nhu cầu hỗ trợ", default=0)
    computed = models.CharField(
        "phân loại theo điểm",
        max_length=10,
        choices=labelled(Classification, CLASSIFICATION_LABELS),
        blank=True,
    )
    classification = models.CharField(
        "phân loại", max_length=10, choices=labelled(Classification, CLASSIFICATION_LABELS), blank=True
    )
    override_reason = models.CharField("lý do phân loại khác", max_length=200, blank=True)
    confirmed_unchanged = models.BooleanField("xác nhận không thay đổi", default=False)
    reviewed_date = models.DateField("ngày rà soát", null=True, blank=True)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhập"
    )
    entered_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReviewManager()

    class Meta:
        verbose_name = "kết quả rà soát"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "household"],
                name="review_is_made_once_in_round",
                violation_error_message="Hộ này đã có trong đợt rà soát.",
            ),
            models.CheckConstraint(
                condition=Q(classification__in=["", *Classification]) & Q(computed__in=["", *Classification]),
                name="review_classification_is_known",
                violation_error_message="Phân loại không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(classification=F("computed")) | ~Q(override_reason=""),
                name="review_differs_from_scores_only_with_reason",
                violation_error_message="Phân loại khác với điểm thì phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(classification="")
                | Q(income_score__isnull=False, deprivation_score__isnull=False, entered_at__isnull=False),
                name="review_has_scores_if_entered",
                violation_error_message="Nhập điểm B1 và các thiếu hụt.",
            ),
            models.CheckConstraint(
                condition=Q(deprivation_score__isnull=True)
                | Q(deprivation_score__in=range(0, 10 * INDICATOR_COUNT + 1, POINTS_PER_DEPRIVATION)),
                name="review_deprivation_score_is_in_tens",
                violation_error_message="Điểm B2 là bội số của 10, từ 0 đến 120.",
            ),
            models.CheckConstraint(
                condition=Q(deprivations__isnull=True)
                | Q(deprivations__lt=1 << INDICATOR_COUNT)
                & Q(
                    deprivation_score=functools.reduce(
                        operator.add, (_deprived(position) for position in range(1, INDICATOR_COUNT + 1))
                    )
                    * POINTS_PER_DEPRIVATION
                ),
                name="review_deprivation_score_is_that_of_the_indicators",
                violation_error_message="Điểm B2 phải bằng 10 nhân với số chỉ số thiếu hụt.",
            ),
            models.CheckConstraint(
                condition=Q(causes__lt=1 << len(Cause)) & Q(needs__lt=1 << len(Need)),
                name="review_causes_and_needs_are_known",
                violation_error_message="Nguyên nhân hoặc nhu cầu không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=~Q(classification=Classification.AVERAGE) | Q(farming=True, average_standard=True),
                name="review_average_standard_is_of_farmers",
                violation_error_message="Mức sống trung bình chỉ xác định cho hộ làm nông, lâm, ngư nghiệp.",
            ),
            models.CheckConstraint(
                condition=Q(area__in=list(Area)) & Q(head_sex__in=["", *Sex]),
                name="review_area_and_sex_are_known",
                violation_error_message="Khu vực hoặc giới tính không có trong danh mục.",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "hamlet", "classification"], name="review_by_hamlet"),
            models.Index(fields=["round", "classification", "household"], name="review_by_class"),
        ]

    def __str__(self) -> str:
        return f"{self.head_name}, {self.round}"

    @property
    def is_entered(self) -> bool:
        return bool(self.classification)

    @property
    def deprived(self) -> frozenset[int]:
        """Positions of the indicators that the household is deprived of; none where they are not known."""
        return positions_of(self.deprivations or 0)

    @property
    def cause_list(self) -> list[Cause]:
        return [
            cause for position, cause in enumerate(Cause, start=1) if position in positions_of(self.causes)
        ]

    @property
    def need_list(self) -> list[Need]:
        held = positions_of(self.needs)
        return [need for position, need in enumerate(Need, start=1) if position in held]

    @property
    def cause_labels(self) -> list[str]:
        return [CAUSE_LABELS[cause] for cause in self.cause_list]

    @property
    def need_labels(self) -> list[str]:
        return [NEED_LABELS[need] for need in self.need_list]

    @property
    def is_overridden(self) -> bool:
        return self.classification != self.computed

    def finding(self, thresholds: Thresholds) -> Finding | None:
        """The class that its scores give by some lines, with the reason; None before they are known."""
        if self.income_score is None or self.deprivation_score is None:
            return None
        scores = Scores(income=self.income_score, deprivation=self.deprivation_score)
        return classify(scores=scores, thresholds=thresholds, average_standard=self.average_standard)

    @property
    def content(self) -> ReviewContent:
        """What was found, as it would be written again; only of an entered review."""
        names = ("people", "children", "children_health", "children_education", "reviewed_date")
        flags = ("local_minority", "merit", "social_protection", "no_labour", "farming", "average_standard")
        return ReviewContent(
            income_score=self.income_score or 0,
            deprivations=None if self.deprivations is None else self.deprived,
            deprivation_score=self.deprivation_score,
            causes=frozenset(self.cause_list),
            needs=frozenset(self.need_list),
            classification=Classification(self.classification) if self.is_overridden else None,
            override_reason=self.override_reason,
            answers=tuple(self.answers),
            **{name: getattr(self, name) for name in (*names, *flags)},
        )
