"""An old plan that is brought in, and what it becomes."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from plans.forms.year import NewPlanForm
from plans.resources.written.files import TOO_LARGE
from povertyplan.documents.package import MAX_FILE


class WrittenFileForm(forms.Form):
    """The file of an old plan."""

    file = forms.FileField(
        label="Tệp kế hoạch cũ (.docx hoặc .txt)",
        allow_empty_file=True,  # the reader has the better sentence
        error_messages={
            "required": "Chọn tệp kế hoạch cũ.",
            "missing": "Chọn tệp kế hoạch cũ.",
            "invalid": "Trình duyệt chưa gửi được tệp; chọn lại tệp.",
            "max_length": "Tên tệp quá dài; đặt tên ngắn hơn rồi chọn lại.",
        },
        widget=forms.FileInput(attrs={"accept": ".docx,.txt", "class": "form-control"}),
    )

    def clean_file(self) -> bytes:
        """The bytes; a file too large is refused before it is read."""
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        if (file.size or 0) > MAX_FILE:
            raise forms.ValidationError(TOO_LARGE)
        return bytes(file.read())


class WrittenPlanForm(NewPlanForm):
    """Take what was recognised as a draft of a kind."""

    content = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "Chọn lại tệp để xem lại."}
    )
