"""How a commune approves and signs, and who holds its offices."""

from __future__ import annotations

from typing import Any

from django import forms

from plans.models import OfficeHolder, SigningPolicy
from povertyplan.common.forms import DayField, line_of, rows_of

MAX_HOLDERS = 100


class SigningPolicyForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted when it runs
    """What the commune chose."""

    class Meta:
        model = SigningPolicy
        fields = ("author_may_approve", "suggests_number")
        help_texts = {
            "author_may_approve": "Bỏ dấu thì người đã soạn hoặc trình một kế hoạch không duyệt được nó.",
            "suggests_number": "Số gợi ý chỉ biết các văn bản trong chương trình này; sổ của Ủy ban mới đủ.",
        }


class OfficeHolderForm(forms.Form):
    """One person in one office."""

    name = line_of(OfficeHolder, "name", error_messages={"required": "Nhập họ tên, hoặc đánh dấu Bỏ."})
    office = line_of(OfficeHolder, "office")
    valid_from = DayField(label="từ ngày", required=False)
    valid_to = DayField(label="đến trước ngày", required=False, help_text="Để trống khi còn giữ chức vụ.")

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        if start and end and end <= start:
            self.add_error("valid_to", "Ngày kết thúc phải sau ngày bắt đầu.")
        return self.cleaned_data


OfficeHolderRows = rows_of(OfficeHolderForm, at_most=MAX_HOLDERS)
