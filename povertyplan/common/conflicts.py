"""Two people, one record: what a form remembers of what it showed, and the page of whoever saves second.

A view hands in how to save and how the record stands now; the page that comes back puts the two side by side
and goes to the same address, where `sent` makes one form of it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar, Union, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import ChoiceWidget
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from povertyplan.common.errors import StaleError
from povertyplan.common.forms import TextField, posted_version
from povertyplan.common.merging import (
    TICKED,
    Comparison,
    Difference,
    Fields,
    Keep,
    Kind,
    ListShape,
    Texts,
    compared,
    resolved,
)
from povertyplan.common.models import AuditEvent
from povertyplan.common.pages import SignedInRequest
from povertyplan.common.text import upper_first

KEEP = "keep:"  # + the name of a difference: whose version stays
CHOOSE = "choose"  # the names of all differences that the page asked about
OWN = {"csrfmiddlewaretoken", "version", "base", "draft", "more", CHOOSE}  # of the page, not of the record
TRIES = 3
AnyForm = Union[forms.BaseForm, "BaseFormSet[Any]"]  # a form set cannot be subscripted when it runs
Forms = TypeVar("Forms", bound=Iterable[AnyForm])


@dataclass(frozen=True, kw_only=True)
class Stored(Generic[Forms]):
    """A record as it stands: its version, its forms (unbound, or with what was sent), who saved it last.

    The version is read before the rest: what is newer than it says is found stale once more.
    """

    version: int
    forms: Callable[[QueryDict | None], Forms]
    saved: Callable[[], AuditEvent | None]
    lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by prefix, what ListShape leaves
    hidden: Mapping[str, str] = field(default_factory=dict)  # what the form sends besides, of now


# --- what a form remembers ---


def memory(data: QueryDict | None, now: Stored[Any]) -> dict[str, Any]:
    """What a form has to send back besides its fields: the version and the texts it was made from."""
    if data is not None:
        return {"version": data.get("version", ""), "base": data.get("base", "")}
    return {"version": now.version, "base": json.dumps(shown(now.forms(None)), ensure_ascii=False)}


def shown(given: Iterable[AnyForm]) -> dict[str, Texts]:
    """What a browser would send of forms that nobody touched, by name."""
    return {bound.html_name: _sent_by(bound) for bound in _bound_fields(given)}


def _bound_fields(given: Iterable[AnyForm]) -> Iterator[BoundField]:
    for each in given:
        if isinstance(each, BaseFormSet):
            yield from each.management_form
            for row in each:
                yield from row
        else:
            yield from each


def _sent_by(bound: BoundField) -> Texts:
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return TICKED if value else ()
    if not isinstance(widget, ChoiceWidget):
        return (str(widget.format_value(value) or ""),)
    chosen = set(map(str, cast(Iterable[object], widget.format_value(value))))
    offered = [key for key, _ in _choices(bound)]
    picked = tuple(each for each in offered if each in chosen)
    shows_one = isinstance(widget, forms.Select) and not widget.allow_multiple_selected
    return picked or (tuple(offered[:1]) if shows_one else ())


def _choices(bound: BoundField) -> Iterator[tuple[str, str]]:
    for key, label in getattr(bound.field, "choices", ()):
        yield str(key), str(label)


def _remembered(data: QueryDict) -> dict[str, Texts]:
    """The texts that a form showed; none of what was tampered with."""
    try:
        given = json.loads(data.get("base", ""))
        json.dumps(given, ensure_ascii=False).encode()  # no page can hold half a surrogate pair
        return {name: tuple(map(str, texts)) for name, texts in given.items() if isinstance(texts, list)}
    except (ValueError, AttributeError, RecursionError):
        return {}


# --- what was sent ---


def sent(request: SignedInRequest) -> QueryDict | None:
    """What was posted, with theirs where the page of a conflict was told so; None when nothing was.

    A difference that was asked about and not answered is asked about again.
    """
    if request.method != "POST":
        return None
    data = request.POST.copy()
    keep = {
        name.removeprefix(KEEP): Keep(side)
        for name, side in data.items()
        if name.startswith(KEEP) and side in set(Keep)
    }
    asked = data.getlist(CHOOSE)
    if not asked:
        return data
    theirs = _remembered(data)
    chosen = resolved(_fields(data), theirs, {name: keep[name] for name in asked if name in keep})
    result = QueryDict(mutable=True)
    for name in OWN & set(data) - {CHOOSE}:
        result.setlist(name, data.getlist(name))
    for name, texts in chosen.items():
        result.setlist(name, list(texts))
    if not set(asked) <= set(keep):
        result["version"] = result["base"] = ""
    return result


def _fields(data: QueryDict) -> dict[str, Texts]:
    return {name: tuple(data.getlist(name)) for name in data if name not in OWN and not name.startswith(KEEP)}


# --- saving ---


def save_or_compare(
    data: QueryDict, *, save: Callable[[int], object], stored: Callable[[], Stored[Any]]
) -> Conflict | None:
    """Save at the version that was shown; None when it is saved.

    When somebody saved meanwhile, but nothing that this form holds, it is saved at the version of now. Else
    both are held against each other and nothing is written.
    """
    version = posted_version(data)
    for _ in range(TRIES):
        try:
            save(version)
        except StaleError as error:
            now, stale = stored(), error
        else:
            return None
        conflict = Conflict(data, now)
        if conflict.comparison.needs_a_choice:
            return conflict
        version = now.version
    raise stale


@dataclass(frozen=True)
class Choice:
    """One difference as the page shows it."""

    title: str
    difference: Difference
    base: str | None
    theirs: str
    mine: str
    fields: tuple[BoundField, ...]

    @property
    def name(self) -> str:
        return self.difference.name

    @property
    def field_name(self) -> str:
        """What the two answers are sent under."""
        return KEEP + self.difference.name

    @property
    def keep(self) -> str:
        """Whose version is ticked; where both changes fit into one text that text, else nobody's."""
        return self.difference.keep or (Keep.MINE if self.is_merged else "")

    @property
    def is_merged(self) -> bool:
        return self.difference.merged is not None

    @property
    def who(self) -> str:
        """Who changed it since it was shown: "mine", "theirs", "both"; "unknown" when that is not known."""
        if self.difference.base is None:
            return "unknown"
        return self.difference.keep or "both"


class Conflict:
    """What was sent and what is stored, side by side."""

    def __init__(self, data: QueryDict, now: Stored[Any]) -> None:
        self.data, self.now, self.saved = data, now, now.saved()
        unbound = now.forms(None)
        texts, lists = set[str](), []
        for each in unbound:
            if isinstance(each, BaseFormSet):
                blank = each.empty_form
                prefix = str(each.prefix)
                said = {name: _sent_by(blank[name]) for name in blank.fields}
                lists.append(ListShape(prefix=prefix, blank=said, **now.lists.get(prefix, {})))
                texts |= {f"{prefix}-#-{name}" for name, one in blank.fields.items() if _is_text(one)}
            else:
                texts |= {each.add_prefix(name) for name, one in each.fields.items() if _is_text(one)}
        self.lists = lists
        own = {bound.html_name for bound in _bound_fields(unbound)}
        rows = tuple(f"{each.prefix}-" for each in lists)
        mine = {name: texts for name, texts in _fields(data).items() if name in own or name.startswith(rows)}
        self.comparison: Comparison = compared(
            _remembered(data), shown(unbound), mine, texts=texts, lists=lists
        )

    @property
    def base(self) -> str:
        """What the page of the conflict remembers: what is stored."""
        return json.dumps({name: list(texts) for name, texts in self.comparison.theirs.items()})

    @property
    def draft(self) -> str:
        """What the browser calls what it keeps of this form."""
        return str(self.data.get("draft", ""))

    @cached_property
    def choices(self) -> list[Choice]:
        """Every difference, what has to be looked at first."""
        mine = dict(self.comparison.mine)
        for difference in self.comparison.differences:
            if difference.merged is not None:
                mine[difference.name] = (difference.merged,)
        ours, theirs = self._bound(mine), self._bound(self.comparison.theirs)
        made = [self._choice(difference, ours, theirs) for difference in self.comparison.differences]
        return sorted(made, key=lambda choice: choice.who in set(Keep))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The names and texts that the page sends unseen: all that has no control on it."""
        visible = {bound.html_name for choice in self.choices for bound in choice.fields}
        unseen = ((name, texts) for name, texts in self.comparison.mine.items() if name not in visible)
        return [*((name, text) for name, texts in unseen for text in texts), *self.now.hidden.items()]

    def _bound(self, fields: Fields) -> dict[str, BoundField]:
        data = QueryDict(mutable=True)
        for name, texts in fields.items():
            data.setlist(name, list(texts))
        return {bound.html_name: bound for bound in _bound_fields(self.now.forms(data))}

    def _choice(
        self, difference: Difference, ours: Mapping[str, BoundField], theirs: Mapping[str, BoundField]
    ) -> Choice:
        name = difference.name
        match difference.kind:
            case Kind.FIELD:
                bound = ours[name]
                label = upper_first(str(bound.label))
                row = self._row_title(name.rpartition("-")[0], ours, theirs)
                base = difference.base
                return Choice(
                    title=f"{row} – {label}" if row else label,
                    difference=difference,
                    base=None if base is None else _in_words(bound, base),
                    theirs=_in_words(bound, difference.theirs),
                    mine=_in_words(bound, difference.mine),
                    fields=(bound,),
                )
            case Kind.ROW:
                return Choice(
                    title=self._row_title(name, ours, theirs),
                    difference=difference,
                    base=None if difference.base is None else "\n".join(difference.base),
                    theirs=self._row_in_words(name, theirs) if difference.theirs else "",
                    mine=self._row_in_words(name, ours) if difference.mine else "",
                    fields=tuple(self._row_fields(name, ours)) if difference.mine else (),
                )
        prefix = name.rpartition("-")[0]

        def order(numbers: Texts | None) -> str:
            titles = [self._row_title(f"{prefix}-{number}", ours, theirs) for number in numbers or ()]
            return "\n".join(f"{place}. {title}" for place, title in enumerate(titles, start=1))

        return Choice(
            title="Thứ tự các dòng",
            difference=difference,
            base=None if difference.base is None else order(difference.base),
            theirs=order(difference.theirs),
            mine=order(difference.mine),
            fields=(),
        )

    def _row_fields(self, row: str, fields: Mapping[str, BoundField]) -> Iterator[BoundField]:
        aside = {name for shape in self.lists for name in (shape.order, shape.drop)}
        for name, bound in fields.items():
            if name.rpartition("-")[0] == row and bound.name not in aside and not bound.is_hidden:
                yield bound

    def _row_title(self, row: str, ours: Mapping[str, BoundField], theirs: Mapping[str, BoundField]) -> str:
        """What the row of a list is called: the lines typed in it; blank for what is no row."""
        if row.rpartition("-")[0] not in {shape.prefix for shape in self.lists}:
            return ""
        for fields in (theirs, ours):
            said = [
                text
                for bound in self._row_fields(row, fields)
                if (text := _in_words(bound, _texts(bound)))
                and not list(_choices(bound))
                and text != bound.field.initial
            ]
            if said:
                title = " ".join(", ".join(said).split())
                return title if len(title) <= 80 else f"{title[:79]}…"
        return ""

    def _row_in_words(self, row: str, fields: Mapping[str, BoundField]) -> str:
        said = ((bound, _in_words(bound, _texts(bound))) for bound in self._row_fields(row, fields))
        return "\n".join(f"{upper_first(str(bound.label))}: {text}" for bound, text in said if text)


def _is_text(one: forms.Field) -> bool:
    return isinstance(one, TextField)


def _texts(bound: BoundField) -> Texts:
    value = bound.data
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value or ""),)


def _in_words(bound: BoundField, texts: Texts) -> str:
    """What a field says: the labels of what was chosen, else the text."""
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return "có" if any(texts) else "không"
    labels = dict(_choices(bound))
    return ", ".join(labels.get(text, text) for text in texts) if labels else "\n".join(texts)


def conflict_page(
    request: SignedInRequest, conflict: Conflict, *, title: str, context: Mapping[str, Any]
) -> HttpResponse:
    """What stood, what was saved meanwhile and by whom, what was typed; one button saves what was chosen."""
    return render(request, "conflict.html", {**context, "conflict": conflict, "title": title}, status=409)
