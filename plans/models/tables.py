"""Tables that came as workbooks: the one being looked at, what was brought in, and how headings were read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from households.models import AdministrativeUnit


class TableUpload(models.Model):
    """A workbook that an officer is about to bring in: what was read, and how he says it is to be read.

    One for each officer, commune and year; the next upload replaces it.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("tải lên lúc")
    sha256 = models.CharField(max_length=64)
    workbook = models.JSONField("nội dung")
    mapping = models.JSONField("cách đọc", default=dict, blank=True)

    class Meta:
        verbose_name = "tệp đang xem"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "by"],
                name="upload_is_one_at_a_time",
                violation_error_message="Đang có một tệp khác.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class TableImport(models.Model):
    """What one workbook changed, cell by cell from → to, so that the last one can be undone."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="table_imports")
    date = models.DateField("thời điểm của số liệu")
    year = models.PositiveSmallIntegerField("năm của chỉ tiêu", null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    cells = models.JSONField("các ô", default=dict, blank=True)  # hamlet id → column → [before, after]
    hamlets = models.JSONField("thôn thêm mới", default=list, blank=True)  # their ids
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,  # commands write for nobody
        related_name="+",
    )
    at = models.DateTimeField("nhập lúc")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần nhập"
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by__isnull=True),
                name="table_import_undone_has_time",
                violation_error_message="Thiếu thời điểm hoàn tác.",
            )
        ]
        indexes = [models.Index(fields=["unit", "-at"], name="table_import_newest_first")]

    def __str__(self) -> str:
        return f"{self.unit} {self.at:%d/%m/%Y %H:%M}"


class TableMapping(models.Model):
    """How a commune's headings were read the last time: columns by heading, and hamlets by odd spelling."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    headings = models.CharField("dấu của hàng tiêu đề", max_length=64)
    mapping = models.JSONField("cách đọc")
    at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "cách đọc đã nhớ"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "headings"],
                name="table_mapping_is_remembered_once",
                violation_error_message="Đã nhớ cách đọc tiêu đề này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.headings[:8]}"
