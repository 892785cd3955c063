"""What leaders saw of a plan, and what they said of findings that stand all the same."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.plan import Plan


class Acknowledgement(models.Model):
    """A leader's reason for letting a finding stand.

    It holds for the finding as it was: once another number is printed or computed there, it is a new one.
    Rows are never deleted: a reason taken back stays as one of the past.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="acknowledgements")
    fingerprint = models.CharField(max_length=64)  # of code, place, printed and computed
    code = models.CharField("mã", max_length=40)
    level = models.CharField("mức", max_length=10)
    place = models.TextField("vị trí")
    where = models.TextField("nơi in")  # the place in words, as they were then
    printed = models.TextField("in", blank=True)
    computed = models.TextField("tính", blank=True)
    message = models.TextField("điểm chưa khớp")
    reason = models.TextField("lý do", max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("ghi lúc")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người bỏ",
    )
    withdrawn_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lý do chấp nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fingerprint"],
                condition=Q(withdrawn_at__isnull=True),
                name="finding_is_acknowledged_once",
                violation_error_message="Điểm này đã có lý do.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="acknowledgement_has_reason",
                violation_error_message="Ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="acknowledgement_withdrawn_has_who_and_when",
                violation_error_message="Lý do đã bỏ phải có người bỏ và thời điểm bỏ.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.place}"


class Reading(models.Model):
    """What a plan said when a person looked at it; `at` is when it last began to say that to the person."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    blocks = models.JSONField("nội dung")
    at = models.DateTimeField("xem lúc")

    class Meta:
        verbose_name = "lần xem"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "user", "content_hash"],
                name="reading_is_kept_once",
                violation_error_message="Đã ghi lần xem nội dung này.",
            )
        ]
        indexes = [models.Index(fields=["plan", "user", "-at"], name="reading_newest_first")]

    def __str__(self) -> str:
        return f"{self.plan} {self.at:%d/%m/%Y %H:%M}"
