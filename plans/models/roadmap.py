"""What a plan of several years is to reach: households left year by year, and the services lacked."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from households.rules import DIMENSION_LABELS, Dimension
from plans.models.parts import PlanPart
from plans.models.plan import Plan
from plans.rules import COMPARATOR_LABELS, MEASURE_LABELS, Comparator, Measure, target_wording
from povertyplan.common.choices import labelled
from povertyplan.common.dates import FIRST_YEAR, LAST_YEAR
from povertyplan.common.numbers import format_plain


class RoadmapYear(PlanPart):
    """Poor and near-poor households that are to be left at the end of a year.

    Counts and rates are kept as handed down: a rate beside a count is a declared one. A comparator says how
    the count and the rate of its kind are meant.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="roadmap_years")
    year = models.PositiveSmallIntegerField("năm")
    households = models.PositiveIntegerField("tổng số hộ", null=True, blank=True)
    poor = models.PositiveIntegerField("hộ nghèo còn", null=True, blank=True)
    poor_rate = models.DecimalField(
        "tỷ lệ hộ nghèo còn %", max_digits=7, decimal_places=4, null=True, blank=True
    )
    poor_comparator = models.CharField(
        "mức hộ nghèo",
        max_length=20,
        choices=labelled(Comparator, COMPARATOR_LABELS),
        default=Comparator.EXACTLY,
    )
    near_poor = models.PositiveIntegerField("hộ cận nghèo còn", null=True, blank=True)
    near_poor_rate = models.DecimalField(
        "tỷ lệ hộ cận nghèo còn %", max_digits=7, decimal_places=4, null=True, blank=True
    )
    near_poor_comparator = models.CharField(
        "mức hộ cận nghèo",
        max_length=20,
        choices=labelled(Comparator, COMPARATOR_LABELS),
        default=Comparator.EXACTLY,
    )

    class Meta:
        verbose_name = "năm của lộ trình"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "year"],
                name="roadmap_year_is_given_once",
                violation_error_message="Lộ trình đã có năm này.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR) & Q(year__lte=LAST_YEAR),
                name="roadmap_year_is_plausible",
                violation_error_message=f"Năm của lộ trình phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
            ),
            models.CheckConstraint(
                condition=Q(poor_comparator__in=list(Comparator))
                & Q(near_poor_comparator__in=list(Comparator)),
                name="roadmap_year_comparators_are_known",
                violation_error_message="Mức của lộ trình không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=(Q(poor_rate__isnull=True) | Q(poor_rate__gte=0, poor_rate__lte=100))
                & (Q(near_poor_rate__isnull=True) | Q(near_poor_rate__gte=0, near_poor_rate__lte=100)),
                name="roadmap_year_rates_are_percent",
                violation_error_message="Tỷ lệ của lộ trình phải từ 0 đến 100.",
            ),
            models.CheckConstraint(
                condition=Q(households__isnull=True)
                | (Q(poor__isnull=True) | Q(poor__lte=models.F("households")))
                & (Q(near_poor__isnull=True) | Q(near_poor__lte=models.F("households"))),
                name="roadmap_year_poor_are_among_households",
                violation_error_message="Hộ nghèo, hộ cận nghèo của lộ trình không thể quá tổng số hộ.",
            ),
        ]

    def __str__(self) -> str:
        said = [f"{format_plain(self.households)} hộ"] if self.households is not None else []
        for term, given, count, rate in (
            ("hộ nghèo", self.poor_comparator, self.poor, self.poor_rate),
            ("hộ cận nghèo", self.near_poor_comparator, self.near_poor, self.near_poor_rate),
        ):
            comparator = Comparator(given)
            said += [
                f"{term} còn {target_wording(comparator=comparator, value=Decimal(value), measure=measure)}"
                for value, measure in ((count, Measure.HOUSEHOLD), (rate, Measure.PERCENT))
                if value is not None
            ]
        return f"năm {self.year}: {'; '.join(said)}"


class IndicatorTarget(PlanPart):
    """What is to be reached of one service that households lack; without a number it is only a direction."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="indicator_targets")
    dimension = models.CharField(
        "chiều thiếu hụt",
        max_length=20,
        choices=labelled(Dimension, DIMENSION_LABELS),
        blank=True,
        help_text="Để trống nếu là kết quả chung, không thuộc chiều nào.",
    )
    subject = models.CharField("nội dung phải đạt", max_length=400)
    comparator = models.CharField(
        "mức", max_length=20, choices=labelled(Comparator, COMPARATOR_LABELS), default=Comparator.EXACTLY
    )
    value = models.DecimalField("số", max_digits=11, decimal_places=4, null=True, blank=True)
    measure = models.CharField(
        "đơn vị tính", max_length=20, choices=labelled(Measure, MEASURE_LABELS), default=Measure.PERCENT
    )
    wording = models.CharField(
        "cách ghi mức", max_length=120, blank=True, help_text="Để trống thì chương trình tự ghi."
    )

    class Meta:
        verbose_name = "chỉ tiêu theo chiều thiếu hụt"
        constraints = [
            models.CheckConstraint(
                condition=Q(dimension__in=["", *Dimension])
                & Q(comparator__in=list(Comparator))
                & Q(measure__in=list(Measure)),
                name="indicator_target_terms_are_known",
                violation_error_message="Chỉ tiêu có mục không nằm trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True)
                | Q(value__gte=0) & (Q(measure=Measure.HOUSEHOLD) | Q(value__lte=100)),
                name="indicator_target_value_is_possible",
                violation_error_message="Chỉ tiêu không thể âm, tỷ lệ không thể quá 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.level() or 'không nêu mức'}"

    def level(self, mark: str = ",") -> str:
        """The number as printed: "từ 98% trở lên"; blank where none is given."""
        if self.wording or self.value is None:
            return self.wording
        return target_wording(
            comparator=Comparator(self.comparator),
            value=self.value,
            measure=Measure(self.measure),
            mark=mark,
        )
