"""The blocks of a year, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assignments.actions import BlockLine
from assignments.models import Agency, AssignmentBlock
from povertyplan.common.forms import BAD_CHOICE, Rows, line_of, rows_of

MAX_BLOCKS = 40
FOREIGN = "Có cơ quan không thuộc xã, phường này; tải lại trang."


class BlockForm(forms.Form):
    """One block with the agency in its lead and its members."""

    block = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2**31)
    name = line_of(AssignmentBlock, "name", error_messages={"required": "Nhập tên khối, hoặc đánh dấu Bỏ."})
    lead_agency = forms.TypedChoiceField(
        label="cơ quan đầu mối",
        coerce=int,
        error_messages={"required": BAD_CHOICE, "invalid_choice": FOREIGN},
    )
    agencies = forms.TypedMultipleChoiceField(
        label="thành viên của khối",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": FOREIGN},
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(agency.pk, agency.name) for agency in agencies]
        lead, members = self.fields["lead_agency"], self.fields["agencies"]
        assert isinstance(lead, forms.ChoiceField)
        assert isinstance(members, forms.ChoiceField)
        lead.choices, members.choices = [("", "Chọn…"), *choices], choices


BlockRows = rows_of(BlockForm, at_most=MAX_BLOCKS)


def block_rows(blocks: Sequence[AssignmentBlock], agencies: Sequence[Agency], data: Any = None) -> Rows:
    """The blocks as a form: as they stand, or as they were sent."""
    initial = [
        {
            "block": block.pk,
            "name": block.name,
            "lead_agency": block.lead_agency_id,
            "agencies": [agency.pk for agency in block.members],
        }
        for block in blocks
    ]
    return BlockRows(data, prefix="rows", initial=initial, form_kwargs={"agencies": agencies})


def block_lines(rows: Rows) -> list[BlockLine]:
    """The clean rows as the action wants them."""
    return [BlockLine(**row | {"agencies": tuple(row["agencies"])}) for row in rows.rows()]
