"""Every statement of every POST fails once: `python -m pytest -p benchmarks.security.faults tests/plans`.

The tests of the pages send valid forms. Before the first of each address is let through it is sent again
and again, each time with the next statement failing, and taken back: nothing of it may be left in the
database or on disk, and the answer says so. Then the test goes on as it would.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.transaction import Atomic
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

WRITES = ("INSERT", "UPDATE", "DELETE")
# Written on purpose before what fails, and named by the test of rows 5 and 20: a try of a password.
KEPT = {"accounts_signintries"}
# A page shows a password that is kept nowhere, after the commit; whoever does not see it gives another one.
SHOWN_ONCE = {"households:user_new", "households:user_password", "assignments:agency_member_new"}
LOG = {"common_auditevent", "common_audithead"}
NOT_TOLD = "! done and not told"
ERRORS: dict[type[Exception], str] = {OperationalError: "57014", IntegrityError: "23505"}
send: Any = Client.post


@dataclass
class Case:
    """One valid request of an address, and what came of it with each statement failing."""

    name: str
    test: str
    statements: int
    prints: int
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Failing:
    """An execute wrapper that counts statements and makes one of them fail."""

    def __init__(self, number: int = -1, error: type[Exception] = OperationalError) -> None:
        self.number, self.error = number, error
        self.seen: list[str] = []
        self.depth = len(connection.savepoint_ids)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("ROLLBACK"):  # where something failed already
            return execute(sql, params, many, context)
        self.seen.append(sql)
        if len(self.seen) - 1 != self.number:
            return execute(sql, params, many, context)
        if connection.vendor == "postgresql" and any(connection.savepoint_ids[self.depth :]):
            # a transaction of the program's, a savepoint here, is broken as it is by a real one
            raising = f"DO $$ BEGIN RAISE EXCEPTION 'planned' USING ERRCODE = '{ERRORS[self.error]}'; END $$"
            return execute(raising, None, False, context)
        raise self.error("planned")


@contextmanager
def without_transactions() -> Iterator[None]:
    """A build whose actions write statement by statement: parts must be left of them."""
    with (
        patch.object(Atomic, "__enter__", lambda self: None),
        patch.object(Atomic, "__exit__", lambda self, *error: None),
    ):
        yield


def stored() -> dict[str, str]:
    """Of every table but those that are kept on purpose how many rows it has, and a fingerprint of them."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - KEPT
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            if table == "django_session":  # when it was last seen is no matter
                cursor.execute("SELECT session_key FROM django_session")
                keys = sorted(str(row[0]) for row in cursor.fetchall())
                found[table] = f"{len(keys)}:{keys}"
            elif connection.vendor == "postgresql":
                every = "coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')"
                row = f"count(*) || ':' || md5({every})"
                cursor.execute(f'SELECT {row} FROM "{table}" t')
                found[table] = str(cursor.fetchone()[0])
            else:
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = sorted(repr(row) for row in cursor.fetchall())
                found[table] = f"{len(rows)}:{hashlib.sha256(''.join(rows).encode()).hexdigest()}"
    return found


def files() -> list[str]:
    """What lies in the folder of temporary files, which is ours alone."""
    return sorted(str(path) for path in Path(tempfile.gettempdir()).rglob("*"))


class Rehearsal:
    """Sends the request of a test as often as it has statements, and takes each back."""

    def __init__(self, client: Client, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.client, self.args, self.kwargs = client, args, kwargs
        self.kwargs = kwargs | {"follow": False}

    @contextmanager
    def taken_back(self) -> Iterator[None]:
        cookies, raising = deepcopy(self.client.cookies), self.client.raise_request_exception
        self.client.raise_request_exception = False
        try:
            with transaction.atomic():
                try:
                    yield
                finally:
                    transaction.set_rollback(True)
        finally:
            self.client.cookies, self.client.raise_request_exception = cookies, raising
            for each in _files_of(self.args, self.kwargs):
                each.seek(0)

    def answer(self, failing: Failing) -> tuple[HttpResponse, dict[str, str]]:
        broken = without_transactions() if os.environ.get("FAULTS_BROKEN") else nullcontext()
        with connection.execute_wrapper(failing), broken:
            response = send(self.client, *self.args, **self.kwargs)
        connection.needs_rollback = False  # of what was rehearsed, nothing else
        return response, stored()

    def case(self, name: str, test: str) -> Case | None:
        """What came of each statement; None of a request that changes nothing."""
        before, on_disk = stored(), files()
        with self.taken_back(), _prints() as printed:
            failing = Failing()
            success, after = self.answer(failing)
        if after == before or success.status_code >= 400:
            return None
        found = Case(name, test, len(failing.seen), printed.count)
        for number, sql in enumerate(failing.seen):
            for error in (
                (OperationalError, IntegrityError) if sql.startswith(WRITES) else (OperationalError,)
            ):
                with self.taken_back():
                    response, left = self.answer(Failing(number, error))
                outcome = judged(response, success, before, after, left)
                if outcome == NOT_TOLD and name in SHOWN_ONCE:
                    outcome = "done, its password to be given anew"
                found.outcomes[outcome] += 1
                if outcome.startswith("!"):
                    changed = [table for table in left if left[table] != before[table]]
                    found.faults.append(
                        f"{number + 1}/{len(failing.seen)} {error.__name__} {response.status_code} {outcome}"
                        f" {sql[:110]} … {' '.join(changed)}"
                    )
        for number in range(printed.count):
            with self.taken_back(), _prints(number):
                response, left = self.answer(Failing())
            outcome = judged(response, success, before, after, left)
            found.outcomes[f"print: {outcome}"] += 1
            if outcome.startswith("!"):
                found.faults.append(f"print {number + 1} {response.status_code} {outcome}")
        if files() != on_disk:
            found.faults.append("! files are left")
        return found


def judged(
    response: HttpResponse,
    success: HttpResponse,
    before: dict[str, str],
    after: dict[str, str],
    left: dict[str, str],
) -> str:
    """What came of a fault; what must not happen begins with an exclamation mark."""
    text = response.content.decode(errors="replace") if not response.streaming else ""
    if "Traceback" in text or "planned" in text:
        return "! shows the error"
    told = _answer(response) == _answer(success)
    if left == before:
        if response.status_code in {500, 503}:
            return "error page" if "</html>" in text else "! no page"
        says = response.cookies.get("messages"), success.cookies.get("messages")
        is_lie = told and success.status_code == 302 and says[0] == says[1]
        return "! says it was done" if is_lie else "sentence"
    if _change(before, after).keys() <= LOG and _change(before, left).keys() <= LOG:
        return "who looked is in the log"  # kept before it is shown
    if _change(before, left) == _change(before, after):
        return "done all the same" if told else NOT_TOLD
    return "! left a part"


def _answer(response: HttpResponse) -> tuple[int, str]:
    """The status, and where it leads whatever the number of what was made."""
    return response.status_code, re.sub("[0-9]+", "#", response.headers.get("Location", ""))


def _change(before: dict[str, str], after: dict[str, str]) -> dict[str, int]:
    """By table that changed how many rows it has: their times differ from one try to the next."""
    return {table: int(now.partition(":")[0]) for table, now in after.items() if now != before[table]}


class Printed:
    """How often something was printed."""

    count = 0


@contextmanager
def _prints(failing: int = -1) -> Iterator[Printed]:
    """Count what is printed; one of them may fail."""
    printed = Printed()

    def counting(original: Callable[..., Any]) -> Callable[..., Any]:
        def render(*args: Any, **kwargs: Any) -> Any:
            printed.count += 1
            if printed.count - 1 == failing:
                raise RuntimeError("planned")
            return original(*args, **kwargs)

        return render

    with ExitStack() as stack:
        for name, module in sorted(sys.modules.items()):
            if name.startswith(("plans.", "households.", "assignments.", "reports.")):
                for function in ("render_pdf", "render_pdfs"):
                    if original := vars(module).get(function):
                        stack.enter_context(patch.object(module, function, counting(original)))
        yield printed


def _files_of(*given: Any) -> Iterator[Any]:
    for each in given:
        if isinstance(each, dict):
            yield from _files_of(*each.values())
        elif isinstance(each, list | tuple):
            yield from _files_of(*each)
        elif hasattr(each, "seek"):
            yield each


class Faults:
    """The pytest plugin: which address had its turn, and what was found."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.tried: Counter[str] = Counter()
        self.busy = False
        self.test = ""

    def post(self, client: Client, *args: Any, **kwargs: Any) -> Any:
        """In place of `Client.post`: the rehearsal of an address, once, and then the request."""
        name = self._name(args, kwargs)
        own = connection.execute_wrappers or not connection.in_atomic_block  # faults or threads of the test
        if own:
            return send(client, *args, **kwargs)
        if name and not self.busy and self.tried[name] < 30:
            self.tried[name] += 1
            self.busy = True
            try:
                if found := Rehearsal(client, args, kwargs).case(name, self.test):
                    self.cases[name] = found
            finally:
                self.busy = False
        return send(client, *args, **kwargs)

    def _name(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        path = str(args[0] if args else kwargs["path"])
        try:
            name = resolve(path.partition("?")[0]).view_name
        except Resolver404:
            return ""
        only = os.environ.get("FAULTS_ONLY")
        wanted = name not in self.cases and (not only or name in only.split())
        return name if wanted else ""

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.test = item.nodeid
        yield

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The tests that send forms, and need neither a browser nor threads."""
        sends: dict[Path, bool] = {}
        kept = []
        for item in items:
            if item.path not in sends:
                folder = item.path.parent
                near = (item.path, *(path for path in (folder / "conftest.py",) if path.exists()))
                sends[item.path] = any("post(" in path.read_text() for path in near)
            marker = item.get_closest_marker("django_db")
            threads = (marker and marker.kwargs.get("transaction")) or (
                {"transactional_db", "live_server", "page"} & set(getattr(item, "fixturenames", ()))
            )
            if sends[item.path] and not threads:
                kept.append(item)
        items[:] = kept

    def pytest_sessionfinish(self) -> None:
        told = [vars(case) for case in self.cases.values()]
        content = {"cases": told, "tried": dict(self.tried)}
        Path(os.environ["FAULTS_FOUND"]).write_text(json.dumps(content, ensure_ascii=False, indent=1))


def pytest_configure(config: pytest.Config) -> None:
    tempfile.tempdir = tempfile.mkdtemp(prefix="povertyplan-faults-")
    faults = Faults()
    config.pluginmanager.register(faults)
    posted: Any = lambda client, *args, **kwargs: faults.post(client, *args, **kwargs)  # noqa: E731
    Client.post = posted  # type: ignore[method-assign]
