"""Saying something of a plan: where, and what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from plans.compose import PlanSource
from plans.forms.writing import outline
from plans.models import Comment
from plans.rules import PLACE_LABELS, PlanPlace, PlanRelation
from povertyplan.common.forms import BAD_CHOICE, line_of


def spot(place: PlanPlace, section: int | None = None) -> str:
    """How forms and addresses name a place of a plan: "basis", "section:12"."""
    return f"{place}:{section}" if section else str(place)


class AnswerForm(forms.Form):
    """What is said."""

    text = line_of(Comment, "text", widget=forms.Textarea(attrs={"rows": 3}))


class CommentForm(AnswerForm):
    """A comment at a place of the plan."""

    at = forms.ChoiceField(
        label="góp ý cho",
        error_messages={"required": BAD_CHOICE, "invalid_choice": "Phần này không còn trong kế hoạch."},
    )
    field_order = ("at", "text")

    def __init__(self, *args: Any, source: PlanSource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = self.fields["at"]
        assert isinstance(at, forms.ChoiceField)
        at.choices = list(_places(source))

    @property
    def place(self) -> PlanPlace:
        return PlanPlace(self.cleaned_data["at"].partition(":")[0])

    @property
    def section_id(self) -> int | None:
        pk = self.cleaned_data["at"].partition(":")[2]
        return int(pk) if pk else None


def _places(source: PlanSource) -> Iterator[tuple[str, Any]]:
    sections = [
        (
            spot(PlanPlace.SECTION, row.section.pk),
            "\u2003" * (row.depth - 1) + f"{row.label} {row.section.heading}"[:90],
        )
        for row in outline(source)
    ]
    left_out = {PlanPlace.SECTION}
    if source.plan.relation != PlanRelation.CORRECTS:
        left_out.add(PlanPlace.SLIPS)
    if not source.plan.last_year:
        left_out.add(PlanPlace.ROADMAP)
    yield "", "chọn phần muốn góp ý"
    yield "Các mục", sections
    yield "Phần khác", [(place, label) for place, label in PLACE_LABELS.items() if place not in left_out]
