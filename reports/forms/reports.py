"""Whom a report is for."""

from __future__ import annotations

from django import forms

from povertyplan.common.forms import line_of
from reports.models import Report


class AddressForm(forms.Form):
    """The lines after "Kính gửi:"."""

    addressees = line_of(
        Report,
        "addressees",
        several=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Mỗi nơi một dòng; nhiều nơi thì in thành từng gạch đầu dòng.",
    )
