"""Review rounds, and the requests that feed them."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from households.models.households import Household
from households.models.places import AdministrativeUnit, Hamlet
from households.models.roles import roles_held
from households.models.standards import Standard
from households.rules import (
    ROUND_KIND_LABELS,
    STAGE_LABELS,
    RoundKind,
    Stage,
    request_due,
)
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled


class ReviewRoundQuerySet(models.QuerySet["ReviewRound"]):
    def visible_to(self, user: User) -> ReviewRoundQuerySet:
        """Rounds of the communes whose households, or some of them, the user sees."""
        return self.filter(unit__in={each.unit_id for each in roles_held(user) if each.unit_id})

    def closed(self) -> ReviewRoundQuerySet:
        return self.filter(stage=Stage.CLOSED)

    def feeding(self, *days: dt.date) -> ReviewRoundQuerySet:
        """Closed yearly rounds whose results stand for one of the days."""
        return self.closed().filter(kind=RoundKind.PERIODIC, reference_date__in=days)

    def held(self, round: ReviewRound) -> ReviewRound:
        """The round as it is now, with its commune and standard, nobody else's until the transaction ends."""
        return self.select_for_update(no_key=True).select_related("unit", "standard").get(pk=round.pk)


ReviewRoundManager = models.Manager.from_queryset(ReviewRoundQuerySet)


class ReviewRound(models.Model):
    """One review of a commune: what it starts from, what day its results stand for, how far it is.

    `stages` are its steps as the procedure was when it started. `base` is the closed round that movements
    are computed against. Results are preliminary until it is closed, official then.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="review_rounds")
    kind = models.CharField(
        "loại", max_length=10, choices=labelled(RoundKind, ROUND_KIND_LABELS), default=RoundKind.PERIODIC
    )
    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng", null=True, blank=True)
    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, related_name="+", verbose_name="chuẩn nghèo"
    )
    reference_date = models.DateField("kết quả tính đến ngày")
    start_date = models.DateField("ngày bắt đầu")
    base = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="so với đợt",
    )
    stages = models.JSONField("các bước")
    stage = models.CharField(
        "bước", max_length=20, choices=labelled(Stage, STAGE_LABELS), default=Stage.LISTING
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    decision_number = models.CharField("số quyết định", max_length=40, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    closed_at = models.DateTimeField("khóa sổ lúc", null=True, blank=True)

    objects = ReviewRoundManager()

    class Meta:
        verbose_name = "đợt rà soát"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(kind=RoundKind.PERIODIC),
                name="review_round_is_once_a_year",
                violation_error_message="Năm này đã có đợt rà soát định kỳ.",
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "month"],
                condition=Q(kind=RoundKind.MONTHLY),
                name="review_round_is_once_a_month",
                violation_error_message="Tháng này đã có đợt rà soát thường xuyên.",
            ),
            models.CheckConstraint(
                condition=Q(kind=RoundKind.PERIODIC, month__isnull=True)
                | Q(kind=RoundKind.MONTHLY, month__gte=1, month__lte=12),
                name="review_round_has_month_if_monthly",
                violation_error_message="Đợt thường xuyên chọn tháng 1 đến 12; đợt định kỳ để trống tháng.",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=list(Stage)),
                name="review_round_stage_is_known",
                violation_error_message="Bước rà soát không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.CLOSED, closed_at__isnull=False)
                | (~Q(stage=Stage.CLOSED) & Q(closed_at__isnull=True)),
                name="review_round_has_closing_time_if_closed",
                violation_error_message="Đợt đã khóa sổ phải có thời điểm khóa.",
            ),
        ]

    def __str__(self) -> str:
        when = f"tháng {self.month}/{self.year}" if self.month else f"năm {self.year}"
        return f"rà soát {ROUND_KIND_LABELS[RoundKind(self.kind)]}, {when}"

    @property
    def is_closed(self) -> bool:
        return self.stage == Stage.CLOSED

    @property
    def result_label(self) -> str:
        return "chính thức" if self.is_closed else "sơ bộ"


class ReviewRequest(models.Model):
    """Somebody asks that a household be reviewed; it is decided within 15 days."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="+", verbose_name="thôn, tổ")
    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="hộ đã quản lý",
    )
    applicant = models.CharField("người đề nghị", max_length=80)
    received_date = models.DateField("ngày nhận")
    reason = models.CharField("lý do", max_length=200, blank=True)
    round = models.ForeignKey(
        ReviewRound,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="đợt rà soát",
    )
    answered_date = models.DateField("ngày trả lời", null=True, blank=True)
    answer = models.CharField("kết quả trả lời", max_length=200, blank=True)

    class Meta:
        verbose_name = "giấy đề nghị rà soát"
        constraints = [
            models.CheckConstraint(
                condition=~Q(applicant=""),
                name="review_request_has_applicant",
                violation_error_message="Nhập tên người đề nghị.",
            ),
            models.CheckConstraint(
                condition=Q(answered_date__isnull=True) | Q(answered_date__gte=F("received_date")),
                name="review_request_is_answered_after_it_came",
                violation_error_message="Ngày trả lời không thể trước ngày nhận.",
            ),
        ]

    def __str__(self) -> str:
        return f"đề nghị ngày {self.received_date:%d/%m/%Y}"

    @property
    def due_date(self) -> dt.date:
        return request_due(self.received_date)
