"""From what is typed to results as of a period's closing date: a form a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from plans.rules import MEASURE_LABELS, Measure
from povertyplan.common.forms import AmountField, CountField, DecimalField, line_of
from povertyplan.common.text import upper_first
from reports.forms.facts import MOST_MONEY
from reports.models import IndicatorActual, PolicyResult
from reports.queries import Outcome
from reports.rules import POLICY_LABELS, Policy

NUMBERS = ("households", "people", "amount")


class PolicyResultForm(forms.Form):
    """What a policy brought since the first day of the year; blank is not known."""

    households = CountField(label="số hộ", required=False)
    people = CountField(label="số người", required=False)
    amount = AmountField(label="kinh phí (đồng)", required=False, at_most=MOST_MONEY)
    source = line_of(PolicyResult, "source")

    def __init__(self, data: Any = None, *, policy: Policy, **options: Any) -> None:
        super().__init__(data, prefix=policy.value, **options)
        self.policy, self.label = policy, upper_first(POLICY_LABELS[policy])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("source") and not self.errors and not self.has_numbers:
            self.add_error("source", "Ghi ít nhất một số của chính sách này, hoặc bỏ nguồn số liệu.")
        return cleaned

    @property
    def has_numbers(self) -> bool:
        return any(self.cleaned_data.get(name) is not None for name in NUMBERS)

    @property
    def values(self) -> dict[str, Any]:
        return {"policy": self.policy.value, **self.cleaned_data}


def policy_forms(data: QueryDict | None, stored: Iterable[PolicyResult]) -> list[PolicyResultForm]:
    """A row for each policy, in the order of reports."""
    held = {row.policy: row for row in stored}
    return [
        PolicyResultForm(
            data,
            policy=policy,
            initial={name: getattr(held.get(policy), name, None) for name in (*NUMBERS, "source")},
        )
        for policy in Policy
    ]


class IndicatorActualForm(forms.Form):
    """How far an outcome has come, with where the number is from."""

    value = DecimalField(label="kết quả", required=False)
    source = line_of(IndicatorActual, "source", required=False)

    def __init__(self, data: Any = None, *, number: int, outcome: Outcome, **options: Any) -> None:
        super().__init__(data, prefix=f"outcome-{number}", **options)
        self.outcome, self.unit = outcome, MEASURE_LABELS[Measure(outcome.measure)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        value = cleaned.get("value")
        if value is not None and not cleaned.get("source"):
            self.add_error("source", "Ghi nguồn của số này.")
        if value is None and cleaned.get("source") and not self.errors:
            self.add_error("value", "Ghi kết quả, hoặc bỏ nguồn số liệu.")
        if value is not None and value > 100 and self.outcome.measure != Measure.HOUSEHOLD:
            self.add_error("value", "Tỷ lệ không thể quá 100.")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {"subject": self.outcome.subject, "measure": self.outcome.measure, **self.cleaned_data}


def indicator_forms(
    data: QueryDict | None, outcomes: Sequence[Outcome], stored: Mapping[str, IndicatorActual]
) -> list[IndicatorActualForm]:
    """A row for each outcome that the plan names."""
    return [
        IndicatorActualForm(
            data,
            number=number,
            outcome=outcome,
            initial={name: getattr(stored.get(outcome.subject), name, None) for name in ("value", "source")},
        )
        for number, outcome in enumerate(outcomes)
    ]
