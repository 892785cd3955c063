"""Who answers for which hamlets, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assignments.actions import AreaLine
from assignments.models import AreaAssignment
from households.models import Hamlet
from povertyplan.common.forms import Rows, line_of, rows_of

MAX_OFFICIALS = 100


class AreaForm(forms.Form):
    """One official and the hamlets in his charge."""

    official = line_of(
        AreaAssignment,
        "official",
        error_messages={"required": "Nhập họ và tên, hoặc đánh dấu Bỏ."},
    )
    position = line_of(AreaAssignment, "position")
    hamlets = forms.TypedMultipleChoiceField(
        label="phụ trách địa bàn",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Có thôn không thuộc xã này; tải lại trang."},
    )

    def __init__(self, *args: Any, hamlets: Sequence[Hamlet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["hamlets"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(hamlet.pk, hamlet.full_name) for hamlet in hamlets]


AreaRows = rows_of(AreaForm, at_most=MAX_OFFICIALS)


def area_rows(areas: Sequence[AreaAssignment], hamlets: Sequence[Hamlet], data: Any = None) -> Rows:
    """The officials as a form: as they stand, or as they were sent."""
    initial = [
        {
            "official": area.official,
            "position": area.position,
            "hamlets": [hamlet.pk for hamlet in area.hamlets.all()],
        }
        for area in areas
    ]
    return AreaRows(data, prefix="rows", initial=initial, form_kwargs={"hamlets": hamlets})


def area_lines(rows: Rows) -> list[AreaLine]:
    """The clean rows as the action wants them."""
    return [AreaLine(**row | {"hamlets": tuple(row["hamlets"])}) for row in rows.rows()]
