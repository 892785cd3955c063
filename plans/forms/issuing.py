"""What the clerk types of a signed plan, and the file that comes back signed."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from plans.actions.issuing import MAX_COPY, TOO_LARGE
from plans.rules import PlanRelation
from povertyplan.common.forms import CountField, DayField


class SignForm(forms.Form):
    """Number and date from the commune's register of outgoing documents."""

    number = CountField(label="số", help_text="Phần trước ký hiệu; theo sổ văn bản đi của Ủy ban.")
    date = DayField(label="ngày ký")


class CopyForm(forms.Form):
    """A scan of the signed paper or a digitally signed PDF."""

    file = forms.FileField(
        label="Tệp PDF",
        allow_empty_file=True,  # the action has the better sentence
        error_messages={
            "required": "Chọn tệp PDF.",
            "missing": "Chọn tệp PDF.",
            "invalid": "Trình duyệt chưa gửi được tệp; chọn lại tệp.",
            "max_length": "Tên tệp quá dài; đặt tên ngắn hơn rồi chọn lại.",
        },
        widget=forms.FileInput(attrs={"accept": ".pdf", "class": "form-control"}),
    )
    is_scan = forms.BooleanField(label="Đây là bản quét từ giấy đã ký", required=False)

    def clean_file(self) -> bytes:
        """The bytes; a file too large is refused before it is read."""
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        if (file.size or 0) > MAX_COPY:
            raise forms.ValidationError(TOO_LARGE)
        return bytes(file.read())


class AmendForm(forms.Form):
    """What the new document does to the one that was issued."""

    relation = forms.ChoiceField(
        label="văn bản mới",
        choices=[
            (
                PlanRelation.AMENDS,
                "Kế hoạch điều chỉnh: sửa chỉ tiêu hoặc nội dung, kèm phụ lục những gì thay đổi",
            ),
            (PlanRelation.REPLACES, "Kế hoạch thay thế: kế hoạch cũ hết hiệu lực"),
            (PlanRelation.CORRECTS, "Đính chính: sửa lỗi in, thể thức; nội dung giữ nguyên"),
        ],
        initial=PlanRelation.AMENDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn loại văn bản mới.", "invalid_choice": "Chọn loại văn bản mới."},
    )
