"""Groups of households that a plan treats alike, and how many are expected to leave poverty by which path."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from assignments.rules import PATH_LABELS, EscapePath
from households.models import Hamlet
from households.rules import CAUSE_LABELS, Cause, positions_of
from plans.models.parts import PlanPart
from plans.models.plan import Plan
from plans.rules import GROUP_FLAG_LABELS, GroupFlag
from povertyplan.common.choices import labelled


class HouseholdGroup(PlanPart):
    """Poor households with any of the flags or causes of the masks, and what the plan does for them.

    `flags` and `causes` have a bit for each position (from 1) of `GroupFlag` and `Cause`. A group without
    either is never counted from households (who lives with an addict is nobody's list): its number is typed.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="household_groups")
    name = models.CharField("tên nhóm", max_length=200)
    flags = models.PositiveSmallIntegerField("đặc điểm", default=0)
    causes = models.PositiveSmallIntegerField("nguyên nhân nghèo", default=0)
    typed = models.PositiveIntegerField(
        "số hộ (nhập tay)",
        null=True,
        blank=True,
        help_text="Chỉ nhập khi nhóm không chọn đặc điểm, nguyên nhân nào.",
    )
    solutions = models.TextField("cách hỗ trợ", max_length=10000, blank=True)

    class Meta:
        verbose_name = "nhóm hộ"
        constraints = [
            models.CheckConstraint(
                condition=Q(typed__isnull=True) | Q(flags=0, causes=0),
                name="household_group_is_counted_or_typed",
                violation_error_message="Nhóm đã đếm theo đặc điểm hoặc nguyên nhân thì không nhập số hộ.",
            ),
            models.CheckConstraint(
                condition=Q(flags__lt=1 << len(GroupFlag)) & Q(causes__lt=1 << len(Cause)),
                name="household_group_marks_are_known",
                violation_error_message="Đặc điểm hoặc nguyên nhân không có trong danh mục.",
            ),
        ]

    def __str__(self) -> str:
        marks = [
            GROUP_FLAG_LABELS[[*GroupFlag][position - 1]] for position in sorted(positions_of(self.flags))
        ]
        marks += [CAUSE_LABELS[[*Cause][position - 1]] for position in sorted(positions_of(self.causes))]
        count = "" if self.typed is None else f" {self.typed} hộ"
        return f"{self.name} ({'; '.join(marks)}){count}: {self.solutions}"

    @property
    def is_counted(self) -> bool:
        """Whether households are counted, from the review that stands for the plan's figures."""
        return bool(self.flags or self.causes)


class ProspectCount(PlanPart):
    """Households of one residential group that are expected to leave poverty by one path.

    Without a hamlet the list names none: the reason stands for it, or nothing does, which is a finding.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="prospect_counts")
    path = models.CharField("hướng thoát nghèo", max_length=20, choices=labelled(EscapePath, PATH_LABELS))
    hamlet = models.ForeignKey(
        Hamlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="thôn, tổ dân phố",
    )
    reason = models.CharField("lý do", max_length=200, blank=True)
    households = models.PositiveIntegerField("số hộ")

    class Meta:
        verbose_name = "số hộ dự kiến thoát nghèo"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "path", "hamlet", "reason"],
                name="prospect_count_is_given_once",
                violation_error_message="Thôn, tổ này đã có số hộ theo hướng đó.",
            ),
            models.CheckConstraint(
                condition=Q(path__in=list(EscapePath)),
                name="prospect_count_path_is_known",
                violation_error_message="Chọn hướng thoát nghèo trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(households__gte=1),
                name="prospect_count_is_positive",
                violation_error_message="Số hộ từ 1 trở lên; không có hộ nào thì bỏ dòng này.",
            ),
        ]

    def __str__(self) -> str:
        where = ", ".join(filter(None, (str(self.hamlet or ""), self.reason))) or "chưa nêu tên"
        return f"{PATH_LABELS[EscapePath(self.path)]}: {where} {self.households} hộ"

    def clean(self) -> None:
        if self.hamlet and self.hamlet.unit_id != self.plan.unit_id:
            raise ValidationError({"hamlet": "Thôn này không thuộc xã, phường."})
