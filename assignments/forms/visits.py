"""A visit as it is typed, and as a phone sends it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from assignments.models import Visit
from povertyplan.common.forms import DayField, choice_of, line_of

LARGEST_ID = 2**63 - 1
SENT_AT_ONCE = 100
CLOCK_YEARS = range(1970, 2101)  # a phone whose battery was empty begins in 1970
NO_KEY = "Lần thăm thiếu mã; tải lại trang rồi ghi lại."
NO_SITUATION = "Chọn khá hơn, như cũ hoặc khó hơn."
BAD_CLOCK = "Ngày giờ của máy không đọc được; chỉnh lại ngày giờ của máy."


class VisitForm(forms.Form):
    """One visit."""

    key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), NO_KEY)
    )
    situation = choice_of(
        Visit,
        "situation",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), NO_SITUATION),
    )
    note = line_of(Visit, "note")
    needs_attention = forms.BooleanField(label="cần xã, phường quan tâm", required=False)
    date = DayField(label="ngày thăm")


class MomentField(forms.DateTimeField):
    """A moment by a phone's clock, as ISO 8601 with its offset."""

    default_error_messages = {"required": BAD_CLOCK, "invalid": BAD_CLOCK}

    def to_python(self, value: Any) -> dt.datetime | None:
        moment = super().to_python(value)
        if moment and moment.year not in CLOCK_YEARS:
            raise forms.ValidationError(BAD_CLOCK)
        return moment


class SentVisitForm(VisitForm):
    """One visit of those that a phone sends."""

    household = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    written = MomentField()


class SentForm(forms.Form):
    """What a phone says around its visits: whose they are, and what its clock says now."""

    user = forms.IntegerField()
    sent = MomentField()


def first_error(form: forms.Form) -> str:
    """What is wrong with what a phone sent, in one sentence."""
    return next(str(error) for errors in form.errors.values() for error in errors)


def told(value: Any) -> dict[str, Any]:
    """What a form may read of a part of a message: an object's texts and numbers, as text, and yes or no."""
    parts = value.items() if isinstance(value, dict) else ()
    return {
        name: part if isinstance(part, bool) else str(part)
        for name, part in parts
        if isinstance(part, str | int)
    }
