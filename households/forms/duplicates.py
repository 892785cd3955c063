"""From what is chosen to clean values: what becomes of two rows that look like one person."""

from __future__ import annotations

from enum import StrEnum

from django import forms


class Decision(StrEnum):
    """Which row is kept, or that both are."""

    KEEP_FIRST = "first"
    KEEP_SECOND = "second"
    APART = "apart"


class DuplicateForm(forms.Form):
    """Two rows and what was decided about them."""

    first = forms.UUIDField()
    second = forms.UUIDField()
    decision = forms.TypedChoiceField(choices=[(one, one) for one in Decision], coerce=Decision)
