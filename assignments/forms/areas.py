"""The steering committee, and who answers for which hamlets, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assignments.actions import AreaLine
from assignments.models import AreaAssignment, SteeringCommittee
from assignments.rules import COMMITTEE_ROLE_LABELS, CommitteeRole
from households.models import Hamlet
from povertyplan.common.choices import labelled
from povertyplan.common.forms import DayField, Rows, choice_of, line_of, rows_of

MAX_OFFICIALS = 100


class CommitteeForm(forms.Form):
    """The steering committee of a year, with the decision that set it up."""

    name = line_of(SteeringCommittee, "name")
    decision_number = line_of(SteeringCommittee, "decision_number")
    decision_date = DayField(label="ngày quyết định", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data["decision_number"]) != bool(data["decision_date"]):
            missing = "decision_date" if data["decision_number"] else "decision_number"
            self.add_error(missing, "Nhập cả số và ngày quyết định.")
        return data


class AreaForm(forms.Form):
    """One official and the hamlets in his charge."""

    official = line_of(
        AreaAssignment,
        "official",
        error_messages={"required": "Nhập họ và tên, hoặc đánh dấu Bỏ."},
    )
    position = line_of(AreaAssignment, "position")
    committee_role = choice_of(
        AreaAssignment,
        "committee_role",
        choices=[("", "không"), *labelled(CommitteeRole, COMMITTEE_ROLE_LABELS)],
    )
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
            "committee_role": area.committee_role,
            "hamlets": [hamlet.pk for hamlet in area.hamlets.all()],
        }
        for area in areas
    ]
    return AreaRows(data, prefix="rows", initial=initial, form_kwargs={"hamlets": hamlets})


def area_lines(rows: Rows) -> list[AreaLine]:
    """The clean rows as the action wants them."""
    return [AreaLine(**row | {"hamlets": tuple(row["hamlets"])}) for row in rows.rows()]
