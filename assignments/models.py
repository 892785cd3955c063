"""Who answers for which hamlets. Help to single households comes later and stands here too."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from households.models import AdministrativeUnit, Hamlet
from povertyplan.accounts.models import User


class AreaAssignmentQuerySet(models.QuerySet["AreaAssignment"]):
    def visible_to(self, user: User) -> AreaAssignmentQuerySet:
        return self.filter(unit__in=AdministrativeUnit.objects.visible_to(user))

    def in_year(self, unit: AdministrativeUnit, year: int) -> AreaAssignmentQuerySet:
        return self.filter(unit=unit, year=year)


AreaAssignmentManager = models.Manager.from_queryset(AreaAssignmentQuerySet)


class AreaAssignment(models.Model):
    """One official of a commune and the hamlets in his charge in a year."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="area_assignments")
    year = models.PositiveSmallIntegerField("năm")
    order = models.PositiveIntegerField("thứ tự", default=0)
    official = models.CharField("họ và tên", max_length=100)
    position = models.CharField("chức vụ", max_length=120, blank=True)
    hamlets = models.ManyToManyField(
        Hamlet, through="AreaHamlet", related_name="area_assignments", verbose_name="phụ trách địa bàn"
    )

    objects = AreaAssignmentManager()

    class Meta:
        verbose_name = "phụ trách địa bàn"
        constraints = [
            models.CheckConstraint(
                condition=~Q(official=""),
                name="area_assignment_has_official",
                violation_error_message="Nhập họ và tên người phụ trách.",
            )
        ]
        indexes = [models.Index(fields=["unit", "year"], name="area_assignment_by_year")]

    def __str__(self) -> str:
        return self.official


class AreaHamlet(models.Model):
    """One hamlet in an official's charge; it keeps the hamlet from being forgotten."""

    area = models.ForeignKey(AreaAssignment, on_delete=models.CASCADE, related_name="+")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "thôn được phụ trách"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "hamlet"],
                name="area_hamlet_is_named_once",
                violation_error_message="Thôn này đã có trong địa bàn của người đó.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.hamlet}"
