"""From what is typed or pasted to the list of hamlets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from households.actions import HamletLine, LineErrors, hamlets_save
from households.models import AdministrativeUnit, Hamlet
from households.rules import (
    AREA_LABELS,
    HAMLET_LABELS,
    Area,
    HamletLabel,
    UnitKind,
    default_area,
    default_label,
)
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.errors import DomainError
from povertyplan.common.text import clean_line, fold, name_key

NAME_LENGTH = 60
MAX_LINES = 500  # what a page shows and sends back; a workbook may bring more


_NUMBERED = re.compile(r"\d{1,3}\s*[.)\-–]\s*(?=\D)")  # "1. Ba Giăng"
_LABEL_WORDS = {fold(label) for label in HAMLET_LABELS.values()}
_HEADINGS = {
    *_LABEL_WORDS,
    *(f"ten {word}" for word in _LABEL_WORDS),
    *("stt", "tt", "so tt", "ten", "don vi", "dia ban", "thon, xom", "thon, to dan pho"),
    *("ten thon, to dan pho", "tong", "tong so", "tong cong", "cong"),
}
# Words that begin a name only as its label; "bản", "làng" and "khu" may belong to the name itself.
_TELLING = (
    *(HamletLabel.THON, HamletLabel.XOM, HamletLabel.AP),
    *(HamletLabel.KHU_PHO, HamletLabel.KHOM, HamletLabel.TO_DAN_PHO),
)


def _name_in(line: str) -> str:
    """The hamlet's name in a typed line or a row of a sheet; blank for headings, totals and empty lines."""
    cells = [cell for cell in map(clean_line, line.split("\t")) if cell]
    worded = [cell for cell in cells if any(c.isalpha() for c in cell)]
    if not cells or any(fold(cell).rstrip(":.") in _HEADINGS for cell in cells[:2]):
        return ""
    return _NUMBERED.sub("", worded[0] if worded else cells[-1], count=1)


def _label_of(name: str, otherwise: HamletLabel) -> HamletLabel:
    """What the name itself says ("Khu phố 1"), else what was chosen for the list."""
    key = name_key(name)
    return next((label for label in _TELLING if key.startswith(f"{HAMLET_LABELS[label]} ")), otherwise)


class HamletRowForm(forms.Form):
    """One hamlet that stands in the list."""

    hamlet_id = forms.IntegerField(widget=forms.HiddenInput)
    order = forms.IntegerField(
        label="thứ tự", min_value=1, max_value=9999, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    name = forms.CharField(label="tên", error_messages={"required": "Nhập tên, hoặc đánh dấu Bỏ."})
    label = forms.ChoiceField(label="loại", choices=labelled(HamletLabel, HAMLET_LABELS))
    area = forms.ChoiceField(label="khu vực", choices=labelled(Area, AREA_LABELS))
    remove = forms.BooleanField(label="bỏ", required=False)


HamletRows = formset_factory(HamletRowForm, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES)


class PasteForm(forms.Form):
    """Names to add, one a line, as typed or as copied from a sheet."""

    text = forms.CharField(
        label="mỗi dòng một tên",
        required=False,
        strip=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
    )
    label = forms.ChoiceField(label="loại", choices=labelled(HamletLabel, HAMLET_LABELS))
    area = forms.ChoiceField(label="khu vực", choices=labelled(Area, AREA_LABELS))

    def names(self) -> Iterator[tuple[int, str]]:
        """Line number and name of each line that names a hamlet."""
        for number, line in enumerate(self.cleaned_data["text"].splitlines(), start=1):
            if name := _name_in(line):
                yield number, name


@dataclass(frozen=True, kw_only=True)
class _Spot:
    """Where a line of the list was written: a row of the table, or a line of the pasted text."""

    row: HamletRowForm | None = None
    number: int

    def __str__(self) -> str:
        return f"số {self.number} trong danh sách" if self.row else f"dòng {self.number}"


class HamletsForm:
    """The whole list of a commune: the table of what stands, and a text of what is to be added."""

    def __init__(self, *, unit: AdministrativeUnit, hamlets: Sequence[Hamlet], data: Any = None) -> None:
        kind = UnitKind(unit.kind)
        last = hamlets[-1] if hamlets else None
        self.unit, self.hamlets = unit, hamlets
        self.paste = PasteForm(
            data,
            prefix="paste",
            initial={
                "label": last.label if last else default_label(kind),
                "area": last.area if last else default_area(kind),
            },
        )
        self.rows: BaseFormSet[HamletRowForm] = HamletRows(
            data,
            prefix="rows",
            form_kwargs={"empty_permitted": False},
            initial=[
                {"hamlet_id": h.pk, "order": number, "name": h.name, "label": h.label, "area": h.area}
                for number, h in enumerate(hamlets, start=1)
            ],
        )
        self.paste.fields["text"].widget.attrs["rows"] = 4 if hamlets else 12
        self.spots: list[_Spot] = []
        self.lines: list[HamletLine] = []

    def __iter__(self) -> Iterator[forms.Form | BaseFormSet[HamletRowForm]]:
        return iter((self.paste, self.rows))

    def is_valid(self) -> bool:
        """Whether the list can be saved; else the errors stand in place."""
        if not (self.rows.is_valid() and self.paste.is_valid()):
            return False
        self.lines = self._lines()
        return self._lines_are_fine(self.lines)

    def save(self, *, version: int, by: User) -> None:
        """Save the list; raises StaleError when it is no longer that of `version`."""
        hamlets_save(unit=self.unit, lines=self.lines, version=version, by=by)

    def refuse(self, error: DomainError) -> None:
        """What was found on saving, each sentence at its line."""
        if isinstance(error, LineErrors):
            for line, sentence in error.errors.items():
                self._refuse(self.spots[line], sentence)
        else:
            self.paste.add_error(None, str(error))

    def _lines(self) -> list[HamletLine]:
        """The list as wanted; `line` counts `spots`. What was not sent stays; what somebody else
        removed is new.
        """
        lines: list[HamletLine] = []
        current = {hamlet.pk for hamlet in self.hamlets}
        posted = {row.cleaned_data["hamlet_id"] for row in self.rows}

        def add(spot: _Spot, name: str, label: str, area: str, hamlet_id: int | None = None) -> None:
            lines.append(
                HamletLine(
                    hamlet_id=hamlet_id,
                    name=clean_line(name),
                    label=HamletLabel(label),
                    area=Area(area),
                    line=len(self.spots),
                )
            )
            self.spots.append(spot)

        kept = [(number, row) for number, row in enumerate(self.rows, 1) if not row.cleaned_data["remove"]]
        for number, row in sorted(kept, key=lambda pair: pair[1].cleaned_data["order"]):
            given, spot = row.cleaned_data, _Spot(row=row, number=number)
            known = given["hamlet_id"] if given["hamlet_id"] in current else None
            add(spot, given["name"], given["label"], given["area"], known)
        for hamlet in self.hamlets:
            if hamlet.pk not in posted:
                add(_Spot(number=0), hamlet.name, hamlet.label, hamlet.area, hamlet.pk)
        chosen = self.paste.cleaned_data
        for number, name in self.paste.names():
            label = _label_of(name, HamletLabel(chosen["label"]))
            add(_Spot(number=number), name, label, chosen["area"])
        return lines

    def _lines_are_fine(self, lines: Sequence[HamletLine]) -> bool:
        if len(lines) > MAX_LINES:
            self._refuse(self.spots[MAX_LINES], f"Nhiều nhất {MAX_LINES} thôn, tổ dân phố.")
            return False
        seen: dict[str, _Spot] = {}
        fine = True
        for line in lines:
            spot, key = self.spots[line.line], name_key(line.name)
            if len(line.name) > NAME_LENGTH:
                sentence = f"Tên dài quá {NAME_LENGTH} chữ."
            elif key in seen:
                sentence = f"“{line.name}” đã có ở {seen[key]}."
            else:
                seen[key] = spot
                continue
            self._refuse(spot, sentence)
            fine = False
        return fine

    def _refuse(self, spot: _Spot, sentence: str) -> None:
        if spot.row:
            spot.row.add_error("name", sentence)
        else:
            self.paste.add_error("text", f"Dòng {spot.number}: {sentence}")
