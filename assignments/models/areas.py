"""The steering committee of a year, and who of it answers for which hamlets."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from assignments.rules import COMMITTEE_ROLE_LABELS, CommitteeRole
from households.models import AdministrativeUnit, Hamlet
from povertyplan.common.choices import labelled


class SteeringCommittee(models.Model):
    """The steering committee of a year with the decision that set it up; its members are the year's
    `AreaAssignment`s.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="steering_committees")
    year = models.PositiveSmallIntegerField("năm")
    name = models.CharField("tên Ban Chỉ đạo", max_length=200)
    decision_number = models.CharField("số quyết định thành lập, kiện toàn", max_length=40, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "Ban Chỉ đạo"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="steering_committee_is_one_a_year",
                violation_error_message="Năm này đã có Ban Chỉ đạo.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="steering_committee_has_name",
                violation_error_message="Nhập tên Ban Chỉ đạo.",
            ),
            models.CheckConstraint(
                condition=Q(decision_number="", decision_date__isnull=True)
                | ~Q(decision_number="") & Q(decision_date__isnull=False),
                name="steering_committee_decision_has_number_and_date",
                violation_error_message="Nhập cả số và ngày quyết định.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaAssignmentQuerySet(models.QuerySet["AreaAssignment"]):
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
    committee_role = models.CharField(
        "vị trí trong Ban Chỉ đạo",
        max_length=10,
        choices=labelled(CommitteeRole, COMMITTEE_ROLE_LABELS),
        blank=True,
    )
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
            ),
            models.CheckConstraint(
                condition=Q(committee_role__in=["", *CommitteeRole]),
                name="area_assignment_committee_role_is_known",
                violation_error_message="Chọn vị trí trong Ban Chỉ đạo trong danh sách.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="area_assignment_by_year")]

    def __str__(self) -> str:
        return self.official

    @property
    def role_label(self) -> str:
        return COMMITTEE_ROLE_LABELS[CommitteeRole(self.committee_role)] if self.committee_role else ""


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
