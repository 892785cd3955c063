"""A progress report: a paper of the commune with its period."""

from __future__ import annotations

from django.db import models

from plans.models import Plan
from reports.models.periods import ReportingPeriod


class Report(models.Model):
    """What makes a paper (`plans.Plan` of kind `report`) a report: its period and whom it is addressed to.

    Text, recipients, signatory, life and frozen prints are those of the paper.
    """

    paper = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="report")
    period = models.OneToOneField(
        ReportingPeriod, on_delete=models.PROTECT, related_name="report", verbose_name="kỳ báo cáo"
    )
    addressees = models.TextField("kính gửi", max_length=1000, help_text="Mỗi nơi một dòng.")

    class Meta:
        verbose_name = "báo cáo"

    def __str__(self) -> str:
        return str(self.paper)
