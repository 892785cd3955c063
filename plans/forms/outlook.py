"""Rows of groups, prospects, the roadmap, indicators and projects."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django import forms

from assignments.rules import PATH_LABELS, EscapePath
from households.models import Hamlet
from households.rules import CAUSE_LABELS, DIMENSION_LABELS, Cause, Dimension, mask_of, positions_of
from plans.forms.writing import ProseForm
from plans.models import HouseholdGroup, IndicatorTarget, Project, ProspectCount, RoadmapYear
from plans.rules import (
    GROUP_FLAG_LABELS,
    Comparator,
    GroupFlag,
    Measure,
    ProjectLevel,
    wording_names,
)
from povertyplan.common.choices import labelled
from povertyplan.common.forms import BAD_CHOICE, CountField, DecimalField, choice_of, line_of

NOT_PERCENT = "Tỷ lệ không thể quá 100."


class MarksField(forms.MultipleChoiceField):
    """Boxes to tick, kept as a mask with a bit for each position (from 1) of an enum."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, terms: type[StrEnum], **options: Any) -> None:
        super().__init__(
            required=False,
            error_messages={"invalid_choice": BAD_CHOICE, "invalid_list": BAD_CHOICE},
            **options,
        )
        self.terms = [*terms]

    def clean(self, value: Any) -> int:
        chosen: list[str] = super().clean(value)
        return mask_of(frozenset(position for position, term in enumerate(self.terms, 1) if term in chosen))

    def prepare_value(self, value: Any) -> Any:
        return self._terms(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self._terms(initial or 0), data)

    def _terms(self, mask: int) -> list[str]:
        return [str(self.terms[position - 1]) for position in sorted(positions_of(mask))]


class GroupForm(ProseForm):
    """One group: whose households, and what is done for them."""

    prose = ("solutions",)

    name = line_of(HouseholdGroup, "name", error_messages={"required": "Nhập tên nhóm, hoặc đánh dấu Bỏ."})
    flags = MarksField(GroupFlag, label="đặc điểm", choices=labelled(GroupFlag, GROUP_FLAG_LABELS))
    causes = MarksField(Cause, label="nguyên nhân nghèo", choices=labelled(Cause, CAUSE_LABELS))
    typed = CountField(
        label="số hộ (nhập tay)",
        required=False,
        help_text="Chỉ nhập khi nhóm không chọn đặc điểm, nguyên nhân nào.",
    )
    solutions = line_of(HouseholdGroup, "solutions", widget=forms.Textarea(attrs={"rows": 6}))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("typed") is not None and (given.get("flags") or given.get("causes")):
            self.add_error("typed", "Nhóm đã đếm theo đặc điểm hoặc nguyên nhân thì để trống số hộ.")
        return given


class ProspectForm(ProseForm):
    """Households of one residential group and path."""

    path = choice_of(ProspectCount, "path", choices=labelled(EscapePath, PATH_LABELS))
    hamlet = forms.ModelChoiceField(
        label="thôn, tổ dân phố",
        queryset=Hamlet.objects.none(),
        required=False,
        empty_label="chưa nêu tên",
        error_messages={"invalid_choice": "Thôn, tổ này không thuộc xã, phường; tải lại trang."},
    )
    reason = line_of(ProspectCount, "reason")
    households = CountField(label="số hộ", error_messages={"required": "Nhập số hộ, hoặc đánh dấu Bỏ."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hamlet = self.fields["hamlet"]
        assert isinstance(hamlet, forms.ModelChoiceField)
        hamlet.queryset = Hamlet.objects.in_unit(self.source.plan.unit).in_order()

    def clean_households(self) -> int | None:
        households: int | None = self.cleaned_data["households"]
        if households == 0:
            raise forms.ValidationError("Không có hộ nào thì đánh dấu Bỏ.")
        return households


class RoadmapForm(ProseForm):
    """One year of the roadmap."""

    year = forms.TypedChoiceField(
        label="năm",
        coerce=int,
        error_messages={"required": "Chọn năm, hoặc đánh dấu Bỏ.", "invalid_choice": BAD_CHOICE},
    )
    households = CountField(label="tổng số hộ", required=False)
    poor_comparator = choice_of(RoadmapYear, "poor_comparator", initial=Comparator.EXACTLY.value)
    poor = CountField(label="hộ nghèo còn", required=False)
    poor_rate = DecimalField(label="tỷ lệ hộ nghèo còn %", required=False)
    near_poor_comparator = choice_of(RoadmapYear, "near_poor_comparator", initial=Comparator.EXACTLY.value)
    near_poor = CountField(label="hộ cận nghèo còn", required=False)
    near_poor_rate = DecimalField(label="tỷ lệ hộ cận nghèo còn %", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan, year = self.source.plan, self.fields["year"]
        assert isinstance(year, forms.ChoiceField)
        kept = {row.year for row in self.source.roadmap}
        years = sorted({*range(plan.year, (plan.last_year or plan.year) + 1), *kept})
        year.choices = [("", "chọn năm"), *((each, str(each)) for each in years)]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name, term in (("poor", "hộ nghèo"), ("near_poor", "hộ cận nghèo")):
            rate, left, all_of = given.get(f"{name}_rate"), given.get(name), given.get("households")
            if rate is not None and rate > 100:
                self.add_error(f"{name}_rate", NOT_PERCENT)
            if left is not None and all_of is not None and left > all_of:
                self.add_error(name, f"Có {all_of} hộ, số {term} không thể là {left}.")
        return given


class IndicatorForm(ProseForm):
    """One indicator: what, how much, and how that is printed."""

    dimension = choice_of(
        IndicatorTarget,
        "dimension",
        choices=[("", "kết quả chung"), *labelled(Dimension, DIMENSION_LABELS)],
    )
    subject = line_of(
        IndicatorTarget,
        "subject",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Nhập nội dung phải đạt, hoặc đánh dấu Bỏ."},
    )
    comparator = choice_of(IndicatorTarget, "comparator", initial=Comparator.EXACTLY.value)
    value = DecimalField(label="số", required=False)
    measure = choice_of(IndicatorTarget, "measure", initial=Measure.PERCENT.value)
    wording = line_of(IndicatorTarget, "wording")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        value, wording = given.get("value"), given.get("wording", "")
        if value is not None and given.get("measure") != Measure.HOUSEHOLD and value > 100:
            self.add_error("value", NOT_PERCENT)
        if value is not None and not wording_names(wording, value):
            self.add_error("wording", "Cách ghi không nêu đúng con số của chỉ tiêu.")
        return given


class ProjectForm(ProseForm):
    """One project, or a part of the one above it."""

    prose = ("goal", "beneficiaries")

    level = choice_of(Project, "level", initial=ProjectLevel.PROJECT.value)
    number = CountField(
        label="số",
        help_text="Số của dự án trong chương trình.",
        error_messages={"required": "Nhập số của dự án, hoặc đánh dấu Bỏ."},
    )
    name = line_of(Project, "name", error_messages={"required": "Nhập tên dự án, hoặc đánh dấu Bỏ."})
    goal = line_of(Project, "goal", widget=forms.Textarea(attrs={"rows": 4}))
    beneficiaries = line_of(Project, "beneficiaries", widget=forms.Textarea(attrs={"rows": 3}))
    lead = line_of(Project, "lead")
    lead_is_chair = forms.BooleanField(label="gọi là cơ quan chủ trì", required=False)
    coordinators = line_of(Project, "coordinators", widget=forms.Textarea(attrs={"rows": 2}))

    def clean_number(self) -> int | None:
        number: int | None = self.cleaned_data["number"]
        if number is not None and not 1 <= number <= 99:
            raise forms.ValidationError("Số của dự án từ 1 đến 99.")
        return number
