"""How the columns and names of a hamlet table are to be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms

from households.forms.uploads import UNUSED, UploadForm
from households.forms.uploads import MappingForm as BaseMappingForm
from households.resources.mapping import SheetMapping
from plans.resources.headings import NAME
from plans.rules import COLUMN_LABELS, INPUTS

__all__ = ["COLUMN_CHOICES", "MappingForm", "UploadForm"]

COLUMN_CHOICES = [
    (UNUSED, "Không dùng"),
    (NAME, "Tên thôn, tổ"),
    *((column, COLUMN_LABELS[column]) for column in INPUTS),
]


class MappingForm(BaseMappingForm):
    """A hamlet table may also bring hamlets that are not in the list yet."""

    column_choices: ClassVar = COLUMN_CHOICES
    add_names = forms.BooleanField(label="Thêm các tên này vào danh sách", required=False)

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["add_names"].initial = self.proposal.mapping.add_names

    def _mapping(self) -> SheetMapping:
        return replace(super()._mapping(), add_names=self.cleaned_data["add_names"])
