"""Forms that nobody was shown: foreign ids, rows that were not there, fields of other models.

Every form of every page is sent as it stands and then as it should not be; all tables are compared. With
fields of other models it writes what it writes without them, or is refused and writes nothing.

Seen failing: with a view of facts that hands `version` on from the request; with a page of a household that
looks for the head among the rows that were sent.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.http import HttpResponse

from benchmarks.hostile.sent import Sent, Stood, completed, forms_standing, posted
from benchmarks.hostile.world import everything, our_models, undone
from benchmarks.result import Result, Size, tallied
from households.models import Ethnicity, Indicator, Member, Question, Standard, Threshold
from plans.models import ProgrammePeriod
from povertyplan.accounts.models import SignInTries
from tests.access.commune import made_place

FIRST_FOREIGN = 7_000_001  # the id of the first record of each model in the other commune
MANY = 9_000
QUICK_EVERY = 12  # a quick run sends one form of so many
Key = tuple[str, Any]
Rows = dict[Key, tuple[Any, ...]]
Forgery = Callable[[Stood], Iterator[Sent]]
# Values for fields of other models: what would be gained if a view took them.
TEMPTING = {
    "is_": "on",
    "status": "approved",
    "state": "approved",
    "role": "leader",
    "password": "bench-lua-chin-vang",
    "approved": "2026-01-01",
    "version": "999999",
}


def measure(size: Size) -> Iterator[Result]:
    """Each forgery of each form: what was answered, and what was changed that should not have been."""
    with undone():
        place = everything()
        _next_ids_from(FIRST_FOREIGN)
        own = _rows().keys()
        made_place()
        foreign = _rows().keys() - own
        yield from _forged(forms_standing(place), foreign, every=1 if size is Size.FULL else QUICK_EVERY)


def _next_ids_from(first: int) -> None:
    """Let the next record of each model have this id: one number is foreign everywhere."""
    with connection.cursor() as cursor:
        for model in our_models():
            table = model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first - 1])


def _forged(every_form: Iterator[Stood], foreign: Container[Key], *, every: int) -> Iterator[Result]:
    tallies: dict[str, Counter[str]] = {what: Counter() for what in (WRITING, *FORGERIES)}
    wrong: dict[str, Counter[str]] = {what: Counter() for what in FORGERIES}
    for at, stood in enumerate(every_form):
        if at % every:
            continue
        before = _rows()
        plain, _ = _outcome(stood, before, completed(stood.form))
        tallies[WRITING]["write something" if plain else "write nothing as filled in"] += 1
        for what, forgery in FORGERIES.items():
            for data in forgery(stood):
                changed, answer = _outcome(stood, before, data)
                same_as = plain if forgery is _other_fields else None
                outcome = _judged(before, foreign, changed, same_as, answer)
                tallies[what][outcome.partition(":")[0]] += 1
                if not outcome.startswith("answered"):
                    wrong[what][
                        f"{stood.page} ({stood.reader}) → {stood.form.action}: {outcome} {answer!r:.200}"
                    ] += 1
    writing = tallies.pop(WRITING)
    yield tallied(WRITING, writing, bar="some write", holds=writing["write something"] > 0)
    for what, outcomes in tallies.items():
        yield tallied(
            what,
            outcomes,
            bar="0 × 500, 0 foreign records touched or pointed to, 0 unlisted changes",
            holds=bool(outcomes) and not wrong[what],
            note=str(wrong[what].most_common(15) or ""),
        )


# --- forgeries ---


def _other_fields(stood: Stood) -> Iterator[Sent]:
    """The form as it stands, and a value for every field that any model has and the form has not."""
    data = completed(stood.form)
    for model in our_models():
        for field in model._meta.concrete_fields:
            for name in (field.name, field.attname):
                data.setdefault(name, [_tempting(name)])
    yield data


def _tempting(name: str) -> str:
    return next((value for key, value in TEMPTING.items() if key in name), str(FIRST_FOREIGN))


def _foreign_ids(stood: Stood) -> Iterator[Sent]:
    """Each number that the form sends or offers, and each in the name of a field, as the foreign id."""
    data = stood.form.data
    offered = {name for name, values in stood.form.choices.items() if any(map(str.isdigit, values))}
    for name in sorted(offered | {name for name, (value, *_) in data.items() if value.isdigit()}):
        yield {**data, name: [str(FIRST_FOREIGN)]}
    renamed = {re.sub(r"\d+", str(FIRST_FOREIGN), name): values for name, values in data.items()}
    if renamed != data:
        yield {**data, **renamed}


def _formsets(stood: Stood) -> Iterator[Sent]:
    """Forged counts of rows; rows with a foreign id; rows twice, all deleted, none left."""
    data = stood.form.data
    for name in [name for name in data if name.endswith("-TOTAL_FORMS")]:
        prefix = name.removesuffix("-TOTAL_FORMS")
        for count in ("10001", "-1", "x", "", "9" * 30, "1e3", "0"):
            yield {**data, name: [count]}
            yield {**data, f"{prefix}-INITIAL_FORMS": [count]}
        yield {key: values for key, values in data.items() if key != name}
        rows = sorted({key.split("-")[1] for key in data if re.match(rf"{re.escape(prefix)}-\d+-", key)})
        for number in rows[:1]:
            start = f"{prefix}-{number}-"
            own = {key.removeprefix(start): values for key, values in data.items() if key.startswith(start)}
            extra = {f"{prefix}-{len(rows)}-{key}": values for key, values in own.items()}
            more = {**data, **extra, name: [str(len(rows) + 1)]}
            yield more  # the first row twice
            for name_of_id in [key for key in own if key.endswith("id")]:
                for value in (str(FIRST_FOREIGN), _foreign_member(), "9" * 30):
                    yield {**more, f"{prefix}-{len(rows)}-{name_of_id}": [value]}
                    yield {**data, f"{start}{name_of_id}": [value]}
        yield {**data, **{f"{prefix}-{number}-DELETE": ["on"] for number in rows}}


def _foreign_member() -> str:
    """The id of somebody in the other commune, which is no number."""
    return str(Member.objects.filter(household__gte=FIRST_FOREIGN).earliest("position").pk)


def _many(stood: Stood) -> Iterator[Sent]:
    """Thousands of ids where some are ticked, and more than a request may hold."""
    data = stood.form.data
    for name, values in stood.form.choices.items():
        if values and all(map(str.isdigit, values)):
            yield {**data, name: list(map(str, range(1, MANY)))}
            yield {**data, name: list(map(str, range(1, 10_002)))}
            yield {**data, name: [*values, *values]}
            yield {**data, name: ["9" * 30, "-1", "x", "", "\x00", "1.5", "²"]}


def _not_of_the_field(stood: Stood) -> Iterator[Sent]:
    """In all fields at once what none of them can mean; no field at all."""
    data = stood.form.data
    for value in ("\x00", "9" * 400, "-1", "[]", "2026-13-45", "²", "NaN", "a" * 50_000):
        yield {name: [value] for name in data}
    yield {}


WRITING = "forms that were filled in and sent as they should be"
FORGERIES: dict[str, Forgery] = {
    "fields of other models in every form": _other_fields,
    "foreign ids in every form": _foreign_ids,
    "forged formsets": _formsets,
    "thousands of ids": _many,
    "values of no field": _not_of_the_field,
}


# --- what became of it ---

# Moments and salts differ between two requests; the log says what happened and is not what happened.
PASSING = (*("password", "last_login"), *("DateTimeField",))
LOGS = {"common_auditevent", "common_audithead"}
# Of no commune: laws, lists of the state, and who asks.
SHARED = (Standard, Threshold, Indicator, Question, Ethnicity, ProgrammePeriod)


@dataclass(frozen=True)
class Columns:
    """The columns of a table that are compared, and the tables that they point to."""

    table: str
    key: str
    names: tuple[str, ...]
    targets: tuple[str | None, ...]


@functools.cache
def _tables() -> tuple[Columns, ...]:
    return tuple(
        Columns(
            table=model._meta.db_table,
            key=_column(model._meta.pk),
            names=tuple(map(_column, fields)),
            targets=tuple(_target(field) for field in fields),
        )
        for model in our_models()
        if model._meta.db_table not in LOGS
        and (fields := [each for each in model._meta.concrete_fields if not _is_passing(each)])
    )


def _column(field: models.Field[Any, Any]) -> str:
    return str(field.column)


def _is_passing(field: models.Field[Any, Any]) -> bool:
    return field.name in PASSING or field.get_internal_type() in PASSING


def _target(field: models.Field[Any, Any]) -> str | None:
    other: Any = field.related_model
    return str(other._meta.db_table) if other and other not in SHARED else None


def _rows() -> Rows:
    """Every record of ours by table and id."""
    rows: Rows = {}
    with connection.cursor() as cursor:
        for each in _tables():
            columns = ", ".join(f'"{name}"' for name in (each.key, *each.names))
            cursor.execute(f'SELECT {columns} FROM "{each.table}"')
            rows |= {(each.table, row[0]): row[1:] for row in cursor.fetchall()}
    return rows


def _outcome(stood: Stood, before: Rows, data: Sent) -> tuple[Rows, HttpResponse | Exception]:
    """The records as the request leaves them where it changes them (empty: gone), and its answer; undone."""
    with undone():
        answer = posted(stood, data)
        after = _rows()
    keys = {key for key, _ in before.items() ^ after.items()}
    return {key: after.get(key, ()) for key in keys}, answer


def _comparable(rows: Rows, before: Rows) -> Counter[tuple[Any, ...]]:
    """Without the counts of tries at the door, which say when they began; ids that are drawn are all one."""
    drawn = {pk for table, pk in rows.keys() - before.keys() if isinstance(pk, str)}
    return Counter(
        tuple("drawn" if value in drawn else value for value in (*key, *row))
        for key, row in rows.items()
        if key[0] != SignInTries._meta.db_table
    )


def _judged(
    before: Rows, foreign: Container[Key], changed: Rows, plain: Rows | None, answer: HttpResponse | Exception
) -> str:
    if isinstance(answer, Exception):
        return f"raised {type(answer).__name__}"
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"broken {answer.status_code}"
    if touched := [key for key in changed if key in foreign]:
        return f"foreign record touched: {touched[0]}"
    targets = {each.table: each for each in _tables()}
    for (table, pk), row in changed.items():
        for at, value in enumerate(row):
            target = targets[table].targets[at]
            if target and (target, value) in foreign and value not in before.get((table, pk), ()):
                return f"foreign record pointed to: {table}.{targets[table].names[at]}"
    written = _comparable(changed, before)
    if written and plain is not None and written != (listed := _comparable(plain, before)):
        table, pk, *_ = next(iter((written - listed) + (listed - written)))
        return f"unlisted change: {table} {pk}"
    return f"answered {answer.status_code}"
