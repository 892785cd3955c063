"""Every form of every page as somebody would send it, and as nobody should."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from benchmarks.hostile.page import PageForm, forms_of
from benchmarks.hostile.world import answering, asked, led, readers_of, undone
from tests.access.place import Place

SESSION = 300.0  # seconds after which everybody signs in again: what is undone keeps no session awake
_NUMBER = re.compile(r"\d+")
Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Stood:
    """A form where it stood: the commune in the state of that page, and who looked at it."""

    place: Place
    reader: str
    page: str
    form: PageForm

    @property
    def client(self) -> Client:
        return self.place.client(self.reader)


def forms_standing(place: Place) -> Iterator[Stood]:
    """Each form of the program once, as the first who sees it does; what is written meanwhile is undone."""
    known = set[tuple[str, frozenset[str]]]()
    for here, urls in led(place, answering("text/html")):
        since = time.monotonic()
        for name, url in urls.items():
            if time.monotonic() - since > SESSION:
                here.sign_in()
                since = time.monotonic()
            for reader in readers_of(name):
                answer = asked(here, reader, url)
                if not isinstance(answer, HttpResponse) or answer.status_code != 200:
                    raise RuntimeError(f"{name} as {reader}: {answer!r}")
                for form in forms_of(answer.text, url):
                    named = frozenset(_NUMBER.sub("#", each) for each, _ in form.fields)
                    shape = (_NUMBER.sub("#", urlsplit(form.action).path), named)
                    if shape not in known:
                        known.add(shape)
                        yield Stood(here, reader, name, form)


def posted(stood: Stood, data: Sent) -> HttpResponse | Exception:
    """The answer to these fields; a field of files gets one that says nothing."""
    files = {name: SimpleUploadedFile("a.xlsx", b"x") for name in stood.form.files}
    try:
        path = urlsplit(stood.form.action).path
        return cast("HttpResponse", stood.client.post(path, {**data, **files}))
    except Exception as error:  # what breaks is what is looked for
        return error


def tried(stood: Stood, data: Sent) -> HttpResponse | Exception:
    """The same, undone."""
    with undone():
        return posted(stood, data)


def completed(form: PageForm) -> dict[str, list[str]]:
    """The form with something in each field that was blank: a day, a number that is also a word, a choice."""
    data = form.data
    for name, values in form.choices.items():
        if data.get(name, [""]) == [""]:
            data[name] = [values[-1]]
    for name in form.typed:
        if data.get(name) == [""]:
            data[name] = ["01/03/2026" if "date" in name else "12"]
    return data
