"""Poverty standards as data: lines by area, indicators, questions of the income score; ethnic groups."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from households.models.places import AdministrativeUnit
from households.rules import (
    AREA_LABELS,
    DIMENSION_LABELS,
    INDICATOR_COUNT,
    Area,
    Dimension,
    Thresholds,
)
from povertyplan.common.choices import labelled
from povertyplan.common.periods import period_is_ordered, valid_on


class StandardQuerySet(models.QuerySet["Standard"]):
    def as_of(self, date: dt.date) -> StandardQuerySet:
        return self.filter(valid_on(date))


StandardManager = models.Manager.from_queryset(StandardQuerySet)


class Standard(models.Model):
    """A national poverty standard; the one in force at a review's date makes its result."""

    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=120)
    source = models.CharField("văn bản", max_length=200)
    valid_from = models.DateField("có từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = StandardManager()

    class Meta:
        verbose_name = "chuẩn nghèo"
        constraints = [period_is_ordered("standard_period_is_ordered")]

    def __str__(self) -> str:
        return self.name


class Threshold(models.Model):
    """The lines of a standard in an area; a province may set stricter ones of its own.

    Scores that are not published yet are blank: nobody can be classified by them.
    """

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="thresholds")
    area = models.CharField("khu vực", max_length=10, choices=labelled(Area, AREA_LABELS))
    province = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tỉnh, thành phố",
    )
    income_limit = models.PositiveIntegerField("thu nhập, đồng/người/tháng")
    average_income_limit = models.PositiveIntegerField(
        "thu nhập mức sống trung bình, đồng/người/tháng", null=True, blank=True
    )
    income_score_max = models.PositiveSmallIntegerField(
        "điểm B1 cao nhất của hộ nghèo", null=True, blank=True
    )
    deprivation_score_min = models.PositiveSmallIntegerField(
        "điểm B2 thấp nhất của hộ nghèo", null=True, blank=True
    )
    source = models.CharField("văn bản", max_length=200, blank=True)

    class Meta:
        verbose_name = "ngưỡng của chuẩn nghèo"
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "area"],
                condition=Q(province__isnull=True),
                name="threshold_is_given_once",
                violation_error_message="Chuẩn này đã có ngưỡng cho khu vực đó.",
            ),
            models.UniqueConstraint(
                fields=["standard", "area", "province"],
                name="threshold_is_given_once_in_province",
                violation_error_message="Tỉnh này đã có ngưỡng riêng cho khu vực đó.",
            ),
            models.CheckConstraint(
                condition=Q(area__in=list(Area)),
                name="threshold_area_is_known",
                violation_error_message="Chọn khu vực nông thôn hoặc thành thị.",
            ),
            models.CheckConstraint(
                condition=Q(average_income_limit__isnull=True)
                | Q(average_income_limit__gt=F("income_limit")),
                name="threshold_average_is_above_poor",
                violation_error_message="Mức sống trung bình phải cao hơn chuẩn thu nhập.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard}, {AREA_LABELS[Area(self.area)]}"

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(
            income_limit=self.income_limit,
            average_income_limit=self.average_income_limit,
            income_score_max=self.income_score_max,
            deprivation_score_min=self.deprivation_score_min,
        )


class Indicator(models.Model):
    """One of the twelve things that a household may be deprived of; `position` is its place in the form."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="indicators")
    position = models.PositiveSmallIntegerField("thứ tự")
    dimension = models.CharField("chiều", max_length=20, choices=labelled(Dimension, DIMENSION_LABELS))
    name = models.CharField("chỉ số", max_length=80)
    question = models.CharField("thiếu hụt khi", max_length=300)

    class Meta:
        verbose_name = "chỉ số thiếu hụt"
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "position"],
                name="indicator_position_is_unique",
                violation_error_message="Chuẩn này đã có chỉ số ở thứ tự đó.",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=INDICATOR_COUNT),
                name="indicator_position_is_in_range",
                violation_error_message=f"Thứ tự chỉ số từ 1 đến {INDICATOR_COUNT}.",
            ),
            models.CheckConstraint(
                condition=Q(dimension__in=list(Dimension)),
                name="indicator_dimension_is_known",
                violation_error_message="Chiều thiếu hụt không có trong danh mục.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"


class Question(models.Model):
    """An answer of the questionnaire that makes the income score (B1), worth points in a region.

    The circular's tables are imported, not shipped; without them B1 is entered as a total.
    """

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="questions")
    region = models.CharField("vùng", max_length=40)
    number = models.PositiveSmallIntegerField("câu")
    text = models.CharField("câu hỏi", max_length=200)
    answer_number = models.PositiveSmallIntegerField("phương án")
    answer = models.CharField("câu trả lời", max_length=200)
    points = models.PositiveSmallIntegerField("điểm")

    class Meta:
        verbose_name = "câu hỏi tính điểm B1"
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "region", "number", "answer_number"],
                name="question_answer_is_given_once",
                violation_error_message="Phương án này đã có trong bảng điểm B1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}.{self.answer_number} {self.answer}"


class Ethnicity(models.Model):
    """One of the 54 ethnic groups by its official code (01 to 54), foreigners (55) and unknown (56)."""

    code = models.CharField("mã", max_length=2, primary_key=True)
    name = models.CharField("tên", max_length=40)
    other_names = models.CharField("tên gọi khác", max_length=200, blank=True)

    class Meta:
        verbose_name = "dân tộc"

    def __str__(self) -> str:
        return self.name
