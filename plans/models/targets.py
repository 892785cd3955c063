"""What a year is to bring: the commune's targets as given, and each hamlet's share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from households.models import AdministrativeUnit, Hamlet
from plans.rules import (
    AIM_LABELS,
    COMPARATOR_LABELS,
    MEASURE_LABELS,
    POLICY_GROUP_LABELS,
    TARGET_INDICATOR_LABELS,
    TARGETS,
    Aim,
    Comparator,
    Measure,
    PolicyGroup,
    TargetIndicator,
    target_wording,
)
from povertyplan.common.choices import labelled


class CommuneTargetQuerySet(models.QuerySet["CommuneTarget"]):
    def in_year(self, unit: AdministrativeUnit, year: int) -> CommuneTargetQuerySet:
        return self.filter(unit=unit, year=year)


CommuneTargetManager = models.Manager.from_queryset(CommuneTargetQuerySet)


class CommuneTarget(models.Model):
    """A target of the whole commune for a year: number, unit, comparator, and the wording as printed."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField("năm")
    order = models.PositiveIntegerField("thứ tự", default=0)
    indicator = models.CharField(
        "đối tượng", max_length=20, choices=labelled(TargetIndicator, TARGET_INDICATOR_LABELS)
    )
    policy_group = models.CharField(
        "nhóm hộ", max_length=20, choices=labelled(PolicyGroup, POLICY_GROUP_LABELS), blank=True
    )
    aim = models.CharField(
        "chỉ tiêu", max_length=20, choices=labelled(Aim, AIM_LABELS), default=Aim.REDUCTION
    )
    comparator = models.CharField(
        "mức", max_length=20, choices=labelled(Comparator, COMPARATOR_LABELS), default=Comparator.EXACTLY
    )
    value = models.DecimalField("số", max_digits=11, decimal_places=4)
    measure = models.CharField("đơn vị tính", max_length=20, choices=labelled(Measure, MEASURE_LABELS))
    wording = models.CharField(
        "cách ghi trong văn bản", max_length=300, blank=True, help_text="Để trống thì chương trình tự ghi."
    )

    objects = CommuneTargetManager()

    class Meta:
        verbose_name = "chỉ tiêu của xã"
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="commune_target_is_not_negative",
                violation_error_message="Chỉ tiêu không thể âm.",
            ),
            models.CheckConstraint(
                condition=Q(measure=Measure.HOUSEHOLD) | Q(value__lte=100),
                name="commune_target_rate_is_at_most_100",
                violation_error_message="Tỷ lệ không thể quá 100.",
            ),
            models.CheckConstraint(
                condition=Q(indicator__in=list(TargetIndicator))
                & Q(aim__in=list(Aim))
                & Q(comparator__in=list(Comparator))
                & Q(measure__in=list(Measure))
                & Q(policy_group__in=["", *PolicyGroup]),
                name="commune_target_terms_are_known",
                violation_error_message="Chỉ tiêu có mục không nằm trong danh mục.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="commune_target_by_year")]

    def __str__(self) -> str:
        return f"{self.subject} {self.amount}"

    @property
    def subject(self) -> str:
        """Whose number: "hộ nghèo", "hộ nghèo có thành viên là người có công với cách mạng"."""
        group = f" {POLICY_GROUP_LABELS[PolicyGroup(self.policy_group)]}" if self.policy_group else ""
        return TARGET_INDICATOR_LABELS[TargetIndicator(self.indicator)] + group

    @property
    def amount(self) -> str:
        """The number as meant: "từ 7 hộ trở lên", "trên 0,79 điểm %"."""
        return target_wording(
            comparator=Comparator(self.comparator), value=self.value, measure=Measure(self.measure)
        )

    @property
    def sentence(self) -> str:
        """The wording as printed, or the usual one; without a full stop."""
        return self.printed()

    def printed(self, mark: str = ",") -> str:
        """The sentence with what stands before the decimals of the usual wording."""
        if self.wording:
            return self.wording.rstrip(".;")
        verb = "Giảm" if self.aim == Aim.REDUCTION else f"Đến cuối năm {self.year} còn"
        rate = "" if self.measure == Measure.HOUSEHOLD else "tỷ lệ "
        amount = target_wording(
            comparator=Comparator(self.comparator),
            value=self.value,
            measure=Measure(self.measure),
            mark=mark,
        )
        return f"{verb} {rate}{self.subject} {amount}"


class HamletTargetQuerySet(models.QuerySet["HamletTarget"]):
    def by_hamlet(self) -> dict[int, tuple[int | None, int | None]]:
        """What poor and near-poor households are to become fewer by, by hamlet id; of one year."""
        rows = self.values_list("hamlet_id", *TARGETS)
        return {hamlet: (poor, near_poor) for hamlet, poor, near_poor in rows}


HamletTargetManager = models.Manager.from_queryset(HamletTargetQuerySet)


class HamletTarget(models.Model):
    """How many households a hamlet is to bring out of poverty in a year; blank is "no target", 0 is a
    target.
    """

    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField("năm")
    poor_reduction = models.PositiveIntegerField("hộ nghèo giảm", null=True, blank=True)
    near_poor_reduction = models.PositiveIntegerField("hộ cận nghèo giảm", null=True, blank=True)

    objects = HamletTargetManager()

    class Meta:
        verbose_name = "chỉ tiêu của thôn"
        constraints = [
            models.UniqueConstraint(
                fields=["hamlet", "year"],
                name="hamlet_target_is_given_once_a_year",
                violation_error_message="Thôn này đã có chỉ tiêu của năm đó.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hamlet} {self.year}"
