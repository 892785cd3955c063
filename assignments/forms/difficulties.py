"""From what is typed to clean values: difficulties and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assignments.models import Difficulty
from assignments.queries import Place
from households.models import Household
from povertyplan.common.forms import BAD_CHOICE, line_of

PRIVATE = "Không ghi số định danh, bệnh tật của ai."


class RaiseForm(forms.Form):
    """What somebody cannot solve alone, for whom, and about which household."""

    place = forms.ChoiceField(
        label="nêu cho", error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE}
    )
    household = forms.ChoiceField(
        label="về hộ", required=False, error_messages={"invalid_choice": BAD_CHOICE}
    )
    text = line_of(
        Difficulty, "text", help_text=PRIVATE, widget=forms.Textarea(attrs={"rows": 6}), several=True
    )

    def __init__(
        self, *args: Any, places: Sequence[Place], households: Sequence[Household], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        self.households = {str(household.pk): household for household in households}
        place, about = self.fields["place"], self.fields["household"]
        assert isinstance(place, forms.ChoiceField)
        assert isinstance(about, forms.ChoiceField)
        named = [(key, each.label) for key, each in self.places.items()]
        place.choices = [("", "Chọn…"), *named] if len(named) > 1 else named
        about.choices = [
            ("", "Không về riêng hộ nào"),
            *((key, f"{each.head.name}, {each.hamlet.full_name}") for key, each in self.households.items()),
        ]

    def values(self) -> dict[str, Any]:
        """The place and the household that were chosen, and the text."""
        given = self.cleaned_data
        return {
            "place": self.places[given["place"]],
            "household": self.households.get(given["household"]),
            "text": given["text"],
        }


class DifficultyAnswerForm(forms.Form):
    """What the standing office answers."""

    answer = line_of(
        Difficulty, "answer", required=True, help_text=PRIVATE, widget=forms.Textarea(attrs={"rows": 5})
    )
