"""As of which day, and as known at which moment, a figure is asked for."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone

from povertyplan.common.forms import DayField


class AsOfForm(forms.Form):
    """Both are optional: without them the figure is today's, as known today."""

    ngay = DayField(label="tính đến ngày", required=False)
    biet = DayField(label="theo những gì đã ghi đến hết ngày", required=False)

    @property
    def known_at(self) -> dt.datetime | None:
        """The last moment of the day until which records count."""
        day: dt.date | None = self.cleaned_data["biet"]
        return timezone.make_aware(dt.datetime.combine(day, dt.time.max)) if day else None
