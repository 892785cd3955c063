"""Who works where, in which role, from when to when."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from households.models.places import AdministrativeUnit, Hamlet
from households.rules import ROLE_LABELS, Role
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.periods import period_is_ordered, valid_on


class MembershipQuerySet(models.QuerySet["Membership"]):
    def as_of(self, date: dt.date) -> MembershipQuerySet:
        return self.filter(valid_on(date))


MembershipManager = models.Manager.from_queryset(MembershipQuerySet)


class Membership(models.Model):
    """A person's role in a commune, in one hamlet of it, or (administrator) in the whole installation."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", verbose_name="người dùng"
    )
    role = models.CharField("vai trò", max_length=20, choices=labelled(Role, ROLE_LABELS))
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="xã, phường",
    )
    hamlet = models.ForeignKey(
        Hamlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="thôn, tổ",
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = MembershipManager()

    class Meta:
        verbose_name = "vai trò được giao"
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=list(Role)),
                name="membership_role_is_known",
                violation_error_message="Vai trò không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR, unit__isnull=True)
                | ~Q(role=Role.ADMINISTRATOR) & Q(unit__isnull=False),
                name="membership_has_place_unless_administrator",
                violation_error_message="Chọn xã, phường cho vai trò này; quản trị thì để trống.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(valid_to__isnull=True, hamlet__isnull=True),
                name="membership_runs_once_in_unit",
                violation_error_message="Người này đang giữ vai trò đó rồi.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "hamlet"],
                condition=Q(valid_to__isnull=True),
                name="membership_runs_once_in_hamlet",
                violation_error_message="Người này đang giữ vai trò đó ở thôn này rồi.",
            ),
            models.UniqueConstraint(  # blanks are distinct in the two above
                fields=["user", "role"],
                condition=Q(valid_to__isnull=True, unit__isnull=True),
                name="membership_runs_once_without_unit",
                violation_error_message="Người này đang giữ vai trò quản trị rồi.",
            ),
            period_is_ordered("membership_period_is_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {ROLE_LABELS[Role(self.role)]}{f' {self.unit}' if self.unit else ''}"
