"""What is to change on many reviews at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from households.forms.reviews import FLAGS, several
from households.forms.rounds import CHOICE, past_day
from households.models import Review
from households.rules import CAUSE_LABELS, NEED_LABELS, Cause, Need, ReviewChanges
from povertyplan.common.choices import labelled

NOTHING = "Chưa chọn thay đổi nào."
BOTH = "Không thể vừa thêm vừa bỏ cùng một mục."


class BulkForm(forms.Form):
    """The same change for every household of a list; what is left alone stays."""

    reviewed_date = past_day("ngày rà soát", required=False)
    causes_added = several("thêm nguyên nhân", labelled(Cause, CAUSE_LABELS))
    causes_dropped = several("bỏ nguyên nhân", labelled(Cause, CAUSE_LABELS))
    needs_added = several("thêm nhu cầu hỗ trợ", labelled(Need, NEED_LABELS))
    needs_dropped = several("bỏ nhu cầu hỗ trợ", labelled(Need, NEED_LABELS))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in FLAGS:
            label = str(Review._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=[("", "để nguyên"), ("1", "có"), ("0", "không")],
                coerce=lambda value: value == "1",
                empty_value=None,
                required=False,
                error_messages=CHOICE,
            )

    @property
    def flag_fields(self) -> list[BoundField]:
        return [self[name] for name in FLAGS]

    @property
    def list_fields(self) -> list[BoundField]:
        return [self[name] for name in ("causes_added", "causes_dropped", "needs_added", "needs_dropped")]

    @property
    def changes(self) -> ReviewChanges:
        """The changes; only of a form that is valid."""
        given = self.cleaned_data
        return ReviewChanges(
            reviewed_date=given["reviewed_date"],
            causes_added=frozenset(map(Cause, given["causes_added"])),
            causes_dropped=frozenset(map(Cause, given["causes_dropped"])),
            needs_added=frozenset(map(Need, given["needs_added"])),
            needs_dropped=frozenset(map(Need, given["needs_dropped"])),
            **{name: given[name] for name in FLAGS},
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors:
            if self.changes == ReviewChanges():
                raise forms.ValidationError(NOTHING, code="nothing")
            for kind in ("causes", "needs"):
                if set(given[f"{kind}_added"]) & set(given[f"{kind}_dropped"]):
                    self.add_error(f"{kind}_dropped", BOTH)
        return given
