"""Households expected to leave poverty in a year, and those in danger of becoming poor."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from assignments.rules import (
    ORIGIN_LABELS,
    PATH_LABELS,
    PROSPECT_STATUS_LABELS,
    EscapePath,
    Origin,
    ProspectStatus,
)
from households.models import AdministrativeUnit, Hamlet, Household
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled


class EscapeProspectQuerySet(models.QuerySet["EscapeProspect"]):
    def in_year(self, unit: AdministrativeUnit, year: int) -> EscapeProspectQuerySet:
        return self.filter(unit=unit, year=year)

    def chosen(self) -> EscapeProspectQuerySet:
        """Those that count: not the ones that only wait or were dropped."""
        return self.filter(status=ProspectStatus.CHOSEN)

    def visible_to(self, user: User) -> EscapeProspectQuerySet:
        return self.filter(household__in=Household.objects.visible_to(user))


EscapeProspectManager = models.Manager.from_queryset(EscapeProspectQuerySet)


class EscapeProspect(models.Model):
    """A poor household that is expected to leave poverty in a year.

    `hamlet` is the one it is counted under, as the list names it: blank where the list names none, which is
    a finding. `needs` is a mask with a bit for each position (from 1) of households' `Need`.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="prospects")
    year = models.PositiveSmallIntegerField("năm")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="prospects", verbose_name="hộ"
    )
    hamlet = models.ForeignKey(
        Hamlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prospects",
        verbose_name="tính cho thôn, tổ",
    )
    path = models.CharField("hướng thoát nghèo", max_length=20, choices=labelled(EscapePath, PATH_LABELS))
    reason = models.CharField("lý do", max_length=200, blank=True)
    status = models.CharField(
        "tình trạng",
        max_length=10,
        choices=labelled(ProspectStatus, PROSPECT_STATUS_LABELS),
        default=ProspectStatus.CHOSEN,
    )
    origin = models.CharField(
        "nguồn", max_length=10, choices=labelled(Origin, ORIGIN_LABELS), default=Origin.OFFICER
    )
    registered_date = models.DateField("ngày đăng ký", null=True, blank=True)
    registered_through = models.CharField("đăng ký qua tổ chức", max_length=120, blank=True)
    needs = models.PositiveIntegerField("nhu cầu", default=0)
    named_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đưa vào"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    objects = EscapeProspectManager()

    class Meta:
        verbose_name = "hộ có khả năng thoát nghèo"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"],
                name="escape_prospect_is_named_once_a_year",
                violation_error_message="Hộ này đã có trong danh sách của năm.",
            ),
            models.CheckConstraint(
                condition=Q(path__in=list(EscapePath)),
                name="escape_prospect_path_is_known",
                violation_error_message="Chọn hướng thoát nghèo trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=list(ProspectStatus)),
                name="escape_prospect_status_is_known",
                violation_error_message="Chọn tình trạng trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=list(Origin)),
                name="escape_prospect_origin_is_known",
                violation_error_message="Chọn nguồn trong danh sách.",
            ),
            models.CheckConstraint(
                condition=~Q(path=EscapePath.BY_ITSELF) | ~Q(reason=""),
                name="escape_prospect_by_itself_has_reason",
                violation_error_message="Ghi lý do hộ có khả năng tự thoát nghèo.",
            ),
            models.CheckConstraint(
                condition=~Q(origin=Origin.HOUSEHOLD) | Q(registered_date__isnull=False),
                name="escape_prospect_registration_has_date",
                violation_error_message="Nhập ngày hộ đăng ký.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="escape_prospect_by_year")]

    def __str__(self) -> str:
        return f"{self.household} {self.year}"

    @property
    def path_label(self) -> str:
        return PATH_LABELS[EscapePath(self.path)]

    @property
    def status_label(self) -> str:
        return PROSPECT_STATUS_LABELS[ProspectStatus(self.status)]

    @property
    def origin_label(self) -> str:
        return ORIGIN_LABELS[Origin(self.origin)]

    def clean(self) -> None:
        if self.household.unit_id != self.unit_id:
            raise ValidationError({"household": "Hộ này không thuộc xã, phường."})
        if self.hamlet and self.hamlet.unit_id != self.unit_id:
            raise ValidationError({"hamlet": "Thôn này không thuộc xã, phường."})


class EndangeredHouseholdQuerySet(models.QuerySet["EndangeredHousehold"]):
    def in_year(self, unit: AdministrativeUnit, year: int) -> EndangeredHouseholdQuerySet:
        return self.filter(unit=unit, year=year)

    def visible_to(self, user: User) -> EndangeredHouseholdQuerySet:
        return self.filter(household__in=Household.objects.visible_to(user))


EndangeredHouseholdManager = models.Manager.from_queryset(EndangeredHouseholdQuerySet)


class EndangeredHousehold(models.Model):
    """A household on the list that is not poor and in danger of becoming it."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="endangered", verbose_name="hộ"
    )
    reason = models.CharField("lý do", max_length=200)
    named_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nêu"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    objects = EndangeredHouseholdManager()

    class Meta:
        verbose_name = "hộ có nguy cơ nghèo"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"],
                name="endangered_household_is_named_once_a_year",
                violation_error_message="Hộ này đã có trong danh sách nguy cơ của năm.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="endangered_household_has_reason",
                violation_error_message="Ghi lý do hộ có nguy cơ nghèo.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="endangered_household_by_year")]

    def __str__(self) -> str:
        return f"{self.household} {self.year}"

    def clean(self) -> None:
        if self.household.unit_id != self.unit_id:
            raise ValidationError({"household": "Hộ này không thuộc xã, phường."})
