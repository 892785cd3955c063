"""From what is typed to hamlets that are merged, renamed, split, and to where households go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from households.actions import NewHamlet, hamlet_split, hamlets_join
from households.forms.places import NAME_LENGTH
from households.models import AdministrativeUnit, Hamlet
from households.rules import AREA_LABELS, HAMLET_LABELS, Area, HamletLabel
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.errors import DomainError
from povertyplan.common.text import clean_line

MAX_PARTS = 20


class _ChangeForm(forms.Form):
    """What mergers and splits have in common: the day, and what the new hamlets are."""

    date = forms.DateField(
        label="từ ngày",
        widget=forms.DateInput(
            format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "01/07/2026"}
        ),
        error_messages={"required": "Nhập ngày có hiệu lực.", "invalid": "Nhập ngày như 01/07/2026."},
    )
    label = forms.ChoiceField(label="loại", choices=labelled(HamletLabel, HAMLET_LABELS))
    area = forms.ChoiceField(label="khu vực", choices=labelled(Area, AREA_LABELS))

    def __init__(self, *, unit: AdministrativeUnit, hamlets: Sequence[Hamlet], data: Any = None) -> None:
        first = hamlets[0] if hamlets else None
        initial = {"label": first.label, "area": first.area} if first else {}
        super().__init__(data, initial={**initial, "date": timezone.localdate()})
        self.unit = unit
        self.names = {str(hamlet.pk): hamlet.full_name for hamlet in hamlets}

    def new(self, name: str) -> NewHamlet:
        given = self.cleaned_data
        return NewHamlet(name=name, label=HamletLabel(given["label"]), area=Area(given["area"]))

    def clean_date(self) -> dt.date:
        date: dt.date = self.cleaned_data["date"]
        if date.year < 1945:
            raise forms.ValidationError("Nhập năm đủ bốn chữ số.")
        return date


class JoinForm(_ChangeForm):
    """Hamlets that become one, or one that is called otherwise."""

    hamlets = forms.MultipleChoiceField(
        label="thôn cũ",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Chọn các thôn nhập làm một, hoặc một thôn để đổi tên.",
            "invalid_choice": "Danh sách thôn vừa thay đổi; tải lại trang.",
        },
    )
    name = forms.CharField(
        label="tên mới",
        max_length=NAME_LENGTH,
        error_messages={"required": "Nhập tên mới.", "max_length": f"Tên dài quá {NAME_LENGTH} chữ."},
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.fields["hamlets"].choices = self.names.items()  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])

    def save(self, *, by: User) -> Hamlet | None:
        """The new hamlet; None, with errors in place, when it cannot be."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        try:
            return hamlets_join(
                unit=self.unit,
                hamlets=[int(pk) for pk in given["hamlets"]],
                into=self.new(given["name"]),
                date=given["date"],
                by=by,
            )
        except DomainError as error:
            self.add_error(None, str(error))
        return None


class SplitForm(_ChangeForm):
    """One hamlet that becomes several."""

    hamlet = forms.ChoiceField(
        label="thôn được chia tách",
        error_messages={
            "required": "Chọn thôn được chia tách.",
            "invalid_choice": "Danh sách thôn vừa thay đổi; tải lại trang.",
        },
    )
    parts = forms.CharField(
        label="các thôn mới",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        error_messages={"required": "Nhập tên các thôn mới, mỗi dòng một tên."},
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.fields["hamlet"].choices = [("", "Chọn thôn"), *self.names.items()]  # type: ignore[attr-defined]

    def clean_parts(self) -> list[str]:
        names = [name for name in map(clean_line, self.cleaned_data["parts"].splitlines()) if name]
        if len(names) < 2:
            raise forms.ValidationError("Nhập ít nhất hai tên, mỗi dòng một tên.")
        if len(names) > MAX_PARTS:
            raise forms.ValidationError(f"Nhiều nhất {MAX_PARTS} thôn mới.")
        if any(len(name) > NAME_LENGTH for name in names):
            raise forms.ValidationError(f"Có tên dài quá {NAME_LENGTH} chữ.")
        return names

    def save(self, *, by: User) -> list[Hamlet] | None:
        """The new hamlets; None, with errors in place, when they cannot be."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        try:
            return hamlet_split(
                unit=self.unit,
                hamlet=int(given["hamlet"]),
                parts=[self.new(name) for name in given["parts"]],
                date=given["date"],
                by=by,
            )
        except DomainError as error:
            self.add_error(None, str(error))
        return None


def allotted(data: Any, parts: Iterable[Hamlet]) -> dict[int, int]:
    """Household id → hamlet id, of what was chosen on the page; what is no choice of the page is left out."""
    known = {str(part.pk): part.pk for part in parts}
    return {
        int(name[3:]): known[value]
        for name, value in data.items()
        if name.startswith("ho-") and name[3:].isascii() and name[3:].isdigit() and len(name) < 15
        if value in known
    }
