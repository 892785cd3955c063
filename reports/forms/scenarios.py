"""A scenario as the officer asks for it: the total, the rule, and what was typed for single hamlets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from plans.rules import TARGET_INDICATOR_LABELS, TargetIndicator
from povertyplan.common.choices import labelled
from povertyplan.common.forms import BAD_CHOICE, CountField, DecimalField, line_of
from reports.models import TargetScenario
from reports.queries import SpreadBasis, TargetChoice
from reports.rules import NO_LIMITS, SPREAD_RULE_LABELS, HamletStock, Limits, SpreadRule, Terms, rules_for

OTHER = "khac"
LIMITS = {"floor": "ít nhất", "ceiling": "nhiều nhất", "pin": "ghi sẵn"}


@dataclass(frozen=True, kw_only=True)
class LimitRow:
    """A hamlet with its three fields."""

    hamlet: HamletStock
    fields: tuple[BoundField, ...]


class ScenarioForm(forms.Form):
    """What a scenario of one class is made from."""

    name = line_of(TargetScenario, "name")
    source = forms.ChoiceField(
        label="chỉ tiêu của xã", error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE}
    )
    total = CountField(
        label="số hộ giảm khác",
        required=False,
        help_text="Chỉ nhập khi không theo chỉ tiêu nào ở trên.",
    )
    rule = forms.ChoiceField(
        label="chia", error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE}
    )
    floor = CountField(
        label="mỗi nơi ít nhất (hộ)",
        required=False,
        help_text="Nơi có ít hộ hơn thì nhiều nhất bằng số hộ của nơi đó.",
    )
    ceiling_rate = DecimalField(
        label="mỗi nơi nhiều nhất (% số hộ của nơi đó)",
        required=False,
        help_text="Làm tròn lên thành số hộ. Để trống thì nhiều nhất bằng số hộ hiện có.",
    )
    able_only = forms.BooleanField(label="không tính hộ không có khả năng lao động", required=False)
    blank_left_out = forms.BooleanField(label="không giao cho nơi chưa có số liệu", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        basis: SpreadBasis,
        indicator: TargetIndicator,
        like: TargetScenario | None = None,
    ) -> None:
        targets = basis.choices(indicator)
        super().__init__(data, initial=_initial(targets, like))
        self.indicator, self.hamlets = indicator, basis.hamlets(indicator)
        self.targets = {target.key: target for target in targets}
        choices = [(each.key, f"{each.sentence} (giảm {each.total} hộ)") for each in targets]
        self.fields["source"].choices = [*choices, (OTHER, "số khác, nhập ở ô Số hộ giảm khác")]  # type: ignore[attr-defined]
        rules = {rule: SPREAD_RULE_LABELS[rule] for rule in rules_for(indicator)}
        self.fields["rule"].choices = [*rules.items()]  # type: ignore[attr-defined]
        if indicator != TargetIndicator.POOR:
            del self.fields["able_only"]
        for hamlet in self.hamlets:
            for name, label in LIMITS.items():
                self.fields[f"{name}-{hamlet.hamlet_id}"] = CountField(
                    label=f"{hamlet.name}, {label}", required=False
                )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        typed, source = given.get("total"), given.get("source")
        if source and source != OTHER and typed is not None:
            self.add_error("total", "Đã chọn chỉ tiêu của xã thì để trống ô này.")
        elif source == OTHER and typed is None and "total" not in self.errors:
            self.add_error("total", "Nhập số hộ giảm, hoặc chọn một chỉ tiêu của xã.")
        if (rate := given.get("ceiling_rate")) is not None and rate > 100:
            self.add_error("ceiling_rate", "Tỷ lệ không thể quá 100.")
        return given

    @property
    def shared(self) -> Iterator[BoundField]:
        """The fields that are of no single hamlet."""
        return (self[name] for name in self.fields if "-" not in name)

    def rows(self) -> Iterator[LimitRow]:
        """The hamlets with what may be typed for each."""
        for hamlet in self.hamlets:
            yield LimitRow(hamlet=hamlet, fields=tuple(self[f"{name}-{hamlet.hamlet_id}"] for name in LIMITS))

    @property
    def sentence(self) -> str:
        """The commune's target that was chosen, in words; blank where a number was typed."""
        target = self.targets.get(self.cleaned_data["source"])
        return target.sentence[:300] if target else ""

    def terms(self) -> Terms:
        """What was asked for, once it is valid."""
        given = self.cleaned_data
        target = self.targets.get(given["source"])
        typed = {
            hamlet.hamlet_id: Limits(**{name: given[f"{name}-{hamlet.hamlet_id}"] for name in LIMITS})
            for hamlet in self.hamlets
        }
        return Terms(
            indicator=self.indicator,
            rule=SpreadRule(given["rule"]),
            total=target.total if target else given["total"],
            floor=given["floor"] or 0,
            ceiling_rate=given["ceiling_rate"],
            able_only=given.get("able_only", False),
            blank_left_out=given["blank_left_out"],
            limits={hamlet: limits for hamlet, limits in typed.items() if limits != NO_LIMITS},
        )


def _initial(targets: tuple[TargetChoice, ...], like: TargetScenario | None) -> dict[str, Any]:
    """What the empty form shows: the commune's greatest target, or what an earlier scenario was made from."""
    if like is None:
        return {"source": targets[0].key if targets else OTHER, "rule": SpreadRule.STOCK}
    source = next(
        (each.key for each in targets if (each.sentence, each.total) == (like.source, like.total)), OTHER
    )
    terms = like.terms
    initial: dict[str, Any] = {
        "source": source,
        "total": terms.total if source == OTHER else None,
        "rule": terms.rule,
        "floor": terms.floor or None,
        "ceiling_rate": terms.ceiling_rate,
        "able_only": terms.able_only,
        "blank_left_out": terms.blank_left_out,
    }
    for hamlet, limits in terms.limits.items():
        initial |= {f"{name}-{hamlet}": getattr(limits, name) for name in LIMITS}
    return initial


class IndicatorForm(forms.Form):
    """Of which class a page is, as its address says; of poor households where it says nothing known."""

    indicator = forms.ChoiceField(choices=labelled(TargetIndicator, TARGET_INDICATOR_LABELS))

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__({"indicator": data.get("doi-tuong", "")})

    @property
    def chosen(self) -> TargetIndicator:
        return TargetIndicator(self.cleaned_data["indicator"]) if self.is_valid() else TargetIndicator.POOR
