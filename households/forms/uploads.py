"""Which workbook is brought in, and how its columns and names are to be read, whatever the table is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Protocol, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from households.resources.mapping import Heading, SheetMapping
from households.resources.names import HamletName
from povertyplan.common.text import name_key
from povertyplan.documents.package import MAX_FILE
from povertyplan.documents.xlsx.errors import TOO_LARGE

UNUSED = ""


class UploadForm(forms.Form):
    """The officer's workbook, or another kind of file with its own words for one too large."""

    too_large: ClassVar[str] = TOO_LARGE
    file = forms.FileField(
        label="Tệp Excel (.xlsx)",
        allow_empty_file=True,  # the reader has the better sentence
        error_messages={
            "required": "Chọn tệp Excel cần nhập.",
            "missing": "Chọn tệp Excel cần nhập.",
            "invalid": "Trình duyệt chưa gửi được tệp; chọn lại tệp.",
            "max_length": "Tên tệp quá dài; đặt tên ngắn hơn rồi chọn lại.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "form-control"}),
    )

    def clean_file(self) -> bytes:
        """The bytes; a file too large is refused before it is read."""
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        if (file.size or 0) > MAX_FILE:
            raise forms.ValidationError(self.too_large)
        return bytes(file.read())


class Proposed(Protocol):
    """How a workbook would be read."""

    @property
    def mapping(self) -> SheetMapping: ...
    @property
    def headings(self) -> tuple[Heading, ...]: ...
    @property
    def sheets(self) -> tuple[str, ...]: ...


class Unknown(Protocol):
    """A name that is not in the commune's list, with those written most like it."""

    @property
    def written(self) -> str: ...
    @property
    def suggestions(self) -> tuple[int, ...]: ...


class MappingForm(forms.Form):
    """How a sheet is read: a select for each column and for each name that is not in the list."""

    column_choices: ClassVar[Sequence[tuple[str, Any]]] = ()

    def __init__(
        self,
        data: Any = None,
        *,
        proposal: Proposed,
        unknown: Sequence[Unknown],
        hamlets: Iterable[HamletName],
    ) -> None:
        super().__init__(data)
        self.proposal, self.unknown = proposal, unknown
        self.fields["sheet"] = forms.ChoiceField(
            label="Trang tính",
            choices=[(name, name) for name in proposal.sheets],
            initial=proposal.mapping.sheet,
        )
        for heading in proposal.headings:
            self.fields[f"column-{heading.column}"] = forms.ChoiceField(
                label=heading.text or f"Cột {heading.column}",
                choices=self.column_choices,
                initial=heading.key,
                required=False,
            )
        names = {hamlet.pk: hamlet.name for hamlet in hamlets}
        for number, name in enumerate(unknown):
            likely = [(pk, f"{names[pk]} (gần giống)") for pk in name.suggestions]
            rest = [(pk, label) for pk, label in names.items() if pk not in name.suggestions]
            self.fields[f"name-{number}"] = forms.TypedChoiceField(
                label=name.written,
                choices=[("", "Chọn…"), *likely, *rest],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        keys = [key for name, key in self.cleaned_data.items() if name.startswith("column-") and key]
        labels = {key: label for key, label in self._flat_choices() if key}
        for key in dict.fromkeys(keys):
            if keys.count(key) > 1:
                self.add_error(None, f"Hai cột cùng được chọn là “{labels[key]}”; chỉ để một cột.")
        return self.cleaned_data

    def decision(self) -> dict[str, Any]:
        """What to keep of the choice: the whole mapping, or but the sheet when it is another one."""
        if self.cleaned_data["sheet"] != self.proposal.mapping.sheet:
            return {"sheet": self.cleaned_data["sheet"]}
        return self._mapping().to_json()

    def _flat_choices(self) -> Iterable[tuple[str, str]]:
        for key, label in self.column_choices:
            if isinstance(label, str):
                yield key, label
            else:
                yield from label

    def _mapping(self) -> SheetMapping:
        data = self.cleaned_data
        columns = {
            data[f"column-{heading.column}"]: heading.column
            for heading in self.proposal.headings
            if data.get(f"column-{heading.column}")
        }
        chosen = {
            name_key(name.written): pk
            for number, name in enumerate(self.unknown)
            if (pk := data.get(f"name-{number}")) is not None
        }
        before = self.proposal.mapping
        return replace(before, columns=columns, names={**before.names, **chosen})
