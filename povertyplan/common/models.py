"""The audit log: what was meant, by whom, on what; append-only and hash-chained per unit."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One act. Rows are never changed: triggers refuse it on both databases (`append_only`)."""

    unit_code = models.CharField("mã đơn vị", max_length=20, blank=True)  # '' for the system
    sequence = models.PositiveIntegerField("số thứ tự")
    at = models.DateTimeField("thời điểm")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, verbose_name="người thực hiện"
    )
    action = models.CharField("việc", max_length=60)
    target_type = models.CharField("loại đối tượng", max_length=60)
    target_id = models.CharField("mã đối tượng", max_length=40)
    target_label = models.CharField("đối tượng", max_length=200)
    search_key = models.CharField(max_length=200, editable=False)  # of the label; not hashed, follows from it
    details = models.JSONField("nội dung", default=dict)
    previous_hash = models.CharField("mã băm trước", max_length=64, blank=True)
    hash = models.CharField("mã băm", max_length=64)

    class Meta:
        verbose_name = "việc đã ghi"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_code", "sequence"],
                name="audit_event_has_one_place_in_its_chain",
                violation_error_message="Chuỗi nhật ký đã có số thứ tự này.",
            )
        ]
        indexes = [
            models.Index(fields=["target_type", "target_id", "sequence"], name="audit_event_by_target"),
            models.Index(fields=["unit_code", "action", "sequence"], name="audit_event_by_action"),
            models.Index(fields=["unit_code", "user", "sequence"], name="audit_event_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_code or 'system'} #{self.sequence} {self.action}"


class AuditHead(models.Model):
    """The last event of a unit's chain; locked last in every action that writes an event."""

    unit_code = models.CharField("mã đơn vị", max_length=20, unique=True)
    sequence = models.PositiveIntegerField("số thứ tự", default=0)
    hash = models.CharField("mã băm", max_length=64, blank=True)

    class Meta:
        verbose_name = "đầu chuỗi nhật ký"

    def __str__(self) -> str:
        return f"{self.unit_code or 'system'} #{self.sequence}"
