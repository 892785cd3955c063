"""The grid's cells from text to numbers and back; what was typed is kept to the letter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django import forms
from django.http import QueryDict

from plans.queries import YearFigures
from plans.rules import COLUMN_LABELS, INPUTS, RATES
from povertyplan.common.forms import LineField
from povertyplan.common.numbers import format_number, format_plain, parse_count, parse_decimal

MAX_TYPED = 40
Key = tuple[int, str]


def cell_name(hamlet_id: int, column: str) -> str:
    """The input's name in the form."""
    return f"c-{hamlet_id}-{column}"


@dataclass
class GridForm:
    """What was posted for a year's table: clean cells, errors by cell, and the text as typed."""

    figures: YearFigures
    typed: Mapping[Key, str]
    seen: Mapping[Key, int | None] = field(default_factory=dict)
    cells: dict[Key, int | None] = field(default_factory=dict)
    errors: dict[Key, str] = field(default_factory=dict)

    @classmethod
    def unbound(cls, figures: YearFigures) -> GridForm:
        """The table as it stands."""
        return cls(figures, {})

    @classmethod
    def bound(cls, figures: YearFigures, data: QueryDict) -> GridForm:
        """The posted table; cells that were not posted stay as they are."""
        typed = {
            (row.hamlet_id, column): str(data[name])
            for row in figures.rows
            for column in INPUTS
            if (name := cell_name(row.hamlet_id, column)) in data
        }
        form = cls(figures, typed, seen_values(data.get("seen", "")))
        for key, text in typed.items():
            try:
                form.cells[key] = parse_count(text) if len(text) <= MAX_TYPED else refuse_long()
            except ValueError as error:
                form.errors[key] = str(error)
        return form

    def text(self, hamlet_id: int, column: str) -> str:
        """What the input shows: as typed, or the stored number."""
        if (typed := self.typed.get((hamlet_id, column))) is not None:
            return typed.replace("\x00", "")
        return format_plain(self.stored[hamlet_id, column])

    @cached_property
    def stored(self) -> dict[Key, int | None]:
        """The numbers as they stand."""
        return {
            (row.hamlet_id, column): row.line.count(column) for row in self.figures.rows for column in INPUTS
        }

    @property
    def seen_json(self) -> str:
        """The numbers as shown now, to be sent back."""
        rows = {row.hamlet_id: [row.line.count(column) for column in INPUTS] for row in self.figures.rows}
        return json.dumps(rows, separators=(",", ":"))


def refuse_long() -> int | None:
    """Refuse what is no number by its length alone."""
    raise ValueError("Quá dài; chỉ nhập số nguyên không âm, ví dụ 12 hoặc 1.234.")


def seen_values(text: str) -> dict[Key, int | None]:
    """What each cell showed when the page was made; nothing when the field was tampered with."""
    try:
        rows = json.loads(text)
        return {
            (int(hamlet), column): None if value is None else int(value)
            for hamlet, values in rows.items()
            for column, value in zip(INPUTS, values, strict=True)
        }
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}


def _declared(column: str, text: str) -> Decimal | None:
    if len(text) > MAX_TYPED:
        refuse_long()
    count = parse_decimal(text) if column in RATES else parse_count(text)
    return None if count is None else Decimal(count)


@dataclass
class DeclaredForm:
    """The published numbers of the table's total row, by column."""

    columns: tuple[str, ...]
    stored: Mapping[str, Decimal]
    typed: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Decimal | None] = field(default_factory=dict)
    values: dict[str, Decimal | None] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, data: QueryDict) -> None:
        """Take what was posted and is not as it was shown: an old page does not undo what came meanwhile."""
        for column in self.columns:
            text, shown = (str(data.get(f"{kind}-{column}", "")) for kind in "ds")
            if text == shown:
                continue
            self.typed[column] = text.replace("\x00", "")
            try:
                self.values[column] = _declared(column, text)
                self.seen[column] = _declared(column, shown)
            except ValueError as error:
                self.errors[column] = str(error)

    @property
    def shown(self) -> dict[str, str]:
        """The stored numbers, to be sent back, by name."""
        return {f"s-{column}": self.stored_text(column) for column in self.columns}

    def text(self, column: str) -> str:
        """What the input shows: as typed, or the stored number."""
        return self.typed.get(column, self.stored_text(column))

    def stored_text(self, column: str) -> str:
        """The stored number as it would be typed, a rate with two decimals or more."""
        value = self.stored.get(column)
        if column not in RATES or value is None:
            return format_plain(value)
        exponent = value.normalize().as_tuple().exponent
        return format_number(value, max(2, -exponent if isinstance(exponent, int) else 0))


class CellsForm(forms.Form):
    """The cells that were typed in, for a page on which two versions of them stand side by side."""

    def __init__(self, form: GridForm, declared: DeclaredForm | None, data: QueryDict | None = None) -> None:
        super().__init__(data)
        names = {row.hamlet_id: row.name for row in form.figures.rows}
        for key in form.typed:
            if key in form.stored:
                label, name = f"{names[key[0]]} – {COLUMN_LABELS[key[1]].lower()}", cell_name(*key)
                self.fields[name] = LineField(label=label, initial=format_plain(form.stored[key]))
        if declared:
            for column in declared.typed:
                label = f"Số in ở dòng Tổng – {COLUMN_LABELS[column].lower()}"
                self.fields[f"d-{column}"] = LineField(label=label, initial=declared.stored_text(column))


def cells_shown(form: GridForm, data: QueryDict) -> dict[str, list[str]]:
    """What the typed cells showed when the page was made, as far as it says so."""
    cells = {cell_name(*key): [format_plain(form.seen[key])] for key in form.typed if key in form.seen}
    return cells | {f"d-{name[2:]}": data.getlist(name) for name in data if name.startswith("s-")}
