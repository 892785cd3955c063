"""Who works where, in which role, from when to when."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from households.models.places import AdministrativeUnit, Hamlet
from households.rules import HAMLET_ROLES, ROLE_LABELS, ROLE_POWERS, UNIT_ROLES, Role
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.periods import period_is_ordered, valid_on


class MembershipQuerySet(models.QuerySet["Membership"]):
    def as_of(self, date: dt.date) -> MembershipQuerySet:
        return self.filter(valid_on(date))

    def administrators(self) -> MembershipQuerySet:
        """Those who administer the installation today."""
        return self.as_of(timezone.localdate()).filter(role=Role.ADMINISTRATOR)


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
    sees_health = models.BooleanField("được xem khuyết tật, bệnh tật", default=False)
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
                condition=Q(role=Role.ADMINISTRATOR, unit__isnull=True, hamlet__isnull=True)
                | Q(role__in=UNIT_ROLES, unit__isnull=False, hamlet__isnull=True)
                | Q(role__in=HAMLET_ROLES, unit__isnull=False, hamlet__isnull=False),
                name="membership_has_the_place_of_its_role",
                violation_error_message="Chọn đúng nơi cho vai trò: quản trị để trống, trưởng thôn và "
                "rà soát viên chọn thôn, vai trò khác chọn xã, phường.",
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
        place = self.hamlet.full_name if self.hamlet else str(self.unit or "")
        return " ".join(part for part in (f"{self.user},", self.role_label, place) if part)

    @property
    def place(self) -> str:
        """Where: "Thôn Ao, Xã Phú Thịnh"; blank for an administrator."""
        return ", ".join(place.full_name for place in (self.hamlet, self.unit) if place)

    @property
    def role_label(self) -> str:
        return ROLE_LABELS[Role(self.role)]

    @property
    def powers(self) -> str:
        """What the role lets one do, as words after "được"."""
        return ROLE_POWERS[Role(self.role)]

    def clean(self) -> None:
        if self.hamlet and self.hamlet.unit_id != self.unit_id:
            raise ValidationError({"hamlet": "Thôn này không thuộc xã, phường đã chọn."})
