"""An old plan that is brought in, and what it becomes."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from households.forms.uploads import UploadForm
from plans.forms.year import NewPlanForm
from plans.resources.written.files import TOO_LARGE

CHOOSE = "Chọn tệp kế hoạch cũ."


class WrittenFileForm(UploadForm):
    """The file of an old plan."""

    too_large: ClassVar[str] = TOO_LARGE
    file = forms.FileField(
        label="Tệp kế hoạch cũ (.docx hoặc .txt)",
        allow_empty_file=True,  # the reader has the better sentence
        error_messages={
            **UploadForm.base_fields["file"].error_messages,
            "required": CHOOSE,
            "missing": CHOOSE,
        },
        widget=forms.FileInput(attrs={"accept": ".docx,.txt", "class": "form-control"}),
    )


class WrittenPlanForm(NewPlanForm):
    """Take what was recognised as a draft of a kind."""

    content = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "Chọn lại tệp để xem lại."}
    )
