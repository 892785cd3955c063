"""What the commune's library holds, as forms, and rows that come from it into a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.http import QueryDict

from plans.forms.lists import BasisForm, DutyForm, RecipientForm
from plans.forms.writing import SectionForm
from plans.models import LIBRARY_FIELDS
from plans.rules import LibraryKind
from povertyplan.common.conflicts import shown
from povertyplan.common.forms import Rows

PART_FORMS: Mapping[LibraryKind, type[forms.Form]] = {
    LibraryKind.TEXT: SectionForm,
    LibraryKind.BASIS: BasisForm,
    LibraryKind.ACTOR: DutyForm,
    LibraryKind.RECIPIENT: RecipientForm,
}


class EntryForm(forms.Form):
    """The fields of the plan's own form; which figures a text may name is asked where it is used."""

    def __init__(self, *args: Any, kind: LibraryKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = PART_FORMS[kind].base_fields
        self.fields = {name: deepcopy(given[name]) for name in LIBRARY_FIELDS[kind]}


def with_rows(data: QueryDict, rows: Rows, added: Iterable[Mapping[str, Any]]) -> QueryDict:
    """What was sent of a list, with more rows: in the blank ones first, then behind."""
    data = data.copy()
    sent, first_blank = list(rows.forms), rows.initial_form_count()
    blank = [number for number, form in enumerate(sent) if number >= first_blank and not form.has_changed()]
    total = len(sent)
    for values in added:
        number = blank.pop(0) if blank else total
        total = max(total, number + 1)
        row = rows.form(initial=values, prefix=rows.add_prefix(number), **rows.get_form_kwargs(number))
        for name, texts in shown([row]).items():
            data.setlist(name, list(texts))
    data[rows.management_form.add_prefix("TOTAL_FORMS")] = str(total)
    return data


def with_text(data: QueryDict, name: str, added: Iterable[Mapping[str, Any]]) -> QueryDict:
    """What was sent of a form, with texts behind the one in the field."""
    data = data.copy()
    data[name] = "\n".join(filter(None, (data.get(name, ""), *(values[name] for values in added))))
    return data
