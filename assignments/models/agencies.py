"""Agencies of a commune, who signs in for them, and the blocks they work in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assignments.rules import AGENCY_KIND_LABELS, AgencyKind
from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.once import once
from povertyplan.common.periods import period_is_ordered, valid_on
from povertyplan.common.text import clean_line, fold


class AgencyMembershipQuerySet(models.QuerySet["AgencyMembership"]):
    def as_of(self, date: dt.date) -> AgencyMembershipQuerySet:
        return self.filter(valid_on(date))


AgencyMembershipManager = models.Manager.from_queryset(AgencyMembershipQuerySet)


def agencies_held(user: User) -> list[int]:
    """The ids of the agencies that the user signs in for today."""
    running = user.agency_memberships.as_of(timezone.localdate())
    return once(("agencies", user.pk), lambda: sorted({*running.values_list("agency", flat=True)}))


class AgencyQuerySet(models.QuerySet["Agency"]):
    def as_of(self, date: dt.date) -> AgencyQuerySet:
        return self.filter(valid_on(date))

    def in_unit(self, unit: AdministrativeUnit) -> AgencyQuerySet:
        return self.filter(unit=unit)

    def in_order(self) -> AgencyQuerySet:
        return self.order_by("order", "pk")

    def joined_by(self, user: User) -> AgencyQuerySet:
        """Those that the user signs in for today."""
        return self.filter(pk__in=agencies_held(user))


AgencyManager = models.Manager.from_queryset(AgencyQuerySet)


class Agency(models.Model):
    """An office, union, school, enterprise … of a commune that helps households."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField("tên cơ quan, đơn vị", max_length=150)
    short_name = models.CharField("tên viết tắt", max_length=30, blank=True)
    kind = models.CharField("loại", max_length=20, choices=labelled(AgencyKind, AGENCY_KIND_LABELS))
    contact = models.CharField("người liên hệ", max_length=100, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    order = models.PositiveIntegerField("thứ tự", default=0)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    name_key = models.CharField(max_length=150, editable=False)

    objects = AgencyManager()

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="agency_has_name",
                violation_error_message="Nhập tên cơ quan, đơn vị.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(AgencyKind)),
                name="agency_kind_is_known",
                violation_error_message="Chọn loại cơ quan, đơn vị trong danh sách.",
            ),
            models.UniqueConstraint(
                fields=["unit", "name_key"],
                condition=Q(valid_to__isnull=True),
                name="agency_name_is_unique_in_unit",
                violation_error_message="Cơ quan, đơn vị này đã có trong danh sách.",
            ),
            period_is_ordered("agency_period_is_ordered"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    @property
    def kind_label(self) -> str:
        return AGENCY_KIND_LABELS[AgencyKind(self.kind)]

    def prepare(self) -> None:
        """Set what follows from the name."""
        self.name = clean_line(self.name)
        self.name_key = fold(self.name)[:150]

    def clean(self) -> None:
        self.prepare()


class AgencyMembership(models.Model):
    """A person who signs in for an agency: he sees the households it helps and nothing else."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="agency_memberships", verbose_name="người dùng"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="memberships", verbose_name="cơ quan, đơn vị"
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = AgencyMembershipManager()

    class Meta:
        verbose_name = "thành viên cơ quan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency"],
                condition=Q(valid_to__isnull=True),
                name="agency_membership_runs_once",
                violation_error_message="Người này đang là thành viên của cơ quan, đơn vị đó rồi.",
            ),
            period_is_ordered("agency_membership_period_is_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.agency}"


class AssignmentBlockQuerySet(models.QuerySet["AssignmentBlock"]):
    def in_year(self, unit: AdministrativeUnit, year: int) -> AssignmentBlockQuerySet:
        return self.filter(unit=unit, year=year)

    def in_order(self) -> AssignmentBlockQuerySet:
        return self.order_by("order", "pk")


AssignmentBlockManager = models.Manager.from_queryset(AssignmentBlockQuerySet)


class AssignmentBlock(models.Model):
    """A block (khối) of a year: agencies that help together, one of them in the lead."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="blocks")
    year = models.PositiveSmallIntegerField("năm")
    name = models.CharField("tên khối", max_length=120)
    order = models.PositiveIntegerField("thứ tự", default=0)
    lead_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="blocks_led", verbose_name="cơ quan đầu mối"
    )
    agencies = models.ManyToManyField(
        Agency, through="BlockAgency", related_name="blocks", verbose_name="thành viên của khối"
    )

    objects = AssignmentBlockManager()

    class Meta:
        verbose_name = "khối"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="assignment_block_has_name",
                violation_error_message="Nhập tên khối.",
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "name"],
                name="assignment_block_name_is_unique_in_year",
                violation_error_message="Khối này đã có trong năm.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def members(self) -> list[Agency]:
        """Its agencies in order, the leading one first."""
        lead = self.lead_agency_id
        return sorted(self.agencies.all(), key=lambda agency: (agency.pk != lead, agency.order, agency.pk))

    def clean(self) -> None:
        if self.lead_agency_id and self.lead_agency.unit_id != self.unit_id:
            raise ValidationError({"lead_agency": "Cơ quan đầu mối không thuộc xã, phường này."})


class BlockAgency(models.Model):
    """One agency in a block, the leading one too; in a year it is in one block (`year` is the block's)."""

    block = models.ForeignKey(AssignmentBlock, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")

    class Meta:
        verbose_name = "thành viên của khối"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"],
                name="block_agency_is_in_one_block",
                violation_error_message="Mỗi cơ quan, đơn vị chỉ ở một khối trong năm.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.block}: {self.agency}"
