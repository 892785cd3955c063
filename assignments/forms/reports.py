"""What an agency tells of a household in its care."""

from __future__ import annotations

from typing import Any

from django import forms

from assignments.models import Assignment
from assignments.rules import RESULT_LABELS, Result, Scheme
from povertyplan.common.forms import BAD_CHOICE, DayField, line_of
from povertyplan.common.text import upper_first


class ReportForm(forms.Form):
    """The survey, the written plan, the promise and who is in charge."""

    surveyed_date = DayField(label="ngày khảo sát hộ", required=False)
    promise = line_of(Assignment, "promise")
    person_in_charge = line_of(Assignment, "person_in_charge")
    scheme_text = line_of(Assignment, "scheme_text", widget=forms.Textarea(attrs={"rows": 5}))
    scheme_sent = forms.BooleanField(
        label="đã gửi phương án cho xã, phường",
        required=False,
        help_text="Phương án đã thống nhất mà sửa lời thì xã, phường phải thống nhất lại.",
    )


class ResultForm(forms.Form):
    """What came of the help."""

    result = forms.TypedChoiceField(
        label="kết quả",
        choices=[(result.value, upper_first(RESULT_LABELS[result])) for result in Result],
        coerce=Result,
        widget=forms.RadioSelect,
        error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
    )
    date = DayField(label="ngày báo kết quả", required=False, help_text="Chưa báo kết quả thì để trống.")
    note = line_of(Assignment, "result_note", label="ghi chú")


def report_form(assignment: Assignment, data: Any = None) -> ReportForm:
    """The report as it stands, or as it was sent."""
    return ReportForm(
        data,
        initial={
            **{
                name: getattr(assignment, name)
                for name in ("surveyed_date", "promise", "person_in_charge", "scheme_text")
            },
            "scheme_sent": assignment.scheme != Scheme.NOT_YET,
        },
    )


def result_form(assignment: Assignment, data: Any = None) -> ResultForm:
    """The result as it stands, or as it was sent."""
    return ResultForm(
        data,
        initial={
            "result": assignment.result,
            "date": assignment.result_date,
            "note": assignment.result_note,
        },
    )
