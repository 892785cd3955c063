"""From a page's address to which households of a round are meant. No name of a person is ever part of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django import forms

from households.models import Ethnicity, Hamlet
from households.rules import (
    CAUSE_LABELS,
    CLASSIFICATION_LABELS,
    ENTERED_LABELS,
    NEED_LABELS,
    OTHERS,
    PARAMETERS,
    SELECTABLE_MOVEMENTS,
    SIDE_LABELS,
    TRAIT_LABELS,
    Cause,
    Classification,
    Entered,
    Movement,
    Need,
    PeopleFlow,
    Selection,
    Side,
    Trait,
    ethnicity_codes,
)
from povertyplan.common.forms import BAD_CHOICE
from povertyplan.common.text import upper_first

ALL = "Tất cả"
HEALTH_REFUSED = "Chỉ người được giao quyền mới xem được danh sách theo bệnh tật, nhu cầu y tế."
_ETHNICITY = re.compile(rf"{OTHERS}?[0-9]{{2}}(\.[0-9]{{2}}){{0,9}}")


def _choice(label: str, options: Mapping[Any, str], *, first: str = ALL) -> forms.ChoiceField:
    choices = [("", first), *((str(value), upper_first(text)) for value, text in options.items())]
    return forms.ChoiceField(
        label=label, choices=choices, required=False, error_messages={"invalid_choice": BAD_CHOICE}
    )


def _kind(value: str) -> Movement | PeopleFlow:
    return Movement(value) if value in set(Movement) else PeopleFlow(value)


_KINDS: Mapping[str, Any] = {
    "ky": Side,
    "loai": Classification,
    "biendong": _kind,
    "dacdiem": Trait,
    "thieuhut": int,
    "nguyennhan": Cause,
    "nhucau": Need,
    "nhap": Entered,
}


class SelectionForm(forms.Form):
    """The filters of a list of reviewed households; each cell of a table is such a filter."""

    def __init__(
        self,
        data: Any,
        *,
        hamlets: Iterable[Hamlet],
        indicators: Mapping[int, str],
        ethnicities: Collection[Ethnicity],
        sees_health: bool,
    ) -> None:
        super().__init__(data)
        self.indicators, self.sees_health = indicators, sees_health
        self.names = {ethnicity.code: ethnicity.name for ethnicity in ethnicities}
        causes = {cause: label for cause, label in CAUSE_LABELS.items() if self._may(cause=cause)}
        needs = {need: label for need, label in NEED_LABELS.items() if self._may(need=need)}
        now, before = SIDE_LABELS[Side.NOW], {Side.BEFORE: SIDE_LABELS[Side.BEFORE]}
        self.fields = {
            "thon": _choice("thôn, tổ", {hamlet.pk: hamlet.name for hamlet in hamlets}),
            "loai": _choice("phân loại", CLASSIFICATION_LABELS),
            "biendong": _choice("biến động", SELECTABLE_MOVEMENTS),
            "dacdiem": _choice("đặc điểm", TRAIT_LABELS),
            "thieuhut": _choice("thiếu hụt", indicators),
            "nguyennhan": _choice("nguyên nhân", causes),
            "nhucau": _choice("nhu cầu", needs),
            "dantoc": _choice("dân tộc", self._ethnicity_choices()),
            "nhap": _choice("kết quả", ENTERED_LABELS),
            "ky": _choice("tính", before, first=upper_first(now)),
        }

    def _may(self, **part: StrEnum) -> bool:
        return self.sees_health or not Selection(**part).tells_health  # type: ignore[arg-type]

    def _ethnicity_choices(self) -> dict[str, str]:
        """Every group, and what a cell of table 9 asked for."""
        given = str(self.data.get("dantoc", ""))
        if _ETHNICITY.fullmatch(given) and given.startswith(OTHERS):
            named = ", ".join(self.names.get(code, code) for code in ethnicity_codes(given))
            return {given: f"ngoài {named}", **self.names}
        return self.names

    @property
    def refused_health(self) -> bool:
        """Whether it was asked for what only some may see."""
        asked = {self.data.get("nguyennhan"), self.data.get("nhucau")}
        return not self.sees_health and bool(asked & {Cause.ILLNESS.value, Need.HEALTH.value})

    @property
    def hamlet_id(self) -> int | None:
        chosen = self.cleaned_data.get("thon")
        return int(chosen) if chosen else None

    @property
    def selection(self) -> Selection:
        """What was chosen; of a form without errors."""
        given = {
            field: _KINDS.get(name, str)(value)
            for name, field in PARAMETERS.items()
            if (value := self.cleaned_data.get(name))
        }
        return Selection(**given)

    @property
    def query(self) -> str:
        """The filters as an address has them, whatever else it has left out."""
        return urlencode({name: value for name in self.fields if (value := self.data.get(name))})

    @property
    def said(self) -> list[str]:
        """The filters that are set, in words."""
        hamlets = dict(self.fields["thon"].choices)  # type: ignore[attr-defined]
        place = [str(hamlets[str(self.hamlet_id)])] if self.hamlet_id else []
        return place + self.selection.labels(indicators=self.indicators, ethnicities=self.names)
