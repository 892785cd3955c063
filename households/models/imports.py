"""Households that came as workbooks: the one being looked at, what was brought in, how headings were read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from households.models.places import AdministrativeUnit
from households.models.rounds import ReviewRound
from povertyplan.accounts.models import User


class HouseholdUpload(models.Model):
    """A workbook that an officer is about to bring in: what was read, and how he says it is to be read.

    One for each officer and commune; the next upload replaces it. Without a round the reviews in it are left.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(
        ReviewRound,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="đợt rà soát",
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("tải lên lúc")
    sha256 = models.CharField(max_length=64)
    workbook = models.JSONField("nội dung")
    mapping = models.JSONField("cách đọc", default=dict, blank=True)

    class Meta:
        verbose_name = "tệp hộ đang xem"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "by"],
                name="household_upload_is_one_at_a_time",
                violation_error_message="Đang có một tệp khác.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.at:%d/%m/%Y %H:%M}"


class HouseholdImportQuerySet(models.QuerySet["HouseholdImport"]):
    def in_unit(self, unit: AdministrativeUnit) -> HouseholdImportQuerySet:
        return self.filter(unit=unit)

    def standing(self) -> HouseholdImportQuerySet:
        """Those not undone."""
        return self.filter(undone_at__isnull=True)


HouseholdImportManager = models.Manager.from_queryset(HouseholdImportQuerySet)


class HouseholdImport(models.Model):
    """What one workbook changed. `undo` holds what stood before, of the unit's last import alone."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="household_imports")
    round = models.ForeignKey(
        ReviewRound,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="đợt rà soát",
    )
    sha256 = models.CharField(max_length=64)
    created = models.PositiveIntegerField("hộ thêm mới", default=0)
    updated = models.PositiveIntegerField("hộ thay đổi", default=0)
    unchanged = models.PositiveIntegerField("hộ giữ nguyên", default=0)
    undo = models.JSONField("nội dung trước đó", default=dict, blank=True)
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,  # commands write for nobody
        related_name="+",
    )
    at = models.DateTimeField("nhập lúc")
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    objects = HouseholdImportManager()

    class Meta:
        verbose_name = "lần nhập hộ"
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by__isnull=True),
                name="household_import_undone_has_time",
                violation_error_message="Thiếu thời điểm hoàn tác.",
            )
        ]
        indexes = [models.Index(fields=["unit", "-at"], name="household_import_newest_first")]

    def __str__(self) -> str:
        return f"{self.unit} {self.at:%d/%m/%Y %H:%M}"


class ColumnMapping(models.Model):
    """How a commune's headings were read the last time: columns by heading, and hamlets by odd spelling."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    headings = models.CharField("dấu của hàng tiêu đề", max_length=64)
    mapping = models.JSONField("cách đọc")
    at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "cách đọc danh sách hộ đã nhớ"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "headings"],
                name="column_mapping_is_remembered_once",
                violation_error_message="Đã nhớ cách đọc tiêu đề này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.headings[:8]}"
