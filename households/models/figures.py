"""Counts of households of a hamlet or unit at a date, under a poverty standard. Blank is not zero."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from households.models.places import AdministrativeUnit, Hamlet
from households.models.standards import Standard
from households.rules import COUNT_FIELDS, FIGURE_SOURCE_LABELS, Counts, FigureSource
from povertyplan.common.choices import labelled


class CountsModel(models.Model):
    """Households, poor and near-poor ones, and people, at a date under a standard."""

    date = models.DateField("thời điểm")
    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, verbose_name="chuẩn nghèo", related_name="+"
    )
    households = models.PositiveIntegerField("tổng số hộ", null=True, blank=True)
    people = models.PositiveIntegerField("số khẩu", null=True, blank=True)
    poor = models.PositiveIntegerField("hộ nghèo", null=True, blank=True)
    near_poor = models.PositiveIntegerField("hộ cận nghèo", null=True, blank=True)
    no_labour = models.PositiveIntegerField("hộ nghèo không có khả năng lao động", null=True, blank=True)
    source = models.CharField(
        "nguồn",
        max_length=10,
        choices=labelled(FigureSource, FIGURE_SOURCE_LABELS),
        default=FigureSource.ENTERED,
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(households__isnull=True)
                | (Q(poor__isnull=True) | Q(poor__lte=F("households")))
                & (Q(near_poor__isnull=True) | Q(near_poor__lte=F("households")))
                & (
                    Q(poor__isnull=True)
                    | Q(near_poor__isnull=True)
                    | Q(households__gte=F("poor") + F("near_poor"))
                ),
                name="%(class)s_poor_are_among_households",
                violation_error_message="Hộ nghèo và hộ cận nghèo cộng lại vượt quá tổng số hộ.",
            ),
            models.CheckConstraint(
                condition=Q(poor__isnull=True) | Q(no_labour__isnull=True) | Q(no_labour__lte=F("poor")),
                name="%(class)s_no_labour_are_among_poor",
                violation_error_message="Hộ nghèo không có khả năng lao động vượt quá số hộ nghèo.",
            ),
            models.CheckConstraint(
                condition=Q(source__in=list(FigureSource)),
                name="%(class)s_source_is_known",
                violation_error_message="Nguồn số liệu không có trong danh mục.",
            ),
        ]

    @property
    def counts(self) -> Counts:
        return Counts(**{name: getattr(self, name) for name in COUNT_FIELDS})

    def clean(self) -> None:
        if violations := self.counts.violations():
            raise ValidationError(violations)


class HamletFiguresQuerySet(models.QuerySet["HamletFigures"]):
    def by_hamlet(self) -> dict[int, Counts]:
        """The counts by hamlet id; of rows at one date under one standard."""
        rows = self.values_list("hamlet_id", *COUNT_FIELDS)
        return {hamlet: Counts(**dict(zip(COUNT_FIELDS, counts, strict=True))) for hamlet, *counts in rows}


HamletFiguresManager = models.Manager.from_queryset(HamletFiguresQuerySet)


class HamletFigures(CountsModel):
    """The counts of one hamlet."""

    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="figures")

    objects = HamletFiguresManager()

    class Meta(CountsModel.Meta):
        verbose_name = "số liệu của thôn"
        constraints = [
            *CountsModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["hamlet", "date", "standard"],
                name="hamlet_figures_are_given_once",
                violation_error_message="Thôn này đã có số liệu tại thời điểm đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hamlet} {self.date:%d/%m/%Y}"


class UnitFiguresQuerySet(models.QuerySet["UnitFigures"]):
    def declared_for(self, unit: AdministrativeUnit) -> UnitFiguresQuerySet:
        """What was published of a commune."""
        return self.filter(unit=unit, source=FigureSource.DECLARED)


UnitFiguresManager = models.Manager.from_queryset(UnitFiguresQuerySet)


class UnitFigures(CountsModel):
    """The counts of a whole unit as published (declared) or entered where no hamlet figures exist."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="figures")

    objects = UnitFiguresManager()

    class Meta(CountsModel.Meta):
        verbose_name = "số liệu của xã"
        constraints = [
            *CountsModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "date", "standard", "source"],
                name="unit_figures_are_given_once_by_source",
                violation_error_message="Đã có số liệu của xã tại thời điểm đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.date:%d/%m/%Y}"
