"""Which workbook of households is brought in, for which round, and how its columns are to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from households.forms.uploads import MappingForm, UploadForm
from households.models import ReviewRound
from households.resources.register.columns import COLUMN_CHOICES
from povertyplan.common.text import upper_first


class RegisterUploadForm(UploadForm):
    """The officer's workbook and the round that its scores and classes belong to."""

    round = forms.TypedChoiceField(
        label="Ghi kết quả rà soát vào", coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, rounds: Sequence[ReviewRound]) -> None:
        super().__init__(data, files)
        self.rounds = {round.pk: round for round in rounds}
        field = self.fields["round"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((round.pk, upper_first(str(round))) for round in rounds),
            ("", "Không ghi, chỉ nhập danh sách hộ"),
        ]
        field.initial = next((round.pk for round in rounds if not round.is_closed), "")
        field.widget.attrs["class"] = "form-select"
        field.error_messages["invalid_choice"] = "Chọn một đợt rà soát trong danh sách."

    @property
    def chosen(self) -> ReviewRound | None:
        """The round, None where reviews are not to be brought in."""
        return self.rounds.get(self.cleaned_data["round"])


class RegisterMappingForm(MappingForm):
    """Which column of a list of households is what."""

    column_choices: ClassVar = COLUMN_CHOICES
