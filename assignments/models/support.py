"""What was promised and given to households, with its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assignments.models.agencies import Agency
from assignments.models.assignments import Assignment
from assignments.rules import (
    CONDITION_LABELS,
    FIRST_DAY,
    HELP_LABELS,
    SOURCE_LABELS,
    VALUE_LIMIT,
    HelpContent,
    SupportSource,
)
from households.models import AdministrativeUnit, Household
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.text import name_key

VALUE_UNLIKELY = "Giá trị phải lớn hơn 0 và không quá 1.000.000.000 đồng; chưa định giá thì để trống."


class SupportItemQuerySet(models.QuerySet["SupportItem"]):
    def standing(self) -> SupportItemQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_reason="")

    def given(self) -> SupportItemQuerySet:
        return self.standing().filter(date__isnull=False)

    def owed(self) -> SupportItemQuerySet:
        """Promised and not given yet."""
        return self.standing().filter(date__isnull=True)

    def visible_to(self, user: User) -> SupportItemQuerySet:
        """Those of households that the user sees, or of assignments of an agency that he signs in for."""
        assignments = Assignment.objects.visible_to(user)
        return self.filter(
            Q(household__in=Household.objects.visible_to(user)) | Q(assignment__in=assignments)
        )


SupportItemManager = models.Manager.from_queryset(SupportItemQuerySet)


class SupportItem(models.Model):
    """One thing promised to a household (`due_date`), given to it (`date`), or both.

    `value` is in đồng, blank where none was put on it. Housing help carries what the land must fulfil; blank
    is not looked at yet. A withdrawn one is kept with its reason.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="support_items")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="support_items", verbose_name="hộ"
    )
    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="support_items",
        verbose_name="theo phân công",
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="support_items",
        verbose_name="cơ quan giúp đỡ",
    )
    content = models.CharField("loại hỗ trợ", max_length=20, choices=labelled(HelpContent, HELP_LABELS))
    what = models.CharField("nội dung hỗ trợ", max_length=200)
    value = models.DecimalField("giá trị (đồng)", max_digits=12, decimal_places=0, null=True, blank=True)
    source = models.CharField("nguồn", max_length=20, choices=labelled(SupportSource, SOURCE_LABELS))
    source_name = models.CharField("tên nguồn, nhà tài trợ", max_length=120, blank=True)
    due_date = models.DateField("hẹn đến ngày", null=True, blank=True)
    date = models.DateField("ngày trao", null=True, blank=True)
    legal_land = models.BooleanField("đất ở hợp pháp", null=True, blank=True)
    land_certificate = models.BooleanField("có giấy chứng nhận quyền sử dụng đất", null=True, blank=True)
    fits_planning = models.BooleanField("phù hợp quy hoạch", null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    withdrawn_reason = models.CharField("lý do bỏ", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SupportItemManager()

    class Meta:
        verbose_name = "khoản hỗ trợ"
        constraints = [
            models.CheckConstraint(
                condition=~Q(what=""),
                name="support_item_says_what",
                violation_error_message="Ghi nội dung hỗ trợ.",
            ),
            models.CheckConstraint(
                condition=Q(content__in=list(HelpContent)),
                name="support_item_content_is_known",
                violation_error_message="Chọn loại hỗ trợ trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(source__in=list(SupportSource)),
                name="support_item_source_is_known",
                violation_error_message="Chọn nguồn trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gt=0, value__lte=VALUE_LIMIT),
                name="support_item_value_is_likely",
                violation_error_message=VALUE_UNLIKELY,
            ),
            models.CheckConstraint(
                condition=Q(due_date__isnull=False) | Q(date__isnull=False),
                name="support_item_has_a_date",
                violation_error_message="Nhập ngày trao, hoặc ngày hẹn khi chưa trao.",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "date"], name="support_item_of_household"),
            models.Index(fields=["unit", "date"], name="support_item_of_unit"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def content_label(self) -> str:
        return HELP_LABELS[HelpContent(self.content)]

    @property
    def source_label(self) -> str:
        return SOURCE_LABELS[SupportSource(self.source)]

    @property
    def day(self) -> dt.date:
        """When it was given, or is due."""
        day = self.date or self.due_date
        assert day, "support_item_has_a_date"
        return day

    @property
    def giver(self) -> Hashable:
        """What tells two givers apart: the agency, else the source with its name."""
        return self.agency_id or (self.source, name_key(self.source_name))

    @property
    def giver_label(self) -> str:
        """Who gives, in words."""
        return (self.agency and self.agency.name) or self.source_name or self.source_label

    @property
    def is_owed(self) -> bool:
        return self.date is None and not self.withdrawn_reason

    @property
    def is_overdue(self) -> bool:
        """Whether it is owed and its day has passed."""
        return bool(self.is_owed and self.due_date and self.due_date < timezone.localdate())

    @property
    def conditions(self) -> list[tuple[str, bool | None]]:
        """What help with housing asks of the land, each with its answer (None: not looked at); empty for
        help of another kind.
        """
        if self.content != HelpContent.HOUSING:
            return []
        return [(label, getattr(self, field)) for field, label in CONDITION_LABELS.items()]

    @property
    def conditions_open(self) -> list[str]:
        """Those that are not fulfilled or were not looked at, in words."""
        return [
            f"{'thiếu' if answer is False else 'chưa xem'} {label}"
            for label, answer in self.conditions
            if not answer
        ]

    def clean(self) -> None:
        errors = {}
        today = timezone.localdate()
        if self.value is not None and not 0 < self.value <= VALUE_LIMIT:
            errors["value"] = VALUE_UNLIKELY
        if self.date and not FIRST_DAY <= self.date <= today:
            errors["date"] = "Ngày trao từ năm 2000 đến hôm nay; hẹn trao thì ghi vào ngày hẹn."
        if self.due_date and not FIRST_DAY.year <= self.due_date.year <= today.year + 5:
            errors["due_date"] = "Ngày hẹn từ năm 2000 đến không quá năm năm tới."
        day, ended = self.date or self.due_date, self.household.valid_to
        if day and ended and day >= ended:
            errors["date" if self.date else "due_date"] = (
                f"Hộ đã thôi quản lý từ {ended:%d/%m/%Y}; chỉ ghi được khoản trước ngày đó."
            )
        if self.household.unit_id != self.unit_id:
            errors["household"] = "Hộ này không thuộc xã, phường."
        if self.agency and self.agency.unit_id != self.unit_id:
            errors["agency"] = "Cơ quan, đơn vị này không thuộc xã, phường."
        if self.assignment and self.assignment.household_id != self.household_id:
            errors["assignment"] = "Phân công này là của hộ khác."
        if errors:
            raise ValidationError(errors)


class SupportProofQuerySet(models.QuerySet["SupportProof"]):
    def visible_to(self, user: User) -> SupportProofQuerySet:
        return self.filter(item__in=SupportItem.objects.visible_to(user))


SupportProofManager = models.Manager.from_queryset(SupportProofQuerySet)


class SupportProof(models.Model):
    """A photo or scan of what was given, drawn anew by us: no metadata, no larger than a page needs."""

    item = models.ForeignKey(SupportItem, on_delete=models.PROTECT, related_name="proofs")
    image = models.BinaryField("ảnh", max_length=1_000_000)
    sha256 = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gửi"
    )
    recorded_at = models.DateTimeField("gửi lúc", auto_now_add=True)

    objects = SupportProofManager()

    class Meta:
        verbose_name = "ảnh chứng minh"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "sha256"],
                name="support_proof_is_kept_once",
                violation_error_message="Ảnh này đã có.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: ảnh"
