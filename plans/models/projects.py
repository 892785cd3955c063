"""Projects of a programme with their parts, as a plan hands them out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from plans.models.parts import PlanPart
from plans.models.plan import Plan
from plans.rules import PROJECT_LEVEL_LABELS, ProjectLevel
from povertyplan.common.choices import labelled


class Project(PlanPart):
    """A project, or a part of the nearest project above it in the plan's order."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="projects")
    level = models.CharField(
        "cấp",
        max_length=20,
        choices=labelled(ProjectLevel, PROJECT_LEVEL_LABELS),
        default=ProjectLevel.PROJECT,
    )
    number = models.PositiveSmallIntegerField("số", help_text="Số của dự án trong chương trình.")
    name = models.CharField("tên", max_length=200)
    goal = models.TextField("mục tiêu", max_length=5000, blank=True)
    beneficiaries = models.TextField("đối tượng thụ hưởng", max_length=3000, blank=True)
    lead = models.CharField("đơn vị thực hiện", max_length=200, blank=True)
    lead_is_chair = models.BooleanField(
        "gọi là cơ quan chủ trì", default=False, help_text="Không đánh dấu thì in “Đơn vị thực hiện”."
    )
    coordinators = models.CharField(
        "cơ quan phối hợp", max_length=600, blank=True, help_text="Cách nhau bằng dấu chấm phẩy."
    )

    class Meta:
        verbose_name = "dự án"
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=list(ProjectLevel)),
                name="project_level_is_known",
                violation_error_message="Cấp của dự án không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="project_number_is_positive",
                violation_error_message="Số của dự án từ 1 trở lên.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.lead}; {self.coordinators}): {self.goal} {self.beneficiaries}"

    @property
    def title(self) -> str:
        """ "Tiểu dự án 2: Cải thiện dinh dưỡng"."""
        return f"{PROJECT_LEVEL_LABELS[ProjectLevel(self.level)]} {self.number}: {self.name}"

    @property
    def lead_word(self) -> str:
        return "Cơ quan chủ trì" if self.lead_is_chair else "Đơn vị thực hiện"
