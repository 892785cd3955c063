"""Administrative units and their hamlets. Places live in time: `[valid_from, valid_to)` with a successor."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from households.models.roles import hamlets_held, units_held
from households.rules import (
    AREA_LABELS,
    COMMUNE_LEVEL,
    HAMLET_LABELS,
    HAMLET_ROLES,
    UNIT_KIND_LABELS,
    UNIT_ROLES,
    Area,
    HamletLabel,
    UnitKind,
)
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.periods import period_is_ordered, valid_on
from povertyplan.common.text import clean_line, fold, name_key, slug, sort_key, upper_first


class AdministrativeUnitQuerySet(models.QuerySet["AdministrativeUnit"]):
    def as_of(self, date: dt.date) -> AdministrativeUnitQuerySet:
        return self.filter(valid_on(date))

    def commune_level(self) -> AdministrativeUnitQuerySet:
        return self.filter(kind__in=COMMUNE_LEVEL)

    def provinces(self) -> AdministrativeUnitQuerySet:
        return self.filter(kind__in=(UnitKind.PROVINCE, UnitKind.CITY))

    def matching(self, text: str) -> AdministrativeUnitQuerySet:
        """Units whose name holds every word, with or without diacritics, kind and province included."""
        words = fold(text).split()
        return self.filter(*(Q(search_key__contains=word) for word in words))

    def visible_to(self, user: User) -> AdministrativeUnitQuerySet:
        """Communes where the user works today, not just in a hamlet of theirs."""
        return self.filter(pk__in=units_held(user, UNIT_ROLES))

    def hold(self, unit_id: int) -> None:
        """Lock a commune until the transaction ends, against all who hold it too and nobody who refers to it.

        PostgreSQL checks foreign keys when a transaction ends. Who wrote a row of the commune has its log by
        then; with a lock of the whole row he waited here, and who had that waited for the log.
        """
        self.select_for_update(no_key=True).get(pk=unit_id)


AdministrativeUnitManager = models.Manager.from_queryset(AdministrativeUnitQuerySet)


class AdministrativeUnit(models.Model):
    """A province or a commune-level unit (decision 19/2025/QĐ-TTg); codes are text, with leading zeros."""

    code = models.CharField("mã", max_length=5)
    name = models.CharField("tên", max_length=60)
    kind = models.CharField("loại", max_length=20, choices=labelled(UnitKind, UNIT_KIND_LABELS))
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="trực thuộc",
    )
    valid_from = models.DateField("có từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="nay thuộc",
    )
    search_key = models.CharField(max_length=150, editable=False, db_index=True)
    sort_key = models.CharField(max_length=250, editable=False)

    objects = AdministrativeUnitManager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="unit_code_starts_once",
                violation_error_message="Mã đơn vị này đã có với cùng ngày bắt đầu.",
            ),
            # SQLite knows no NULLS NOT DISTINCT and leaves such a constraint out, so blanks have their own.
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_from__isnull=True),
                name="unit_code_is_once_without_start",
                violation_error_message="Mã đơn vị này đã có, cũng không ghi ngày bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(UnitKind)),
                name="unit_kind_is_known",
                violation_error_message="Loại đơn vị không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=COMMUNE_LEVEL, parent__isnull=False)
                | Q(kind__in=(UnitKind.PROVINCE, UnitKind.CITY), parent__isnull=True),
                name="unit_of_commune_level_has_province",
                violation_error_message="Xã, phường, đặc khu phải thuộc một tỉnh, thành phố.",
            ),
            period_is_ordered("unit_period_is_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare_keys(province_name=self.parent.name if self.parent else "")
        super().save(*args, **kwargs)

    @property
    def kind_label(self) -> str:
        return UNIT_KIND_LABELS[UnitKind(self.kind)]

    @property
    def full_name(self) -> str:
        """With a capital first letter: "Xã Phú Thịnh"."""
        return upper_first(str(self))

    @property
    def slug(self) -> str:
        return slug(self.name)

    def prepare_keys(self, *, province_name: str = "") -> None:
        """Set the stored search and sort keys from name, kind and province."""
        self.search_key = fold(f"{self.kind_label} {self.name} {province_name}")[:150]
        self.sort_key = sort_key(self.name)[:250]


def hamlet_name(kind: str, name: str) -> str:
    """With its label unless the name carries it: "Xóm Ba Giăng", "Khu phố 1"."""
    label = HAMLET_LABELS[HamletLabel(kind)]
    return name if fold(name).startswith(fold(label)) else f"{upper_first(label)} {name}"


class HamletQuerySet(models.QuerySet["Hamlet"]):
    def as_of(self, date: dt.date) -> HamletQuerySet:
        return self.filter(valid_on(date))

    def in_unit(self, unit: AdministrativeUnit) -> HamletQuerySet:
        return self.filter(unit=unit)

    def in_order(self) -> HamletQuerySet:
        return self.order_by("position", "sort_key", "pk")

    def surveyed_by(self, user: User) -> HamletQuerySet:
        """Hamlets where just the user works today."""
        return self.filter(pk__in=hamlets_held(user, HAMLET_ROLES))

    def visible_to(self, user: User) -> HamletQuerySet:
        """Hamlets of the communes where the user works today, and those where just he does."""
        own = Q(pk__in=hamlets_held(user, HAMLET_ROLES))
        return self.filter(own | Q(unit__in=units_held(user, UNIT_ROLES)))


HamletManager = models.Manager.from_queryset(HamletQuerySet)


class Hamlet(models.Model):
    """A hamlet or residential group; `name` as the commune prints it."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="hamlets")
    name = models.CharField("tên", max_length=60)
    label = models.CharField("loại", max_length=20, choices=labelled(HamletLabel, HAMLET_LABELS))
    area = models.CharField("khu vực", max_length=10, choices=labelled(Area, AREA_LABELS))
    position = models.PositiveIntegerField("thứ tự", default=0)
    valid_from = models.DateField("có từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="nay thuộc",
    )
    name_key = models.CharField(max_length=60, editable=False)
    sort_key = models.CharField(max_length=250, editable=False)

    objects = HamletManager()

    class Meta:
        verbose_name = "thôn, tổ dân phố"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name_key"],
                condition=Q(valid_to__isnull=True),
                name="hamlet_name_is_unique_in_unit",
                violation_error_message="Tên này đã có trong danh sách của xã.",
            ),
            models.CheckConstraint(
                condition=Q(label__in=list(HamletLabel)),
                name="hamlet_label_is_known",
                violation_error_message="Chọn loại: thôn, xóm, tổ dân phố…",
            ),
            models.CheckConstraint(
                condition=Q(area__in=list(Area)),
                name="hamlet_area_is_known",
                violation_error_message="Chọn khu vực nông thôn hoặc thành thị.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="hamlet_has_name",
                violation_error_message="Nhập tên thôn, tổ dân phố.",
            ),
            period_is_ordered("hamlet_period_is_ordered"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare_keys()
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """With its label unless the name carries it: "Xóm Ba Giăng", "Khu phố 1"."""
        return hamlet_name(self.label, self.name)

    @property
    def order_key(self) -> tuple[int, str, int]:
        """Its place in the commune's own order, as `in_order` sorts."""
        return self.position, self.sort_key, self.pk

    def clean(self) -> None:
        self.name = clean_line(self.name)
        self.prepare_keys()

    def prepare_keys(self) -> None:
        """Set the stored keys from the name."""
        self.name_key = name_key(self.name)[:60]
        self.sort_key = sort_key(self.name)[:250]


class HamletLineage(models.Model):
    """A hamlet became another on a day: merged into it, split off into it, or renamed."""

    predecessor = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="became")
    successor = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="came_from")
    date = models.DateField("từ ngày")

    class Meta:
        verbose_name = "thôn, tổ được nhập, tách"
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="hamlet_lineage_is_said_once",
                violation_error_message="Đã ghi việc nhập, tách này.",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")),
                name="hamlet_lineage_joins_two",
                violation_error_message="Thôn mới phải khác thôn cũ.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
