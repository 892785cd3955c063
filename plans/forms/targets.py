"""The commune's targets of a year, a row each."""

from __future__ import annotations

from typing import Any

from django import forms

from plans.models import CommuneTarget
from plans.rules import POLICY_GROUP_LABELS, Aim, Comparator, Measure, PolicyGroup, TargetIndicator
from povertyplan.common.choices import labelled
from povertyplan.common.forms import DecimalField, Rows, choice_of, line_of, rows_of

MAX_TARGETS = 60


class TargetForm(forms.Form):
    """One target: whose number, how much, and how it is printed."""

    indicator = choice_of(CommuneTarget, "indicator", initial=TargetIndicator.POOR.value)
    policy_group = choice_of(
        CommuneTarget,
        "policy_group",
        choices=[("", "tất cả"), *labelled(PolicyGroup, POLICY_GROUP_LABELS)],
    )
    aim = choice_of(CommuneTarget, "aim", initial=Aim.REDUCTION.value)
    comparator = choice_of(CommuneTarget, "comparator", initial=Comparator.EXACTLY.value)
    value = DecimalField(label="số", error_messages={"required": "Nhập số, hoặc đánh dấu Bỏ."})
    measure = choice_of(CommuneTarget, "measure", initial=Measure.HOUSEHOLD.value)
    wording = line_of(CommuneTarget, "wording", help_text="")

    def clean(self) -> dict[str, Any]:
        value, measure = self.cleaned_data.get("value"), self.cleaned_data.get("measure")
        if value is None or measure is None:
            return self.cleaned_data
        if measure == Measure.HOUSEHOLD and value != value.to_integral_value():
            self.add_error("value", "Số hộ là số nguyên.")
        if measure != Measure.HOUSEHOLD and value > 100:
            self.add_error("value", "Tỷ lệ không thể quá 100.")
        return self.cleaned_data


TargetRows = rows_of(TargetForm, at_most=MAX_TARGETS)


def target_rows(targets: list[CommuneTarget], data: Any = None) -> Rows:
    """The targets as a form: as they stand, or as they were sent."""
    names = tuple(TargetForm.base_fields)
    initial = [{name: getattr(target, name) for name in names} for target in targets]
    return TargetRows(data, prefix="rows", initial=initial)
