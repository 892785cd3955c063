"""Ways in which a commune's target of a year might be spread over its hamlets."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from households.models import AdministrativeUnit, Hamlet
from households.models.roles import units_held
from households.rules import UNIT_ROLES
from plans.rules import TARGET_INDICATOR_LABELS, TargetIndicator
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from reports.rules import SPREAD_RULE_LABELS, Limits, SpreadRule, Terms


class TargetScenarioQuerySet(models.QuerySet["TargetScenario"]):
    def visible_to(self, user: User) -> TargetScenarioQuerySet:
        return self.filter(unit__in=units_held(user, UNIT_ROLES))

    def in_year(self, unit: AdministrativeUnit, year: int) -> TargetScenarioQuerySet:
        return self.filter(unit=unit, year=year)


TargetScenarioManager = models.Manager.from_queryset(TargetScenarioQuerySet)


class TargetScenario(models.Model):
    """A target with the rule it was spread by, and the shares that gave; it stays as it was made."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="target_scenarios")
    year = models.PositiveSmallIntegerField("năm")
    indicator = models.CharField(
        "đối tượng", max_length=20, choices=labelled(TargetIndicator, TARGET_INDICATOR_LABELS)
    )
    name = models.CharField("tên phương án", max_length=60)
    rule = models.CharField("cách chia", max_length=20, choices=labelled(SpreadRule, SPREAD_RULE_LABELS))
    total = models.PositiveIntegerField("tổng số hộ giảm")
    source = models.CharField("chỉ tiêu của xã", max_length=300, blank=True)
    floor = models.PositiveIntegerField("mỗi nơi ít nhất", default=0)
    ceiling_rate = models.DecimalField(
        "mỗi nơi nhiều nhất %", max_digits=5, decimal_places=2, null=True, blank=True
    )
    blank_left_out = models.BooleanField("không giao cho nơi chưa có số liệu", default=False)
    able_only = models.BooleanField("không tính hộ không có khả năng lao động", default=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField("lấy lúc", null=True, blank=True)

    objects = TargetScenarioManager()

    class Meta:
        verbose_name = "phương án chỉ tiêu"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "name"],
                name="target_scenario_name_is_unique_in_its_year",
                violation_error_message="Năm này đã có phương án tên đó; đặt tên khác.",
            ),
            models.CheckConstraint(
                condition=Q(indicator__in=list(TargetIndicator)) & Q(rule__in=list(SpreadRule)),
                name="target_scenario_terms_are_known",
                violation_error_message="Chọn đối tượng và cách chia trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=1),
                name="target_scenario_total_is_positive",
                violation_error_message="Tổng phải từ 1 hộ trở lên.",
            ),
            models.CheckConstraint(
                condition=Q(ceiling_rate__isnull=True) | Q(ceiling_rate__gte=0, ceiling_rate__lte=100),
                name="target_scenario_ceiling_is_percent",
                violation_error_message="Mức nhiều nhất phải từ 0 đến 100 %.",
            ),
            models.CheckConstraint(
                condition=Q(indicator=TargetIndicator.POOR)
                | ~Q(rule=SpreadRule.PROSPECTS) & Q(able_only=False),
                name="target_scenario_terms_fit_its_indicator",
                violation_error_message=(
                    "Hộ cận nghèo không chia theo hộ có khả năng thoát nghèo hay khả năng lao động."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def terms(self) -> Terms:
        """How it was spread; the limits come with its shares."""
        return Terms(
            indicator=TargetIndicator(self.indicator),
            rule=SpreadRule(self.rule),
            total=self.total,
            floor=self.floor,
            ceiling_rate=self.ceiling_rate,
            able_only=self.able_only,
            blank_left_out=self.blank_left_out,
            limits={share.hamlet_id: share.limits for share in self.shares.all()},
        )


class ScenarioShare(models.Model):
    """What a scenario asks of one hamlet (blank: nothing, it was left out), with what was typed for it."""

    scenario = models.ForeignKey(TargetScenario, on_delete=models.CASCADE, related_name="shares")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveIntegerField("giao", null=True, blank=True)
    floor = models.PositiveIntegerField("ít nhất", null=True, blank=True)
    ceiling = models.PositiveIntegerField("nhiều nhất", null=True, blank=True)
    pin = models.PositiveIntegerField("ghi sẵn", null=True, blank=True)

    class Meta:
        verbose_name = "số giao trong phương án"
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "hamlet"],
                name="scenario_share_is_given_once_a_hamlet",
                violation_error_message="Phương án đã có thôn này.",
            ),
            models.CheckConstraint(
                condition=(Q(pin__isnull=True) | Q(share=F("pin")))
                & (Q(pin__isnull=False) | Q(floor__isnull=True) | Q(share__gte=F("floor")))
                & (Q(pin__isnull=False) | Q(ceiling__isnull=True) | Q(share__lte=F("ceiling"))),
                name="scenario_share_keeps_its_limits",
                violation_error_message="Số giao phải trong mức ít nhất, nhiều nhất, đúng số ghi sẵn.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hamlet} {self.share}"

    @property
    def limits(self) -> Limits:
        return Limits(floor=self.floor, ceiling=self.ceiling, pin=self.pin)
