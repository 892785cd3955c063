"""A way down to the last year's target as the officer asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from plans.rules import PACE_LABELS, Pace
from povertyplan.common.choices import labelled
from povertyplan.common.forms import BAD_CHOICE, CountField
from reports.queries import RoadmapBasis


class WayForm(forms.Form):
    """What is to be left in the last year, and in single years before it."""

    end = CountField(label="số hộ còn cuối năm cuối")

    def __init__(self, data: Any = None, *, basis: RoadmapBasis) -> None:
        super().__init__(data if data is not None and "end" in data else None, initial={"end": basis.end})
        self.pinned = basis.years[:-1]
        self.fields["end"].label = f"số {basis.label} còn cuối năm {basis.years[-1]}"
        for year in self.pinned:
            self.fields[f"nam-{year}"] = CountField(label=f"cuối năm {year}", required=False)

    @property
    def pins(self) -> dict[int, int]:
        """What was typed for single years, once it is valid."""
        given = {year: self.cleaned_data[f"nam-{year}"] for year in self.pinned}
        return {year: left for year, left in given.items() if left is not None}

    @property
    def years(self) -> Iterator[BoundField]:
        return (self[f"nam-{year}"] for year in self.pinned)


class PaceForm(forms.Form):
    """Which of the ways shown is taken."""

    pace = forms.ChoiceField(
        choices=labelled(Pace, PACE_LABELS),
        error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
    )
