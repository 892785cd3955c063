"""Facts of one kind as a workbook: out, and in with a look at what would be recorded. A row a fact, under a
row of headings that are recognised; what a cell may say is for the form of the page to decide.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms

from households.resources.register.content import CellError
from povertyplan.common.dates import short_date
from povertyplan.common.text import fold, upper_first
from povertyplan.documents.xlsx import (
    ColumnOut,
    Sheet,
    SheetOut,
    Workbook,
    column_name,
    write_workbook,
)
from povertyplan.documents.xlsx.heads import Grid, is_number_row
from povertyplan.documents.xlsx.writer import Value
from reports.actions import MAX_FACTS
from reports.models import Fact

SEARCHED_ROWS = 30
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_TOTAL = re.compile(r"^(?:tong|tong cong|tong so|cong)\b")
_WIDE = {"project", "source", "about", "subject", "place", "team", "conclusion", "note"}

Texts = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class FactKind:
    """A kind of fact: what it is called, its form, and the words of its columns in workbooks.

    `headings` gives for each field what officers write above its column; the first is what our own workbooks
    say, the rest are folded.
    """

    key: str
    heading: str
    noun: str
    model: type[Fact]
    form: type[forms.Form]
    headings: Mapping[str, tuple[str, ...]]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.form.base_fields)

    def values(self, fact: Fact) -> dict[str, Any]:
        """What is stored of a fact, by field."""
        return {name: getattr(fact, name) for name in self.fields}


@dataclass(frozen=True, kw_only=True)
class FactRow:
    """A row of a workbook that is a fact: the texts of its cells, and the values they mean."""

    row: int
    texts: Texts
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class FactSheet:
    """The facts a workbook holds; or all that is wrong, each at its cell."""

    rows: tuple[FactRow, ...] = ()
    errors: tuple[CellError, ...] = ()

    @property
    def digest(self) -> str:
        """What identifies what was shown."""
        shown = [[row.row, row.texts] for row in self.rows]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def fact_sheet(workbook: Workbook, kind: FactKind) -> FactSheet:
    """The facts below the best row of headings of the workbook's visible sheets."""
    found = [
        (len(columns), sheet, number, columns)
        for sheet in workbook.sheets
        if not sheet.hidden
        for number, columns in _heads(sheet, kind)
    ]
    if not found:
        wanted = ", ".join(f"“{kind.headings[name][0]}”" for name in _required(kind))
        message = f"Không thấy hàng tiêu đề có các cột {wanted}. Tải tệp mẫu để xem."
        return FactSheet(errors=(CellError(sheet="", row=0, column="", value="", message=message),))
    _, sheet, head, columns = max(found, key=lambda each: each[0])
    return _read(sheet, head, columns, kind)


def _required(kind: FactKind) -> list[str]:
    return [name for name, field in kind.form.base_fields.items() if field.required]


def _heads(sheet: Sheet, kind: FactKind) -> Iterable[tuple[int, dict[str, int]]]:
    """Rows near the top that name all columns a fact cannot be without."""
    keys = {_words(word): name for name, words in reversed(list(kind.headings.items())) for word in words}
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS], start=1):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row, start=1):
            if cell and (name := keys.get(_words(cell.text))):
                columns.setdefault(name, column)
        if set(_required(kind)) <= columns.keys():
            yield number, columns


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(text)).strip()


def _read(sheet: Sheet, head: int, columns: Mapping[str, int], kind: FactKind) -> FactSheet:
    grid = Grid(sheet)
    rows: list[FactRow] = []
    errors: list[CellError] = []
    for row in range(head + 1, grid.height + 1):
        texts = {name: text for name, column in columns.items() if (text := grid.text(row, column))}
        if not texts or is_number_row(grid.filled(row)) or _is_total(grid, row):
            continue
        form = form_of(kind, texts)
        if form.is_valid():
            rows.append(FactRow(row=row, texts=texts, values=form.cleaned_data))
            continue
        for name, sentences in form.errors.items():
            column = columns.get(name)
            errors.append(
                CellError(
                    sheet=sheet.name,
                    row=row,
                    column=column_name(column) if column else "",
                    value=texts.get(name, "")[:80],
                    message=" ".join(map(str, sentences)),
                )
            )
    if len(rows) > MAX_FACTS:
        message = f"Nhiều nhất {MAX_FACTS} dòng trong một tệp; chia nhỏ tệp."
        errors.append(CellError(sheet=sheet.name, row=0, column="", value="", message=message))
    if not rows and not errors:
        message = "Dưới hàng tiêu đề chưa có dòng nào."
        errors.append(CellError(sheet=sheet.name, row=head, column="A", value="", message=message))
    return FactSheet(errors=tuple(errors)) if errors else FactSheet(rows=tuple(rows))


def _is_total(grid: Grid, row: int) -> bool:
    return any(_TOTAL.search(_words(cell.text)) for _, cell in grid.filled(row)[:2])


def form_of(kind: FactKind, texts: Mapping[str, str]) -> forms.Form:
    """The page's form with the texts of a row: a choice may be written as its label, or as a part of it that
    no other has.
    """
    data = dict(texts)
    for name, field in kind.form.base_fields.items():
        if isinstance(field, forms.ChoiceField) and name in data:
            data[name] = _choice(field, data[name])
    return kind.form(data)


def _labels(field: forms.ChoiceField) -> dict[str, str]:
    """The choices in words, the blank one left out."""
    return {str(key): str(label) for key, label in cast("list[tuple[str, str]]", field.choices) if key}


def _choice(field: forms.ChoiceField, text: str) -> str:
    written = _words(text)
    labels = {key: _words(label) for key, label in _labels(field).items()}
    for fits in (str.__eq__, str.__contains__):
        found = [key for key, label in labels.items() if written and fits(label, written)]
        if len(found) == 1:
            return found[0]
    return text


def unknown_rows(sheet: FactSheet, stored: Iterable[Fact], kind: FactKind) -> tuple[list[FactRow], int]:
    """The rows that are not recorded yet, and how many are. Two rows alike are two facts."""
    held = [_identity(kind, kind.values(fact)) for fact in stored]
    rows: list[FactRow] = []
    for row in sheet.rows:
        identity = _identity(kind, row.values)
        if identity in held:
            held.remove(identity)
        else:
            rows.append(row)
    return rows, len(sheet.rows) - len(rows)


def _identity(kind: FactKind, values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(values[name] if values[name] is not None else "") for name in kind.fields)


def fact_workbook(kind: FactKind, facts: Sequence[Fact], *, title: tuple[str, ...]) -> bytes:
    """Facts as an .xlsx file to read, or one to fill in when there are none; it can be brought in again."""
    choices = {
        name: "; ".join(_labels(field).values())
        for name, field in kind.form.base_fields.items()
        if isinstance(field, forms.ChoiceField)
    }
    sheet = SheetOut(
        name=kind.heading[:31],
        title=title,
        notes=tuple(f"{kind.headings[name][0]}: {labels}." for name, labels in choices.items()),
        columns=tuple(
            ColumnOut(
                label=kind.headings[name][0],
                width=36 if name in _WIDE else 18,
                decimals=0 if name == "amount" else None,
            )
            for name in kind.fields
        ),
        rows=tuple(tuple(_value(fact, name) for name in kind.fields) for fact in facts),
        landscape=True,
    )
    return write_workbook([sheet])


def _value(fact: Fact, name: str) -> Value:
    value = getattr(fact, name)
    if name == "date":
        return short_date(value)
    label = getattr(fact, f"get_{name}_display", None)
    return upper_first(str(label())) if label else value
