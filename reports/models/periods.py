"""What is to be reported when, and who has sent what he owes."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from households.models import AdministrativeUnit
from households.models.roles import units_held
from households.rules import UNIT_ROLES
from plans.models import Plan
from plans.rules import FROZEN
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.dates import FIRST_YEAR, LAST_YEAR
from reports.rules import PERIOD_KIND_LABELS, PeriodKind


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    def visible_to(self, user: User) -> ReportingPeriodQuerySet:
        return self.filter(unit__in=units_held(user, UNIT_ROLES))

    def in_year(self, unit: AdministrativeUnit, year: int) -> ReportingPeriodQuerySet:
        return self.filter(unit=unit, year=year)

    def unreported(self) -> ReportingPeriodQuerySet:
        """Those for which no report was issued, here or by another paper (`rules.period_state`)."""
        issued = Q(report__isnull=False, report__paper__status__in=FROZEN)
        return self.filter(~issued, reported_as="")

    def holding(self, unit: AdministrativeUnit, date: dt.date) -> ReportingPeriodQuerySet:
        """The periods in which a day falls: several, as they overlap."""
        return self.filter(unit=unit, start_date__lte=date, closing_date__gte=date)


ReportingPeriodManager = models.Manager.from_queryset(ReportingPeriodQuerySet)


class ReportingPeriod(models.Model):
    """A period to report on, from its first day to its closing date (ngày chốt số liệu), both included.

    Once closed (`closed_at`), facts of its days stay as they were recorded then: `tables` keeps its composed
    blocks as JSON (`documents.frozen`), and what is recorded later is told by the next report.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="reporting_periods")
    year = models.PositiveSmallIntegerField(
        "năm", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    kind = models.CharField("loại kỳ", max_length=20, choices=labelled(PeriodKind, PERIOD_KIND_LABELS))
    number = models.PositiveSmallIntegerField(  # of the month or quarter, or of the one asked for
        "số thứ tự", default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    name = models.CharField("tên kỳ báo cáo", max_length=200)
    start_date = models.DateField("từ ngày")
    closing_date = models.DateField("chốt số liệu ngày")
    due_date = models.DateField("hạn báo cáo")
    plan = models.ForeignKey(
        Plan,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reporting_periods",
        verbose_name="theo kế hoạch",
    )
    reported_as = models.CharField(
        "đã báo cáo bằng văn bản",
        max_length=120,
        blank=True,
        help_text="Số, ký hiệu, ngày gửi, nếu báo cáo của kỳ này không lập trong chương trình.",
    )
    closed_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người khóa"
    )
    tables = models.JSONField("biểu lúc khóa", null=True, blank=True)
    reopen_reason = models.CharField("lý do mở lại", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportingPeriodManager()

    class Meta:
        verbose_name = "kỳ báo cáo"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "kind", "number"],
                name="reporting_period_is_once",
                violation_error_message="Năm này đã có kỳ báo cáo ấy.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(PeriodKind)),
                name="reporting_period_kind_is_known",
                violation_error_message="Loại kỳ không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(start_date__lte=F("closing_date")) & Q(closing_date__lte=F("due_date")),
                name="reporting_period_dates_are_ordered",
                violation_error_message="Ngày đầu kỳ, ngày chốt số liệu và hạn báo cáo phải theo thứ tự.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="reporting_period_by_year")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class DutyReport(models.Model):
    """What one actor of the plan owes for a period: to whom, until when, sent or not, and what shows it.

    The actor stands as the plan printed it: its duties are rows that a later draft replaces.
    """

    period = models.ForeignKey(ReportingPeriod, on_delete=models.CASCADE, related_name="duty_reports")
    order = models.PositiveIntegerField("thứ tự", default=0)
    actor = models.CharField("đơn vị, người báo cáo", max_length=200)
    addressee = models.CharField("gửi tới", max_length=200, blank=True)
    due_date = models.DateField("hạn gửi")
    sent_date = models.DateField("đã gửi ngày", null=True, blank=True)
    evidence = models.CharField("căn cứ", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "báo cáo của đơn vị"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "actor"],
                name="duty_report_is_owed_once",
                violation_error_message="Đơn vị này đã có trong kỳ báo cáo.",
            ),
            models.CheckConstraint(
                condition=Q(sent_date__isnull=True) | ~Q(evidence=""),
                name="duty_report_sent_has_evidence",
                violation_error_message="Ghi số, ký hiệu văn bản hoặc cách nhận làm căn cứ.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}, {self.period}"
