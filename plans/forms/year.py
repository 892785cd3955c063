"""What a new plan begins with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from plans.models import Plan
from plans.rules import PLAN_KIND_LABELS, PLANS


class NewPlanForm(forms.Form):
    """Which standard sections to start with, or which plan of another year."""

    kind = forms.ChoiceField(
        label="loại kế hoạch",
        choices=[(kind.value, PLAN_KIND_LABELS[kind]) for kind in PLANS],
        widget=forms.RadioSelect,
    )


class PlanField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic where it runs
    """A choice of plans, by their years and subjects."""

    def label_from_instance(self, obj: Plan) -> str:
        return f"{obj.years}: {obj.subject}"


class FollowForm(forms.Form):
    """The plan of another year whose words a new one begins with."""

    previous = PlanField(
        label="kế hoạch đã có",
        queryset=Plan.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Chọn kế hoạch để làm theo.",
            "invalid_choice": "Không còn kế hoạch đó; tải lại trang.",
        },
    )

    def __init__(self, data: Any = None, *, plans: models.QuerySet[Plan]) -> None:
        super().__init__(data)
        chosen = self.fields["previous"]
        assert isinstance(chosen, PlanField)
        chosen.queryset = plans
