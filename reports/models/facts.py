"""Facts that only reports need. Each has the day it happened and the moment it was recorded."""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from households.models import AdministrativeUnit
from plans.rules import MEASURE_LABELS, Measure
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from reports.models.periods import ReportingPeriod
from reports.rules import (
    CAPITAL_FLOW_LABELS,
    CAPITAL_KIND_LABELS,
    FUND_FLOW_LABELS,
    FUND_LABELS,
    POLICY_LABELS,
    CapitalFlow,
    CapitalKind,
    Fund,
    FundFlow,
    Policy,
)

AnyFact = TypeVar("AnyFact", bound="Fact")
AnyPeriodFact = TypeVar("AnyPeriodFact", bound="PeriodFact")


class FactQuerySet(models.QuerySet[AnyFact]):
    def between(self, start: dt.date, end: dt.date) -> Self:
        """What happened from a day to another, both included."""
        return self.filter(date__range=(start, end))

    def known_at(self, moment: dt.datetime) -> Self:
        """What had been recorded by then."""
        return self.filter(recorded_at__lte=moment)


FactManager = models.Manager.from_queryset(FactQuerySet)


class Fact(models.Model):
    """Something that happened in a commune on a day, recorded at a moment by somebody."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    date = models.DateField("ngày")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FactManager()

    class Meta:
        abstract = True


class CapitalEntry(Fact):
    """Capital of a project allocated or disbursed, in đồng; a cut of what was allocated is negative."""

    project = models.CharField("dự án, tiểu dự án", max_length=240)
    source = models.CharField("nguồn vốn", max_length=200)
    kind = models.CharField("loại vốn", max_length=12, choices=labelled(CapitalKind, CAPITAL_KIND_LABELS))
    flow = models.CharField(
        "giao, giải ngân", max_length=12, choices=labelled(CapitalFlow, CAPITAL_FLOW_LABELS)
    )
    amount = models.DecimalField("số tiền (đồng)", max_digits=15, decimal_places=0)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "khoản vốn"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(CapitalKind)) & Q(flow__in=list(CapitalFlow)) & ~Q(amount=0),
                name="capital_entry_is_known",
                violation_error_message="Chọn loại vốn, giao hoặc giải ngân, và ghi số tiền khác 0.",
            )
        ]
        indexes = [models.Index(fields=["unit", "date"], name="capital_entry_by_date")]

    def __str__(self) -> str:
        return f"{self.project}, {self.source}"


class FundEntry(Fact):
    """Money received by a fund or paid from it, in đồng."""

    fund = models.CharField("quỹ", max_length=20, choices=labelled(Fund, FUND_LABELS))
    flow = models.CharField("thu, chi", max_length=10, choices=labelled(FundFlow, FUND_FLOW_LABELS))
    amount = models.DecimalField("số tiền (đồng)", max_digits=15, decimal_places=0)
    about = models.CharField("nội dung", max_length=300)

    class Meta:
        verbose_name = "khoản thu, chi quỹ"
        constraints = [
            models.CheckConstraint(
                condition=Q(fund__in=list(Fund)) & Q(flow__in=list(FundFlow)) & Q(amount__gt=0),
                name="fund_entry_is_known",
                violation_error_message="Chọn quỹ, thu hoặc chi, và ghi số tiền lớn hơn 0.",
            )
        ]
        indexes = [models.Index(fields=["unit", "date"], name="fund_entry_by_date")]

    def __str__(self) -> str:
        return self.about


class Guidance(Fact):
    """A document that the commune issued to lead the work: `date` is the day it was signed."""

    number = models.CharField("số, ký hiệu", max_length=60)
    kind = models.CharField("loại văn bản", max_length=60)
    subject = models.CharField("trích yếu", max_length=600)

    class Meta:
        verbose_name = "văn bản đã ban hành"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number", "date"],
                name="guidance_is_recorded_once",
                violation_error_message="Văn bản này đã được ghi.",
            )
        ]
        indexes = [models.Index(fields=["unit", "date"], name="guidance_by_date")]

    def __str__(self) -> str:
        return f"{self.kind} số {self.number}"


class Inspection(Fact):
    """An inspection: where, by whom, and what it found."""

    place = models.CharField("nơi kiểm tra", max_length=300)
    team = models.CharField("đoàn kiểm tra", max_length=300)
    conclusion = models.TextField("kết luận", max_length=3000, blank=True)

    class Meta:
        verbose_name = "cuộc kiểm tra, giám sát"
        indexes = [models.Index(fields=["unit", "date"], name="inspection_by_date")]

    def __str__(self) -> str:
        return self.place


class PeriodFact(models.Model):
    """A state as of a period's closing date, counted from the first day of the year."""

    period = models.ForeignKey(ReportingPeriod, on_delete=models.CASCADE, related_name="%(class)ss")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )

    class Meta:
        abstract = True


class PolicyResult(PeriodFact):
    """What a policy brought until the period's closing date; blank is not known, never 0.

    `amount` is in đồng.
    """

    policy = models.CharField("chính sách", max_length=24, choices=labelled(Policy, POLICY_LABELS))
    households = models.PositiveIntegerField("số hộ", null=True, blank=True)
    people = models.PositiveIntegerField("số người", null=True, blank=True)
    amount = models.DecimalField("kinh phí (đồng)", max_digits=15, decimal_places=0, null=True, blank=True)
    source = models.CharField("nguồn số liệu", max_length=200, blank=True)

    class Meta:
        verbose_name = "kết quả chính sách"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "policy"],
                name="policy_result_is_given_once",
                violation_error_message="Kỳ này đã có kết quả của chính sách ấy.",
            ),
            models.CheckConstraint(
                condition=Q(policy__in=list(Policy)) & (Q(amount__isnull=True) | Q(amount__gte=0)),
                name="policy_result_is_known",
                violation_error_message="Chọn chính sách; kinh phí không thể âm.",
            ),
        ]

    def __str__(self) -> str:
        return POLICY_LABELS[Policy(self.policy)]


class IndicatorActual(PeriodFact):
    """How far an outcome of the plan has come: entered with its source where no review counts it.

    The subject stands as the plan's indicator prints it.
    """

    subject = models.CharField("nội dung", max_length=400)
    value = models.DecimalField("kết quả", max_digits=11, decimal_places=4)
    measure = models.CharField("đơn vị tính", max_length=20, choices=labelled(Measure, MEASURE_LABELS))
    source = models.CharField("nguồn số liệu", max_length=200)

    class Meta:
        verbose_name = "kết quả chỉ tiêu theo chiều thiếu hụt"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "subject"],
                name="indicator_actual_is_given_once",
                violation_error_message="Kỳ này đã có kết quả của nội dung ấy.",
            ),
            models.CheckConstraint(
                condition=Q(measure__in=list(Measure))
                & Q(value__gte=0)
                & (Q(measure=Measure.HOUSEHOLD) | Q(value__lte=100)),
                name="indicator_actual_is_possible",
                violation_error_message="Kết quả không thể âm, tỷ lệ không thể quá 100.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
