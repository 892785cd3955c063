"""Who did what, to be read by people: events filtered, a page at a time, and told in words.

An app tells its own events: it hands `tells` what reads the names behind their ids. What nobody tells, or
what an event no longer holds as it should, is shown as it was recorded.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.urls import NoReverseMatch
from django.utils import timezone

from povertyplan.common.audit import action_label
from povertyplan.common.forms import BAD_CHOICE, LineField
from povertyplan.common.models import AuditEvent, AuditHead
from povertyplan.common.text import fold, sort_key

PAGE_SIZE = 50
CHANGES_SHOWN = 300  # of one event
LENGTH_SHOWN = 2000  # of one text
NOBODY = "0"
SYSTEM = "Chương trình"


# --- what an event says ---


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing from → to, in words; without `before` something that was said, not changed."""

    what: str
    before: str | None = None
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an event was about, with its page if there is one, and what changed."""

    about: str
    url: str = ""
    changes: Iterable[Change] = ()


Tell = Callable[[AuditEvent], Told]
Prepare = Callable[[Sequence[AuditEvent]], Tell]
_PREPARE: dict[str, Prepare] = {}


def tells(*actions: str) -> Callable[[Prepare], Prepare]:
    """Have events of `actions` told by what the function returns; it gets those of a page, all at once."""

    def register(prepare: Prepare) -> Prepare:
        _PREPARE.update(dict.fromkeys(actions, prepare))
        return prepare

    return register


def words(value: object) -> str:
    """A recorded value as text."""
    match value:
        case None:
            return ""
        case bool():
            return "có" if value else "không"
        case str():
            return value
        case int():
            return str(value)
        case list() if all(isinstance(each, str | int) for each in value):
            return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)


def from_to(what: str, values: Sequence[object]) -> Change:
    """A pair from → to."""
    before, after = values
    return Change(what=what, before=words(before), after=words(after))


def facts(details: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Change]:
    """What was recorded, each under its label; two values are from → to."""
    for key, value in details.items():
        what = labels.get(key, key)
        if isinstance(value, list) and len(value) == 2:
            yield from_to(what, value)
        elif value not in ("", [], None):
            yield Change(what=what, after=words(value))


def text_change(what: str, before: str, after: str) -> Change | None:
    """A text of several lines from → to, without the lines at both ends that stayed."""
    if before == after:
        return None
    old, new = before.splitlines(), after.splitlines()
    for end in (0, -1):
        while old and new and old[end] == new[end]:
            old.pop(end)
            new.pop(end)
    return Change(what=what, before="\n".join(old), after="\n".join(new))


def list_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """What left a list and what came; else that its order changed."""
    gone = [line for line in before if line not in after]
    come = [line for line in after if line not in before]
    yield from (Change(what="Bỏ", after=line) for line in gone)
    yield from (Change(what="Thêm", after=line) for line in come)
    if not gone and not come and list(before) != list(after):
        yield Change(what="Thứ tự", before="; ".join(before), after="; ".join(after))


def _plain(event: AuditEvent) -> Told:
    details = event.details if isinstance(event.details, dict) else {"": event.details}
    return Told(about=event.target_label, changes=facts(details, {}))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event as a page shows it; `more` changes are left out."""

    at: dt.datetime
    who: str
    what: str
    about: str
    url: str
    changes: Sequence[Change]
    more: int


def _line(event: AuditEvent, tell: Tell) -> Line:
    try:
        told = tell(event)
        changes = [_shortened(change) for change in told.changes]
    except (ArithmeticError, AttributeError, LookupError, NoReverseMatch, TypeError, ValueError):
        told = _plain(event)
        changes = [_shortened(change) for change in told.changes]
    return Line(
        at=event.at,
        who=str(event.user or SYSTEM),
        what=action_label(event.action),
        about=told.about,
        url=told.url,
        changes=changes[:CHANGES_SHOWN],
        more=len(changes[CHANGES_SHOWN:]),
    )


def _shortened(change: Change) -> Change:
    def short(text: str) -> str:
        return text if len(text) <= LENGTH_SHOWN else text[:LENGTH_SHOWN] + " […]"

    before = None if change.before is None else short(change.before)
    return Change(what=change.what, before=before, after=short(change.after))


def lines(events: Sequence[AuditEvent]) -> list[Line]:
    """Events in words; names are read once for all of them."""
    tellers: dict[Prepare, Tell] = {}
    for prepare in {_PREPARE[event.action] for event in events if event.action in _PREPARE}:
        tellers[prepare] = prepare([event for event in events if _PREPARE.get(event.action) is prepare])
    return [
        _line(event, tellers[_PREPARE[event.action]] if event.action in _PREPARE else _plain)
        for event in events
    ]


# --- which events ---


@dataclass(frozen=True, kw_only=True)
class HistoryPage:
    """Up to 50 events, the newest first; the ones before have sequences below `older`."""

    lines: Sequence[Line]
    count: int  # on all pages
    older: int | None
    is_first: bool


def history_page(events: QuerySet[AuditEvent], *, before: str) -> HistoryPage:
    """The newest events of one chain below the sequence `before`, as an address gives it; blank or damaged
    is the newest of all.
    """
    below = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    rest = events if below is None else events.filter(sequence__lt=below)
    found = list(rest.select_related("user").order_by("-sequence", "-pk")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return HistoryPage(
        lines=lines(shown),
        count=events.count(),
        older=shown[-1].sequence if len(found) > PAGE_SIZE else None,
        is_first=below is None,
    )


@dataclass(frozen=True)
class ChainEnd:
    """How many events a chain has and how its last hash begins; `audit_verify` compares both."""

    count: int
    hash: str


def chain_end(unit_code: str) -> ChainEnd:
    """The state of a unit's chain."""
    head = AuditHead.objects.filter(unit_code=unit_code).first()
    return ChainEnd(head.sequence, head.hash[:12]) if head else ChainEnd(0, "")


def _day(label: str) -> forms.DateField:
    between = [MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2100, 12, 31))]
    return forms.DateField(
        label=label,
        required=False,
        validators=between,
        widget=forms.TextInput(attrs={"placeholder": "05/01/2026", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Ghi ngày như 05/01/2026, từ năm 2000."
        ),
    )


class HistoryFilterForm(forms.Form):
    """Which events to show; choices are the people and acts that the events have."""

    since = _day("từ ngày")
    until = _day("đến ngày")
    person = forms.ChoiceField(label="người", required=False, error_messages={"invalid_choice": BAD_CHOICE})
    action = forms.ChoiceField(label="việc", required=False, error_messages={"invalid_choice": BAD_CHOICE})
    text = LineField(
        label="đối tượng",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "phu thinh 2026"}),
    )

    PARAMETERS = {"since": "tu", "until": "den", "person": "nguoi", "action": "viec", "text": "q"}

    def __init__(self, data: Mapping[str, Any], *, events: QuerySet[AuditEvent]) -> None:
        super().__init__(data)
        self.events = events
        self.fields["person"].choices = [("", "Tất cả"), *_people(events)]  # type: ignore[attr-defined]
        self.fields["action"].choices = [("", "Tất cả"), *_actions(events)]  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        return self.PARAMETERS.get(field_name, field_name)  # ids pass here as well

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "Ngày cuối không được trước ngày đầu.")

    def found(self) -> QuerySet[AuditEvent]:
        """The events that fit; what is refused filters nothing."""
        self.is_valid()
        given, events = self.cleaned_data, self.events
        if since := given.get("since"):
            events = events.filter(at__gte=_midnight(since))
        if until := given.get("until"):
            events = events.filter(at__lt=_midnight(until + dt.timedelta(days=1)))
        if person := given.get("person"):
            events = events.filter(user=None if person == NOBODY else person)
        if action := given.get("action"):
            events = events.filter(action=action)
        for word in fold(given.get("text", "")).split():
            events = events.filter(search_key__contains=word)
        return events


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _people(events: QuerySet[AuditEvent]) -> Iterator[tuple[str, str]]:
    ids = set(events.order_by().values_list("user_id", flat=True).distinct())
    people = get_user_model()._default_manager.filter(pk__in=ids - {None})
    yield from sorted(
        ((str(person.pk), f"{person} ({person.get_username()})") for person in people),
        key=lambda choice: sort_key(choice[1]),
    )
    if None in ids:
        yield (NOBODY, SYSTEM)


def _actions(events: QuerySet[AuditEvent]) -> list[tuple[str, str]]:
    codes = events.order_by().values_list("action", flat=True).distinct()
    return sorted(((code, action_label(code)) for code in codes), key=lambda choice: sort_key(choice[1]))
