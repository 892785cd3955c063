"""A commune with a record of everything, and words of our choosing in every field that holds words."""

from __future__ import annotations

import copy
import functools
import itertools
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.http import HttpResponse

from povertyplan.common import append_only
from povertyplan.documents import pdf
from tests.access.addresses import PATTERNS
from tests.access.answers import GET
from tests.access.commune import made_place
from tests.access.lives import LIVES
from tests.access.place import Place
from tests.access.readers import READERS

APPS = ("accounts", "common", "documents", "households", "assignments", "plans", "reports")
RECORDS = 40  # of each model, the newest: those of the commune that was made last
# What the program itself writes and reads: keys, sums, names of its own things.
NOT_TYPED = {
    *("password", "slug", "sha256", "hash", "previous_hash", "fingerprint", "headings", "template_version"),
    *("key", "search_key", "sort_key", "name_key", "personal_number_key", "unit_code"),
    *("AdministrativeUnit.code", "Ethnicity.code", "Standard.code", "ProgrammePeriod.code"),
    *("AuditEvent.action", "AuditEvent.target_type", "AuditEvent.target_id"),
    *("Question.region", "SignedCopy.match"),
    *("Acknowledgement.code", "Acknowledgement.level", "Acknowledgement.place", "DeclaredFigure.column"),
}
WORDS_IN_JSON = {"AuditEvent.details", "LibraryEntry.fields"}
MARK = re.compile(r"k\d{4,}k")
# What shows little before something else has happened: the address that leads there.
WORD = " as Word"  # behind the name of an address that gives two formats
LED_BY = {"plans:register_file": "plans:register", "plans:plan_history": "plans:plan_approve"}


def opened() -> None:
    """Let Django's own browser in; what is refused is counted and not logged besides."""
    settings.DEMO = True
    if "testserver" not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append("testserver")
    for name in ("django.request", "django.security"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def everything() -> Place:
    """The commune, with every reader signed in."""
    opened()
    place = made_place()
    place.sign_in()
    return place


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def our_models() -> list[type[models.Model]]:
    """Every model of ours that has a table."""
    return [model for label in APPS for model in apps.get_app_config(label).get_models()]


def typed_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields that hold somebody's words."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not {field.name, f"{model.__name__}.{field.name}"} & NOT_TYPED
    ]


def plant(payloads: Sequence[str], *, turn: int = 0, cut: bool = False) -> dict[str, str]:
    """Write payloads in turns in every field of the newest records, each with a mark of its own behind it;
    what is too long for a field is left out of it, or `cut`.

    Says what was written under which mark; what a constraint refuses is left as it was.
    """
    append_only.drop_for_tests(connection)  # within a transaction: they stand again when it is undone
    written: dict[str, str] = {}
    numbers = itertools.count(1000)

    def marked(longest: int | None) -> str | None:
        number = next(numbers)
        for at in range(len(payloads)):
            payload, mark = payloads[(number + turn + at) % len(payloads)], f"k{number}k"
            text = (payload[: (longest or 20_000) - len(mark)] if cut else payload) + mark
            if longest is None or len(text) <= longest:
                written[f"k{number}k"] = text
                return text
        return None

    for model in our_models():
        fields = typed_fields(model)
        nested = [
            field
            for field in model._meta.concrete_fields
            if f"{model.__name__}.{field.name}" in WORDS_IN_JSON
        ]
        for record in model._default_manager.order_by("-pk")[:RECORDS]:
            rows = model._default_manager.filter(pk=record.pk)
            for field in fields:
                if getattr(record, field.name) and (text := marked(field.max_length)):
                    try:
                        with transaction.atomic():
                            rows.update(**{field.name: text})
                    except IntegrityError:
                        del written[MARK.findall(text)[-1]]
            for field in nested:
                rows.update(**{field.name: _in_words(getattr(record, field.name), marked)})
    return written


def _in_words(value: Any, marked: Any) -> Any:
    """The same nest with other words."""
    if isinstance(value, str):
        return marked(200)
    if isinstance(value, Mapping):
        return {key: _in_words(each, marked) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_words(each, marked) for each in value]
    return value


def readers_of(name: str) -> list[str]:
    """Who opens the address."""
    return [reader for reader in READERS if GET[name].get(reader) == 200]


def walk(
    place: Place, payloads: Sequence[str], names: Sequence[str], *, turn: int = 0, everybody: bool = False
) -> Iterator[tuple[str, HttpResponse | Exception, dict[str, str]]]:
    """Each address as its first reader sees it, or as everybody does, with payloads in every field behind it:
    the name, the answer or what was raised, and what was written.
    """
    for here, urls in led(place, names):
        written = plant(payloads, turn=turn)
        for name, url in urls.items():
            readers = readers_of(name.partition(WORD)[0])
            for reader in readers if everybody else readers[:1]:
                yield name, asked(here, reader, url), written


def led(place: Place, names: Sequence[str]) -> Iterator[tuple[Place, dict[str, str]]]:
    """The commune with the addresses of these names: all that one state of its plan opens together, then each
    of the others with the plan led to where it is of use. What is written meanwhile is undone.
    """
    alone = [name for name in names if name in LIVES or name in LED_BY]
    for group in ([name for name in names if name not in alone], *([name] for name in alone)):
        with undone():
            here = copy.deepcopy(place)
            here.sign_in()  # a session that nothing was kept of is idle, and ends while a long run goes on
            for name in group:
                if name in LED_BY:
                    here.url(LED_BY[name])
            yield here, {name: _url(here, name) for name in group}


def _url(place: Place, name: str) -> str:
    address, is_word, _ = name.partition(WORD)
    url = place.url(address)
    return url.replace("pdf", "docx") if is_word else url


def asked(place: Place, reader: str, url: str) -> HttpResponse | Exception:
    """The answer, what it writes undone; or what the view raised."""
    try:
        with undone():
            return cast("HttpResponse", place.client(reader).get(url))
    except Exception as error:  # a page that breaks is what is looked for
        return error


@functools.cache
def kinds_of_answers() -> dict[str, str]:
    """What each address answers with: the type of its content."""
    names = [name for name in GET if readers_of(name)]
    names += [f"{name}{WORD}" for name in names if "format" in PATTERNS[name].pattern.converters]
    found = {}
    with undone(), patch.object(pdf, "draw_apart", return_value=b"%PDF-"):
        for name, answer, _ in walk(everything(), ["x"], names):
            if isinstance(answer, Exception):
                raise answer
            found[name] = answer.headers.get("Content-Type", "")
    return found


def answering(*kinds: str) -> list[str]:
    """The addresses that answer with a content of these types."""
    return [name for name, kind in kinds_of_answers().items() if kind.partition(";")[0] in kinds]
