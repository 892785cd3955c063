"""What leaders saw of a plan, and what they said of findings that stand all the same."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.plan import Plan


class Acknowledgement(models.Model):
    """A leader's reason for letting a finding stand.

    It holds for the finding as it was: once another number is printed or computed there, it is a new one.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="acknowledgements")
    fingerprint = models.CharField(max_length=64)  # of code, place, printed and computed
    code = models.CharField("mã", max_length=40)
    level = models.CharField("mức", max_length=10)
    place = models.CharField("vị trí", max_length=200)
    printed = models.TextField("in", blank=True)
    computed = models.TextField("tính", blank=True)
    message = models.TextField("điểm chưa khớp")
    reason = models.TextField("lý do", max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "lý do chấp nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fingerprint"],
                name="finding_is_acknowledged_once",
                violation_error_message="Điểm này đã có lý do.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="acknowledgement_has_reason",
                violation_error_message="Ghi lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.place}"


class Reading(models.Model):
    """What a plan said when a person looked at it; kept only when it said something else than last time."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    blocks = models.JSONField("nội dung")
    at = models.DateTimeField("xem lúc")

    class Meta:
        verbose_name = "lần xem"
        indexes = [models.Index(fields=["plan", "user", "-at"], name="reading_newest_first")]

    def __str__(self) -> str:
        return f"{self.plan} {self.at:%d/%m/%Y %H:%M}"
