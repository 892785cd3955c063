"""How a commune approves and signs: what it chose, and who held which office when."""

from __future__ import annotations

import datetime as dt

from django.db import models

from households.models import AdministrativeUnit
from povertyplan.common.periods import period_is_ordered, valid_on


class SigningPolicy(models.Model):
    """What a commune chose of the life of its plans; a commune without a row has the defaults."""

    unit = models.OneToOneField(AdministrativeUnit, on_delete=models.CASCADE, related_name="signing_policy")
    author_may_approve = models.BooleanField("người soạn được tự duyệt", default=True)
    suggests_number = models.BooleanField("gợi ý số văn bản tiếp theo", default=False)

    class Meta:
        verbose_name = "cách duyệt và ký"

    def __str__(self) -> str:
        return str(self.unit)


class OfficeHolderQuerySet(models.QuerySet["OfficeHolder"]):
    def as_of(self, date: dt.date) -> OfficeHolderQuerySet:
        return self.filter(valid_on(date))


OfficeHolderManager = models.Manager.from_queryset(OfficeHolderQuerySet)


class OfficeHolder(models.Model):
    """Somebody who may sign for the commune, from a day until before another."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.CASCADE, related_name="office_holders")
    name = models.CharField("họ và tên", max_length=100)
    office = models.CharField("chức vụ", max_length=100)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = OfficeHolderManager()

    class Meta:
        verbose_name = "người giữ chức vụ"
        constraints = [period_is_ordered("office_holder_period_is_ordered")]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"

    def holds_on(self, date: dt.date) -> bool:
        """Whether the office is held on a day."""
        started = self.valid_from is None or self.valid_from <= date
        return started and (self.valid_to is None or date < self.valid_to)
