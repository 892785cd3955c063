"""Choosing the kind of a new plan."""

from __future__ import annotations

from django import forms

from plans.rules import PLAN_KIND_LABELS, PlanKind
from povertyplan.common.choices import labelled


class NewPlanForm(forms.Form):
    """Which standard sections to start with."""

    kind = forms.ChoiceField(
        label="loại kế hoạch", choices=labelled(PlanKind, PLAN_KIND_LABELS), widget=forms.RadioSelect
    )
